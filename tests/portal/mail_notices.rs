//! Every notice, in both languages: complete, plain, and silent about the case.

use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tera::{Kwargs, State, Tera};
use yimen::domain::notice::Notice;
use yimen::mail::{Letter, Message, compose};

const LANGS: [&str; 2] = ["zh-CN", "en"];
const NOT_FILING: &str = "提交本平台不等于起诉、申请仲裁、申请复议或报案，法定期限不因此停止。";

type Words = BTreeMap<String, String>;

fn words(lang: &str) -> Words {
    let path = format!("{}/content/locales/{lang}/mail.toml", env!("CARGO_MANIFEST_DIR"));
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The templates with a `t` over mail.toml, which also notes the words that were used.
fn pages() -> (Tera, Arc<Mutex<BTreeSet<String>>>) {
    let used = Arc::new(Mutex::new(BTreeSet::new()));
    let (seen, all) = (used.clone(), LANGS.map(|lang| (lang, words(lang))));
    let mut tera = Tera::new();
    tera.register_function("t", move |args: Kwargs, state: &State| -> tera::TeraResult<String> {
        let lang: String = state.get("lang")?.expect("a language");
        let key: String = args.must_get("key")?;
        let words = &all.iter().find(|(name, _)| *name == lang).expect("a known language").1;
        let mut text = words.get(&key).unwrap_or_else(|| panic!("{key} in {lang}")).clone();
        for name in ["code", "other", "due", "phone"] {
            if let Some(value) = args.get::<String>(name)? {
                text = text.replace(&format!("{{{name}}}"), &value);
            }
        }
        seen.lock().unwrap().insert(key);
        Ok(text)
    });
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut files = Vec::new();
    gather(&root.join("mail"), &mut files);
    let named = files.iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    tera.add_raw_templates(named.collect::<Vec<_>>()).unwrap();
    (tera, used)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { gather(&path, files) } else { files.push(path) }
    }
}

fn letter<'a>(notice: Notice, lang: &'a str) -> Letter<'a> {
    Letter {
        id: "job-7",
        to: "zhang@shop.example",
        to_name: "张三",
        lang,
        code: if notice.names_order() { "YM26-7K3F-92QX-C" } else { "" },
        other: if notice == Notice::Split { "YM26-5B2D-11AA-F" } else { "" },
        link: "https://yimen.example/track?code=YM26-7K3F-92QX-C&lang=zh",
        due: NaiveDate::from_ymd_opt(2026, 9, 18),
        phone: "12348",
    }
}

fn each(tera: &Tera, mut look: impl FnMut(Notice, &str, &Message)) {
    for notice in Notice::ALL {
        for lang in LANGS {
            look(notice, lang, &compose(tera, notice, &letter(notice, lang)).unwrap());
        }
    }
}

#[test]
fn both_languages_have_the_same_words_and_all_are_used() {
    let (tera, used) = pages();
    each(&tera, |_, _, _| ());
    let used = used.lock().unwrap().clone();
    for lang in LANGS {
        let there: BTreeSet<String> = words(lang).into_keys().collect();
        assert_eq!(there, used, "{lang}");
    }
    for (key, zh) in words("zh-CN") {
        let en = words("en").remove(&key).unwrap();
        let holes = |text: &str| text.matches(['{', '}']).count();
        assert_eq!(holes(&zh), holes(&en), "{key}");
    }
}

#[test]
fn each_notice_says_the_code_the_link_and_how_to_call() {
    let (tera, _) = pages();
    each(&tera, |notice, lang, message| {
        let name = format!("{notice:?} {lang}");
        assert_eq!(message.lang, lang);
        assert!(!message.subject.is_empty() && !message.subject.contains('\n'), "{name}");
        assert!(message.text.contains(letter(notice, lang).link), "{name}: {}", message.text);
        assert!(message.html.contains("&amp;lang=zh"), "{name}");
        for part in [&message.text, &message.html] {
            assert!(part.contains("12348"), "{name}");
            assert!(!part.contains("张三") && !part.contains("zhang@"), "{name}");
            assert!(!part.contains("{code}") && !part.contains("{due}"), "{name}");
        }
        assert_eq!(message.subject.contains("YM26-7K3F-92QX-C"), notice.names_order(), "{name}");
        assert!(!message.html.contains("<table") && !message.html.contains("<img"), "{name}");
        assert!(message.html.contains(&format!("<html lang=\"{lang}\">")), "{name}");
        assert!(message.html.len() < 12_000, "{name}: {}", message.html.len());
    });
}

#[test]
fn who_wrote_of_two_matters_is_told_both_codes_at_once() {
    let (tera, _) = pages();
    for lang in LANGS {
        let told = compose(&tera, Notice::Split, &letter(Notice::Split, lang)).unwrap();
        for part in [&told.text, &told.html] {
            assert!(
                part.contains("YM26-7K3F-92QX-C") && part.contains("YM26-5B2D-11AA-F"),
                "{lang}"
            );
        }
    }
}

#[test]
fn a_receipt_says_that_it_is_no_lawsuit() {
    let (tera, _) = pages();
    let zh = compose(&tera, Notice::Receipt, &letter(Notice::Receipt, "zh-CN")).unwrap();
    assert!(zh.text.contains(NOT_FILING) && zh.html.contains(NOT_FILING));
    let en = compose(&tera, Notice::Receipt, &letter(Notice::Receipt, "en")).unwrap();
    assert!(en.text.contains("No statutory time limit stops because of it."));
    assert!(en.html.contains("No statutory time limit stops because of it."));
}

#[test]
fn a_day_is_said_when_there_is_one_and_leaves_no_gap_when_not() {
    let (tera, _) = pages();
    for notice in Notice::ALL {
        let without = Letter { due: None, ..letter(notice, "zh-CN") };
        let message = compose(&tera, notice, &without).unwrap();
        assert!(!message.text.contains("\n\n\n"), "{notice:?}: {}", message.text);
        assert!(!message.text.contains("月"), "{notice:?}");
    }
    let asked = compose(&tera, Notice::MaterialsAsked, &letter(Notice::MaterialsAsked, "zh-CN"));
    assert!(asked.unwrap().text.contains("请在2026年9月18日（星期五）前补交。"));
    let asked = compose(&tera, Notice::MaterialsAsked, &letter(Notice::MaterialsAsked, "en"));
    assert!(asked.unwrap().text.contains("Please send it by Friday 18 September 2026."));
}

#[test]
fn nothing_that_comes_in_is_taken_for_markup() {
    let (tera, _) = pages();
    let evil = "\"><script>alert(1)</script>";
    let letter = Letter { code: evil, link: evil, phone: evil, ..letter(Notice::Reply, "zh-CN") };
    let message = compose(&tera, Notice::Reply, &letter).unwrap();
    assert!(!message.html.contains("<script"), "{}", message.html);
}

/// Leaves the pages in `target/tmp/mail/`, where somebody can look at them.
#[test]
fn previews() {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/mail");
    std::fs::create_dir_all(folder).unwrap();
    let (tera, _) = pages();
    each(&tera, |notice, lang, message| {
        let base = format!("{folder}/{}.{lang}", notice.slug());
        std::fs::write(format!("{base}.html"), &message.html).unwrap();
        std::fs::write(format!("{base}.txt"), format!("{}\n\n{}", message.subject, message.text))
            .unwrap();
    });
}
