//! Demo lecturers, so that a plan can be tried at once. All names are invented.

use chrono::{Days, NaiveDate};

use crate::content::Course;
use crate::db::{Conn, DbError, accounts, lecturers, new_id};
use crate::domain::Time;
use crate::domain::course::LecturerKind;
use crate::domain::deadline::local_day;
use crate::domain::lecturer::Lecturer;
use crate::domain::week::{Span, Weekday, Weekly};

const MORNING: Span = Span { from: 9 * 60, to: 11 * 60 + 30 };
const AFTERNOON: Span = Span { from: 14 * 60 + 30, to: 17 * 60 };
const ALL_DAY: [Span; 2] = [MORNING, AFTERNOON];
/// A record check is made every year.
const CHECKED: Days = Days::new(365);

/// Name, agency, what they are, when they can, the most in a year.
type Person = (&'static str, &'static str, LecturerKind, Weekly, i32);

fn people() -> [Person; 9] {
    use LecturerKind as K;
    use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
    [
        ("韦清法官", "court", K::Judge, week(&[Tue, Thu], &ALL_DAY), 12),
        ("黄立法官", "court", K::Judge, week(&[Wed, Fri], &[AFTERNOON]), 8),
        ("覃朗检察官", "procuratorate", K::Prosecutor, week(&[Mon, Wed, Fri], &ALL_DAY), 20),
        ("陆禾民警", "police", K::Police, week(&[Mon, Tue, Wed, Thu, Fri], &[AFTERNOON]), 24),
        ("梁一舟", "justice", K::JusticeOfficer, week(&[Mon, Tue, Wed, Thu, Fri], &ALL_DAY), 40),
        ("莫言律师", "lawyers", K::Lawyer, week(&[Tue, Wed, Thu, Sat], &[MORNING]), 16),
        ("农真消防员", "centre", K::FireOfficer, week(&[Mon, Thu], &ALL_DAY), 30),
        ("苏敏老师", "education", K::Counsellor, week(&[Mon, Wed, Fri], &ALL_DAY), 36),
        ("何川副校长", "procuratorate", K::VicePrincipal, week(&[Tue, Thu], &[AFTERNOON]), 10),
    ]
}

fn week(days: &[Weekday], spans: &[Span]) -> Weekly {
    let mut week = Weekly::default();
    days.iter().for_each(|day| spans.iter().for_each(|span| week.add(*day, *span)));
    week
}

/// Makes them: each teaches what somebody of the kind may teach; one record check has lapsed.
/// `school` is the one whose 法治副校长 is among them.
pub(super) fn make(
    c: &mut Conn,
    courses: &[Course],
    school: &str,
    now: Time,
) -> Result<(), DbError> {
    let today = local_day(now);
    let handler = accounts::by_login(c, "handler@demo")?.map(|account| account.id);
    for (at, person) in people().into_iter().enumerate() {
        let lapsed = person.2 == LecturerKind::Lawyer;
        let until = if lapsed { today.checked_sub_days(Days::new(20)) } else { next_year(today) };
        let lecturer = Lecturer {
            vetting_valid_until: until,
            // The second judge is the demo handler of the court.
            account: if at == 1 { handler.clone() } else { None },
            schools: match person.2 {
                LecturerKind::VicePrincipal => vec![school.to_owned()],
                _ => Vec::new(),
            },
            ..demo(person, courses)
        };
        lecturers::create(c, &lecturer, now)?;
    }
    Ok(())
}

fn next_year(today: NaiveDate) -> Option<NaiveDate> {
    today.checked_add_days(CHECKED)
}

fn demo((name, agency, kind, weekly, yearly_max): Person, courses: &[Course]) -> Lecturer {
    let able = courses.iter().filter(|course| course.lecturers.contains(&kind));
    Lecturer {
        id: new_id(),
        agency: agency.to_owned(),
        name: name.to_owned(),
        kind,
        courses: able.map(|course| course.slug.clone()).collect(),
        weekly,
        yearly_max,
        vetting_valid_until: None,
        schools: Vec::new(),
        account: None,
        active: true,
    }
}
