//! What stands around an order in the database: accounts, sessions, contacts, drafts, files,
//! agencies.

use chrono::Duration;
use yimen::db::accounts::NewAccount;
use yimen::db::agencies::AgencyData;
use yimen::db::calls::CallState;
use yimen::db::documents::Document;
use yimen::db::*;
use yimen::domain::order::{Action, Role, State, Visibility};

use crate::harness::databases::on_both;
use crate::harness::orders::*;

fn handler(login: &str) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role: Role::Handler,
        agency: Some("police".to_owned()),
        school: None,
        name: "张警官".to_owned(),
        email: Some("z@example.org".to_owned()),
        phone: None,
        organisation: None,
        credit_code: None,
        lang: "zh-CN".to_owned(),
        demo: false,
    }
}

#[tokio::test]
async fn accounts_lock_and_sessions_end() {
    on_both(|home| async move {
        home.write(|c| {
            let id = accounts::create(c, &sealer(), &handler(" Zhang "), noon())?;
            assert_eq!(accounts::by_login(c, "ZHANG")?.unwrap().id, id);
            let account = accounts::by_id(c, &id)?;
            assert_eq!(account.email(&sealer())?.as_deref(), Some("z@example.org"));
            assert!(!format!("{account:?}").contains("argon2"));
            let lock = Duration::minutes(15);
            assert_eq!(accounts::note_failure(c, &id, noon(), 2, lock)?, None);
            assert_eq!(accounts::note_failure(c, &id, noon(), 2, lock)?, Some(noon() + lock));
            accounts::clear_failures(c, &id)?;
            assert_eq!(accounts::by_id(c, &id)?.locked_until, None);
            let session = sessions::create(c, &id, noon(), noon() + Duration::hours(1))?;
            assert!(sessions::live(c, &session.id, noon())?.is_some());
            assert!(
                sessions::live(c, &session.id, noon() + Duration::hours(1))?.is_none(),
                "expired"
            );
            accounts::set_active(c, &id, false)?;
            assert!(sessions::live(c, &session.id, noon())?.is_none(), "the account is closed");
            accounts::set_active(c, &id, true)?;
            assert_eq!(sessions::revoke_all(c, &id, noon())?, 1);
            sessions::touch(c, &session.id, noon(), noon() + Duration::days(9))?;
            assert!(sessions::live(c, &session.id, noon())?.is_none(), "revoked for good");
            assert_eq!(accounts::by_agency(c, "police")?.len(), 1);
            assert_eq!(accounts::by_role(c, Role::Admin)?.len(), 0);
            Ok(())
        })
        .await
        .unwrap();
        let taken = home.write(|c| accounts::create(c, &sealer(), &handler("zhang"), noon())).await;
        assert_eq!(taken, Err(DbError::Conflict("accounts".to_owned())));
        let newer = seal::Sealer::new(vec![
            ("k1".to_owned(), b"a secret for the tests".to_vec()),
            ("k2".to_owned(), b"another".to_vec()),
        ])
        .unwrap();
        let renewed = home
            .write(move |c| Ok((accounts::renew(c, &newer, 9)?, accounts::renew(c, &newer, 9)?)))
            .await;
        assert_eq!(renewed, Ok((1, 0)));
        home.write(|c| {
            for n in 0..6 {
                accounts::create(c, &sealer(), &handler(&format!("p{n}")), noon())?;
            }
            let first = accounts::list(c, None, 4)?;
            let second = accounts::list(c, first.next.as_ref(), 4)?;
            assert_eq!((first.rows.len(), second.rows.len(), second.next), (4, 3, None));
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_sealed_and_can_be_erased() {
    on_both(|home| async move {
        let made = step(order("police"), Action::Submit, State::Draft);
        let id = made.order.id.clone();
        home.write(move |c| {
            orders::create(c, &made, "t", &contact(&id))?;
            let row = contacts::find(c, &id)?;
            assert!(!format!("{row:?}").contains("13800000000"));
            assert!(row.open(&sealer())?.phone.as_deref() == Some("13800000000"));
            assert_eq!(contacts::bump_key_generation(c, &id)?, 2);
            contacts::put(c, &contact(&id))?;
            assert_eq!(contacts::find(c, &id)?.key_generation, 2, "a new address kills no key");
            let newer = seal::Sealer::new(vec![
                ("k1".to_owned(), b"a secret for the tests".to_vec()),
                ("k2".to_owned(), b"another".to_vec()),
            ])?;
            assert_eq!((contacts::renew(c, &newer, 10)?, contacts::renew(c, &newer, 10)?), (1, 0));
            assert!(contacts::find(c, &id)?.open(&newer)?.name == "李四");
            contacts::erase(c, &id, noon())?;
            assert!(contacts::find(c, &id)?.open(&sealer())? == contacts::Contact::default());
            let call = calls::add(c, &id, "receipt", noon())?;
            assert_eq!((calls::count(c)?, calls::open(c, None, 5)?.rows.len()), (1, 1));
            let clerk = accounts::create(c, &sealer(), &handler("clerk"), noon())?;
            calls::finish(c, &call, true, &clerk, "told", noon())?;
            assert_eq!(
                calls::finish(c, &call, true, &clerk, "told", noon()),
                Err(DbError::NotFound)
            );
            assert_eq!(calls::by_order(c, &id)?[0].state, CallState::Done.as_str());
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

fn paper(draft: &str, sha256: &str) -> Document {
    Document {
        id: new_id(),
        order_id: None,
        draft_id: Some(draft.to_owned()),
        sha256: sha256.to_owned(),
        name: "合同.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 5_000_000_000,
        uploaded_by: None,
        visibility: Visibility::Agencies,
        agency: None,
        created_at: noon(),
    }
}

#[tokio::test]
async fn a_draft_takes_its_files_along() {
    on_both(|home| async move {
        home.write(|c| {
            let later = noon() + Duration::days(1);
            drafts::put(c, &sealer(), "d1", "{\"a\":1}", noon(), later)?;
            drafts::put(c, &sealer(), "d1", "{\"a\":2}", noon(), later)?;
            assert_eq!(drafts::get(c, &sealer(), "d1", noon())?.as_deref(), Some("{\"a\":2}"));
            assert_eq!(drafts::get(c, &sealer(), "d1", later)?, None);
            let kept = paper("d1", "aa");
            for document in [&kept, &paper("d1", "bb"), &paper("d2", "bb"), &paper("d2", "cc")] {
                documents::add(c, document)?;
            }
            let first =
                documents::by_draft(c, "d1")?.into_iter().find(|d| d.sha256 == "bb").unwrap();
            assert_eq!(
                documents::remove_from_draft(c, "d1", &first.id)?,
                None,
                "d2 still names it"
            );
            let made = step(order("police"), Action::Submit, State::Draft);
            orders::create(c, &made, "t", &contact(&made.order.id))?;
            assert_eq!(documents::attach_to_order(c, "d1", &made.order.id)?, 1);
            assert_eq!(drafts::delete(c, "d1")?, Vec::<String>::new());
            assert_eq!(documents::by_order(c, &made.order.id)?[0].bytes, kept.bytes);
            assert_eq!(documents::find(c, &kept.id)?.name, kept.name);
            let mut gone = drafts::purge(c, noon(), noon() + Duration::seconds(1))?;
            gone.sort();
            assert_eq!(gone, ["bb", "cc"], "files of a draft that never was");
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_agency_edited_at_the_desk_stays_so() {
    on_both(|home| async move {
        home.write(|c| {
            let agency = |data: &str| AgencyData {
                slug: "tax".to_owned(),
                data: data.to_owned(),
                parent: None,
                valid_from: None,
                valid_to: None,
            };
            assert_eq!(agencies::upsert_import(c, &[agency("{}")], noon())?.created, 1);
            assert_eq!(agencies::upsert_import(c, &[agency("{\"a\":1}")], noon())?.updated, 1);
            assert_eq!(agencies::save_edit(c, &agency("{\"b\":1}"), 2, noon())?, 3);
            assert_eq!(
                agencies::save_edit(c, &agency("{}"), 2, noon()),
                Err(DbError::Stale { current: 3 })
            );
            assert_eq!(
                agencies::upsert_import(c, &[agency("{\"c\":1}")], noon())?.left_alone,
                ["tax"]
            );
            assert_eq!(agencies::all(c)?[0].data, "{\"b\":1}");
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn attempts_are_counted_in_a_window() {
    on_both(|home| async move {
        home.write(|c| {
            let hour = Duration::hours(1);
            assert_eq!(throttle::hit(c, "login:a", noon(), hour)?, 1);
            assert_eq!(throttle::hit(c, "login:a", noon() + Duration::minutes(59), hour)?, 2);
            assert_eq!(throttle::count(c, "login:a", noon(), hour)?, 2);
            assert_eq!(throttle::hit(c, "login:a", noon() + hour, hour)?, 1);
            throttle::clear(c, "login:a")?;
            assert_eq!(throttle::count(c, "login:a", noon(), hour)?, 0);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}
