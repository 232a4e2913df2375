//! What has to stand before the first request: schema, content, and in development the demo
//! accounts.

use std::fmt::Write as _;
use std::io::BufRead;

use crate::app::App;
use crate::config::Environment;
use crate::content::{Guide, Service, markdown};
use crate::db::accounts::{self, NewAccount};
use crate::db::agencies::{self, AgencyData};
use crate::db::{DbError, confirmations, content_items};
use crate::domain::order::Role;
use crate::domain::routing::Learned;
use crate::jobs::bulletins;
use crate::search::Document;
use crate::web::account::password;

/// Makes the house ready, or says why it can't open.
///
/// # Errors
/// In production: a schema that is not the newest, or demo accounts. Always: what the database
/// or the search refuses.
pub async fn ready(app: &App) -> Result<(), String> {
    let text = |error: DbError| error.to_string();
    match app.config.environment {
        Environment::Development => {
            app.db.migrate().map_err(text)?;
            let report = import(app).await?;
            if !report.is_empty() {
                print!("{report}");
            }
            demo_accounts(app).await?;
        }
        Environment::Production => {
            if !app.db.is_migrated().map_err(text)? {
                return Err(
                    "the database is not at the newest schema: run `yimen migrate` first".into()
                );
            }
            if app.db.read(accounts::any_demo).await.map_err(text)? {
                return Err(
                    "there are demo accounts in this database: production does not open with them"
                        .into(),
                );
            }
        }
    }
    app.reload_agencies().await.map_err(text)?;
    learn(app).await?;
    index(app).await
}

/// Takes over `content/` into the database, without overwriting what was edited on the site, and
/// says what it did.
///
/// # Errors
/// What the database refuses.
pub async fn import(app: &App) -> Result<String, String> {
    let content = &app.content;
    let services = items(content.services.iter().map(|service| (&service.slug, service)))?;
    let guides = items(content.guides.iter().map(|guide| (&guide.facts.slug, guide)))?;
    let notes = items(content.bulletins.iter().map(|bulletin| (&bulletin.slug, bulletin)))?;
    let bodies = content
        .agencies
        .iter()
        .map(AgencyData::of)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let now = app.clock.now();
    let out = bulletins::out(app, now);
    let imported = app
        .db
        .write(move |c| {
            // Before anybody can subscribe: what is old by now is mailed to nobody.
            bulletins::notice(c, &out, now)?;
            Ok([
                content_items::import(c, "service", &services, now)?,
                content_items::import(c, "guide", &guides, now)?,
                content_items::import(c, "bulletin", &notes, now)?,
                agencies::upsert_import(c, &bodies, now)?,
            ])
        })
        .await
        .map_err(|error: DbError| error.to_string())?;
    let mut report = String::new();
    for (what, done) in ["services", "guides", "bulletins", "agencies"].iter().zip(imported) {
        if done.created + done.updated > 0 {
            let _ =
                writeln!(report, "content: {what}: {} new, {} updated", done.created, done.updated);
        }
        for slug in &done.left_alone {
            let _ = writeln!(
                report,
                "content: {what}: {slug} was edited on the site and is left alone"
            );
        }
    }
    Ok(report)
}

/// Slug and JSON of each piece, as the database keeps it.
fn items<'a, T: serde::Serialize + 'a>(
    pieces: impl Iterator<Item = (&'a String, &'a T)>,
) -> Result<Vec<(String, String)>, String> {
    let json = |piece: &T| serde_json::to_string(piece).map_err(|error| error.to_string());
    pieces.map(|(slug, piece)| Ok((slug.clone(), json(piece)?))).collect()
}

/// Replays the dispatchers' confirmations, so that every start knows what was taught before.
async fn learn(app: &App) -> Result<(), String> {
    let taught = app.db.read(confirmations::taught).await.map_err(|error| error.to_string())?;
    let mut learned = Learned::default();
    for (text, matter) in &taught {
        learned.learn(&app.rules, text, matter);
    }
    match app.learned.write() {
        Ok(mut place) => *place = learned,
        Err(poisoned) => *poisoned.into_inner() = learned,
    }
    Ok(())
}

/// Fills the search index from the content; it is small and made anew at every start.
async fn index(app: &App) -> Result<(), String> {
    let services = app.content.services.iter().map(|service| service_document(app, service));
    let guides = app.content.guides.iter().map(guide_document);
    let out = app.content.bulletins_out(app.clock.now());
    let out = out.map(|bulletin| bulletins::document(app, bulletin));
    app.search
        .replace_all(services.chain(guides).chain(out).collect())
        .await
        .map_err(|error| error.to_string())
}

fn service_document(app: &App, service: &Service) -> Document {
    Document {
        id: format!("service:{}", service.slug),
        kind: "service".to_owned(),
        site: "enterprise".to_owned(),
        title: service.title.clone(),
        body: markdown::plain(&service.markdown),
        summary: service.summary.clone(),
        url: format!("/enterprise/services/{}", service.slug),
        agency: app.agency_name(&service.agency, "zh-CN"),
        matters: service.category.clone(),
        tags: vec![service.title_en.clone()],
        ..Document::default()
    }
}

fn guide_document(guide: &Guide) -> Document {
    Document {
        id: format!("guide:{}", guide.facts.slug),
        kind: "guide".to_owned(),
        site: "enterprise".to_owned(),
        title: guide.facts.title.clone(),
        body: markdown::plain(&guide.markdown),
        summary: guide.facts.summary.clone(),
        url: format!("/enterprise/guides/{}", guide.facts.slug),
        matters: guide.facts.matters.clone(),
        tags: vec![guide.facts.title_en.clone()],
        ..Document::default()
    }
}

/// One account per role, with one password made for this machine, printed once.
async fn demo_accounts(app: &App) -> Result<(), String> {
    if app.db.read(accounts::any_demo).await.map_err(|error| error.to_string())? {
        return Ok(());
    }
    let secret = data_encoding::BASE32_NOPAD.encode(&rand::random::<[u8; 10]>()).to_lowercase();
    let hash = password::hash(secret.clone()).await.map_err(|error| error.to_string())?;
    let mut said =
        format!("Demo accounts (development only, shown once). Password for all: {secret}\n");
    for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Guest | Role::System)) {
        let account = demo_account(*role, &hash);
        let _ = writeln!(
            said,
            "  {:<12} {:<22} {}",
            role,
            account.login,
            account.agency.as_deref().unwrap_or("")
        );
        let (sealer, now) = (app.sealer.clone(), app.clock.now());
        app.db
            .write(move |c| accounts::create(c, &sealer, &account, now))
            .await
            .map_err(|error| error.to_string())?;
    }
    println!("{said}");
    Ok(())
}

fn demo_account(role: Role, hash: &str) -> NewAccount {
    let (name, agency) = match role {
        Role::Business => ("云岭食品有限公司", None),
        Role::Teacher => ("教师 黄小满", None),
        Role::Planner => ("排课 苏禾", None),
        Role::Clerk => ("窗口 韦敏", None),
        Role::Handler => ("经办 黄立", Some("court")),
        Role::Leader => ("负责人 覃岚", Some("court")),
        Role::Dispatcher => ("调度 陆川", None),
        Role::Supervisor => ("督办 梁安", None),
        Role::Reviewer => ("评查 莫宁", None),
        Role::Editor => ("编辑 农秋", None),
        _ => ("管理员", None),
    };
    NewAccount {
        login: format!("{role}@demo"),
        password_hash: hash.to_owned(),
        role,
        agency: agency.map(str::to_owned),
        school: None,
        name: name.to_owned(),
        email: Some(format!("{role}@demo.invalid")),
        phone: None,
        organisation: (role == Role::Business).then(|| name.to_owned()),
        credit_code: None,
        lang: "zh-CN".to_owned(),
        demo: true,
    }
}

/// `yimen user add`.
///
/// # Errors
/// What is wrong with the role, the agency or the password, or that the login is taken.
pub async fn add_user(
    app: &App,
    login: String,
    role: String,
    agency: Option<String>,
    name: String,
    mut input: impl BufRead,
) -> Result<(), String> {
    let role: Role = role.parse().map_err(|role| format!("there is no role {role}"))?;
    if matches!(role, Role::Guest | Role::System) {
        return Err(format!("{role} has no account"));
    }
    if matches!(role, Role::Handler | Role::Leader) != agency.is_some() {
        return Err("a handler or a leader, and nobody else, has an --agency".into());
    }
    if let Some(slug) = agency.as_deref().filter(|slug| app.content.agency(slug).is_none()) {
        return Err(format!("there is no agency {slug}"));
    }
    let mut secret = String::new();
    input.read_line(&mut secret).map_err(|error| error.to_string())?;
    let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
    if password::weakness("password", &secret, &login).is_some() {
        return Err(format!(
            "the password (first line of standard input) needs {} characters and may not be simple",
            password::PASSWORD_MIN
        ));
    }
    let password_hash = password::hash(secret).await.map_err(|error| error.to_string())?;
    let account = NewAccount {
        login,
        password_hash,
        role,
        agency,
        school: None,
        organisation: (role == Role::Business).then(|| name.clone()),
        name,
        email: None,
        phone: None,
        credit_code: None,
        lang: "zh-CN".to_owned(),
        demo: false,
    };
    let (sealer, now) = (app.sealer.clone(), app.clock.now());
    match app.db.write(move |c| accounts::create(c, &sealer, &account, now)).await {
        Ok(_) => Ok(()),
        Err(DbError::Conflict(_)) => Err("this login is taken".into()),
        Err(error) => Err(error.to_string()),
    }
}
