//! People who are there before anybody has registered: the demo accounts with their schools, and
//! whoever the command line adds.

use std::fmt::Write as _;
use std::io::BufRead;

use super::lecturers;
use crate::app::App;
use crate::db::accounts::{self, NewAccount};
use crate::db::schools::{self, Change, NewSchool};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::course::Stage;
use crate::domain::order::Role;
use crate::domain::school::{BUREAU, School, SchoolState};
use crate::web::account::password;

/// One account per role, with one password made for this machine, printed once; a verified school
/// for the teacher, one that waits to be verified, the bureau that invites schools, and lecturers.
pub(super) async fn demo(app: &App) -> Result<(), String> {
    if app.db.read(accounts::any_demo).await.map_err(|error| error.to_string())? {
        return Ok(());
    }
    let secret = data_encoding::BASE32_NOPAD.encode(&rand::random::<[u8; 10]>()).to_lowercase();
    let hash = password::hash(secret.clone()).await.map_err(|error| error.to_string())?;
    let roles =
        Role::ALL.iter().filter(|role| !matches!(role, Role::Guest | Role::Learner | Role::System));
    let mut people: Vec<NewAccount> = roles.map(|role| demo_account(*role, &hash)).collect();
    people.push(NewAccount {
        login: "bureau@demo".into(),
        agency: Some(BUREAU.into()),
        name: "教育局 甘雨".into(),
        email: Some("bureau@demo.invalid".into()),
        ..demo_account(Role::Handler, &hash)
    });
    let mut said =
        format!("Demo accounts (development only, shown once). Password for all: {secret}\n");
    for account in &people {
        let agency = account.agency.as_deref().unwrap_or("");
        let _ = writeln!(said, "  {:<12} {:<22} {agency}", account.role, account.login);
    }
    let (sealer, now) = (app.sealer.clone(), app.clock.now());
    let courses = app.published().courses.clone();
    let stored = app.db.write(move |c| {
        let [asked, school] = demo_schools();
        schools::create(c, &sealer, &asked, None, now)?;
        let school = schools::create(c, &sealer, &school, None, now)?;
        for account in people {
            let own = (account.role == Role::Teacher).then(|| school.clone());
            let id =
                accounts::create(c, &sealer, &NewAccount { school: own, ..account.clone() }, now)?;
            if account.role == Role::Admin {
                verify(c, &school, &id, now)?;
            }
        }
        lecturers::make(c, &courses, &school, now)
    });
    stored.await.map_err(|error: DbError| error.to_string())?;
    println!("{said}");
    Ok(())
}

fn verify(c: &mut Conn, school: &str, by: &str, now: Time) -> Result<(), DbError> {
    let verified = Change { state: SchoolState::Verified, reason: None, by, version: 1, now };
    schools::set_state(c, school, &verified)
}

/// Invented: one that waits to be verified, then the demo teacher's.
fn demo_schools() -> [NewSchool; 2] {
    let school = |name: &str, district: &str, address: &str, stages: &[Stage]| NewSchool {
        name: name.to_owned(),
        district: district.to_owned(),
        address: address.to_owned(),
        stages: stages.to_vec(),
        phone: Some("0775-1234567".to_owned()),
    };
    [
        school("北山中学", "北流市", "北山路9号", &[Stage::Junior, Stage::Senior]),
        school("云岭第一小学", "玉州区", "云岭路12号", &[Stage::PrimaryLow, Stage::PrimaryHigh]),
    ]
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

/// What `yimen user add` was told.
pub struct NewUser {
    pub login: String,
    pub role: String,
    pub agency: Option<String>,
    pub school: Option<String>,
    pub name: String,
}

/// `yimen user add`: the password is the first line of the input.
///
/// # Errors
/// What is wrong with the role, the agency, the school or the password, or that the login is taken.
pub async fn add_user(app: &App, user: NewUser, input: impl BufRead) -> Result<(), String> {
    let role: Role = user.role.parse().map_err(|role| format!("there is no role {role}"))?;
    if matches!(role, Role::Guest | Role::System) {
        return Err(format!("{role} has no account"));
    }
    check_agency(app, role, user.agency.as_deref())?;
    check_school(app, role, user.school.as_deref()).await?;
    let secret = read_secret(input, &user.login)?;
    let password_hash = password::hash(secret).await.map_err(|error| error.to_string())?;
    let account = NewAccount {
        login: user.login,
        password_hash,
        role,
        agency: user.agency,
        school: user.school,
        organisation: (role == Role::Business).then(|| user.name.clone()),
        name: user.name,
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

fn check_agency(app: &App, role: Role, agency: Option<&str>) -> Result<(), String> {
    if matches!(role, Role::Handler | Role::Leader) != agency.is_some() {
        return Err("a handler or a leader, and nobody else, has an --agency".into());
    }
    match agency {
        Some(slug) if app.content.agency(slug).is_none() => {
            Err(format!("there is no agency {slug}"))
        }
        _ => Ok(()),
    }
}

async fn check_school(app: &App, role: Role, school: Option<&str>) -> Result<(), String> {
    if (role == Role::Teacher) != school.is_some() {
        return Err("a teacher, and nobody else, has a --school: the id at the end of its page's \
                    address, /desk/schools/ID"
            .into());
    }
    let Some(id) = school.map(str::to_owned) else { return Ok(()) };
    let asked = id.clone();
    match app.db.read(move |c| schools::find(c, &asked)).await {
        Ok(School { state: SchoolState::Cancelled, name, .. }) => {
            Err(format!("the school {name} is cancelled: reopen it first"))
        }
        Ok(_) => Ok(()),
        Err(DbError::NotFound) => Err(format!("there is no school {id}")),
        Err(error) => Err(error.to_string()),
    }
}

fn read_secret(mut input: impl BufRead, login: &str) -> Result<String, String> {
    let mut secret = String::new();
    input.read_line(&mut secret).map_err(|error| error.to_string())?;
    let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
    match password::weakness("password", &secret, login) {
        None => Ok(secret),
        Some(_) => Err(format!(
            "the password (first line of standard input) needs {} characters and may not be simple",
            password::PASSWORD_MIN
        )),
    }
}
