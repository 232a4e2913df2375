//! A bulletin as pages show it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::content::Bulletin;
use crate::domain::topic::Topic;
use crate::web::locale::{Lang, Locale};
use crate::web::visit::Visit;

/// A number to call, and who answers there.
#[derive(Debug, Clone, Serialize)]
pub struct Phone {
    pub number: String,
    pub label: String,
}

/// A bulletin as a poster on a page: what the component `bulletin_poster` shows.
#[derive(Debug, Clone, Serialize)]
pub struct Poster {
    pub slug: String,
    pub date: NaiveDate,
    pub title: String,
    /// The same in pieces, each of which stays on one line where it can.
    pub pieces: Vec<String>,
    pub summary: String,
    pub topic: String,
    /// What to do. The content is Chinese in every language.
    pub lines: Vec<String>,
    pub dont: Vec<String>,
    pub phones: Vec<Phone>,
}

/// A bulletin as one line of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    pub slug: String,
    pub date: NaiveDate,
    pub title: String,
    pub summary: String,
    pub topic: String,
}

/// The newest bulletin that is out; none before the first.
pub fn this_week(visit: &Visit) -> Option<Poster> {
    visit.content.bulletins_out(visit.now).next().map(|bulletin| poster(visit, bulletin))
}

/// A bulletin as a poster.
pub fn poster(visit: &Visit, bulletin: &Bulletin) -> Poster {
    let locale = visit.app.pages.locale();
    Poster {
        slug: bulletin.slug.clone(),
        date: bulletin.date,
        pieces: pieces(&titled(bulletin, visit.lang), usize::MAX),
        title: titled(bulletin, visit.lang),
        summary: bulletin.summary.clone(),
        topic: topic(locale, visit.lang, bulletin.topic),
        lines: bulletin.poster.clone(),
        dont: bulletin.dont.clone(),
        phones: phones(locale, visit.lang, bulletin),
    }
}

/// A bulletin as a line.
pub fn line(visit: &Visit, bulletin: &Bulletin) -> Line {
    Line {
        slug: bulletin.slug.clone(),
        date: bulletin.date,
        title: titled(bulletin, visit.lang),
        summary: bulletin.summary.clone(),
        topic: topic(visit.app.pages.locale(), visit.lang, bulletin.topic),
    }
}

/// The title in a language; the text itself is Chinese.
pub fn titled(bulletin: &Bulletin, lang: Lang) -> String {
    if lang == Lang::En { &bulletin.title_en } else { &bulletin.title }.clone()
}

/// A topic as people say it.
pub fn topic(locale: &Locale, lang: Lang, topic: Topic) -> String {
    locale.text(lang, &format!("bulletin.topic.{topic}"), &[])
}

/// Whom to call, and who answers.
pub fn phones(locale: &Locale, lang: Lang, bulletin: &Bulletin) -> Vec<Phone> {
    let label = |number: &String| Phone {
        label: locale.text(lang, &format!("bulletin.phone.{number}"), &[]),
        number: number.clone(),
    };
    bulletin.phones.iter().map(label).collect()
}

/// A title in the pieces it may be broken into: after a comma or a colon, and where it has neither
/// and is longer than `whole`, in the middle.
pub fn pieces(title: &str, whole: usize) -> Vec<String> {
    let chars: Vec<char> = title.chars().collect();
    let pause = chars.iter().position(|c| matches!(c, '，' | '：' | '；'));
    let cut = match pause {
        Some(at) if at + 1 < chars.len() => at + 1,
        _ if chars.len() > whole => chars.len().div_ceil(2),
        _ => return vec![title.to_owned()],
    };
    let (first, second) = chars.split_at(cut);
    vec![first.iter().collect(), second.iter().collect()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_breaks_where_it_breathes() {
        assert_eq!(pieces("楼梯上，慢一步", 8), ["楼梯上，", "慢一步"]);
        assert_eq!(pieces("看见同学被欺负怎么办", 8), ["看见同学被", "欺负怎么办"]);
        assert_eq!(pieces("看见同学被欺负怎么办", usize::MAX), ["看见同学被欺负怎么办"]);
        assert_eq!(pieces("电动车不进楼", 8), ["电动车不进楼"]);
        assert_eq!(pieces("记住三句话：", 8), ["记住三句话："]);
    }
}
