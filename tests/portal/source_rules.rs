//! The sources hold the rules that the README promises: who may import whom, what is pure, and what
//! no source of the product may contain.

use crate::harness::sources::{Source, code_of, contains_word, root, sources, walk};

/// Longer than this, a file is two files.
const LINES_MAX: usize = 350;

/// Which modules of the crate each module may name, besides itself. What is not listed may name all:
/// `app`, `cli`, `setup`, `server` and `routes` wire the rest.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &["text_enum"]),
    ("config", &[]),
    ("error", &["domain", "db"]),
    ("db", &["domain", "text_enum"]),
    ("content", &["domain", "text_enum"]),
    ("mail", &["domain", "text_enum"]),
    ("search", &["domain", "content", "text_enum"]),
    ("media", &["domain", "text_enum"]),
    ("metrics", &["domain", "db"]),
    (
        "jobs",
        &[
            "app",
            "config",
            "domain",
            "db",
            "mail",
            "search",
            "media",
            "content",
            "error",
            "metrics",
            "publishing",
            "rulebooks",
            "web",
            "text_enum",
        ],
    ),
    (
        "web",
        &[
            "app",
            "config",
            "content",
            "db",
            "domain",
            "error",
            "jobs",
            "mail",
            "media",
            "metrics",
            "publishing",
            "routes",
            "rulebooks",
            "search",
            "text_enum",
        ],
    ),
];

/// What must not stand in the code of a module, and why.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "domain",
        &["diesel", "actix", "tera::", "tokio", "lettre", "reqwest"],
        "the domain is pure: no IO",
    ),
    ("domain", &["std::fs", "std::env", "std::net", "std::process"], "the domain is pure: no IO"),
    (
        "domain",
        &["Utc::now", "Local::now", "SystemTime", "Instant::now"],
        "the domain has no clock: time is an argument",
    ),
    (
        "domain",
        &["rand::", "getrandom", "OsRng"],
        "the domain has no randomness: ids are arguments",
    ),
    (
        "",
        &["TODO", "FIXME", "XXX", "todo!(", "unimplemented!(", "dbg!("],
        "finish it, or open an issue",
    ),
];

/// A library, and the only modules that may speak to it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("diesel::", &["db"]),
    ("diesel_migrations", &["db"]),
    ("std::env", &["config"]),
    ("env::var", &["config"]),
    ("actix_web", &["web", "routes", "server", "error", "metrics", "cli"]),
    ("tera::", &["web", "mail", "jobs", "app"]),
    ("lettre", &["mail"]),
    ("tantivy::", &["search"]),
    ("meilisearch_sdk", &["search"]),
    ("jsonwebtoken", &["web"]),
    ("object_store::", &["media"]),
];

/// The storefronts and the desk share what lies below them, and know nothing of each other.
const APART: &[&str] = &["youth", "enterprise", "desk"];

fn none(found: Vec<String>, why: &str) {
    assert!(found.is_empty(), "{why}\n{}", found.join("\n"));
}

#[test]
fn the_sources_are_found() {
    let sources = sources();
    for module in ["domain", "db", "web", "config", "app"] {
        assert!(
            sources.iter().any(|source| source.module() == module && !source.code.is_empty()),
            "{module}"
        );
    }
    let stripped =
        code_of("let a = \"http://x\"; // diesel\n#[cfg(test)]\nmod tests {\n    x.unwrap();\n}\n");
    assert_eq!(stripped, "let a = \"http://x\"; \n");
    assert!(contains_word("use diesel::x;", "diesel") && !contains_word("my_diesel::x", "diesel"));
}

#[test]
fn each_module_imports_only_what_lies_below_it() {
    let mut found = Vec::new();
    for source in sources() {
        let Some((own, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == source.module())
        else {
            continue;
        };
        for (at, line) in source.lines() {
            for named in line.split("crate::").skip(1) {
                let end =
                    named.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(named.len());
                let name = &named[..end];
                let ours = yimen_module(name) && name != *own && !allowed.contains(&name);
                if ours {
                    found.push(format!("src/{}:{at}: {own} may not import {name}", source.path));
                }
            }
        }
    }
    none(found, "who may import whom: see the README, “The map”");
}

/// Whether a name after `crate::` is a module of ours.
fn yimen_module(name: &str) -> bool {
    let src = root().join("src");
    src.join(name).is_dir() || src.join(format!("{name}.rs")).exists()
}

/// What the public reads is `App::published` (and `Visit::content`), files and edits. Of what the
/// files say alone, pages may use only what no editor edits.
#[test]
fn no_page_reads_past_the_editors() {
    let mut found = Vec::new();
    for source in sources() {
        if !["web", "jobs"].contains(&source.module()) {
            continue;
        }
        for (at, line) in source.lines() {
            for rest in line.split("app.content").skip(1) {
                let house = [".kinds", ".kind(", ".rooms", ".room(", ".agency("];
                if !house.iter().any(|part| rest.starts_with(part)) {
                    found.push(format!("src/{}:{at}", source.path));
                }
            }
        }
    }
    none(found, "use `visit.content` or `app.published()`");
}

#[test]
fn what_must_never_stand_somewhere_does_not() {
    for (module, needles, why) in NEVER {
        let within: Vec<Source> =
            sources().into_iter().filter(|s| module.is_empty() || s.module() == *module).collect();
        none(
            within.iter().flat_map(|source| needles.iter().flat_map(|n| source.finds(n))).collect(),
            why,
        );
    }
    // Comments too: a promise to do something later belongs into an issue.
    let later = |source: &Source| {
        let hits = source
            .whole
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains("TODO") || line.contains("FIXME"));
        hits.map(|(at, line)| format!("src/{}:{}: {}", source.path, at + 1, line.trim()))
            .collect::<Vec<_>>()
    };
    none(sources().iter().flat_map(later).collect(), "finish it, or open an issue");
}

#[test]
fn each_library_is_spoken_to_in_one_place() {
    let mut found = Vec::new();
    for source in sources() {
        for (needle, modules) in ONLY_IN {
            if !modules.contains(&source.module()) {
                found.extend(
                    source
                        .finds(needle)
                        .into_iter()
                        .map(|hit| format!("{hit}   (only in {})", modules.join(", "))),
                );
            }
        }
    }
    none(found, "a library is spoken to in one place");
}

#[test]
fn the_environment_is_read_by_the_configuration_alone() {
    let reads =
        |source: &Source| source.path != "config.rs" && !source.finds("std::env").is_empty();
    none(
        sources().into_iter().filter(reads).map(|source| source.path).collect(),
        "only config.rs reads the environment",
    );
}

#[test]
fn nothing_gives_up_where_it_could_answer() {
    let found = sources().into_iter().flat_map(|source| {
        let hits = source
            .lines()
            .filter(|(_, line)| line.contains(".unwrap()") || line.contains(".expect(\""));
        hits.map(|(at, line)| format!("src/{}:{at}: {}", source.path, line.trim()))
            .collect::<Vec<_>>()
    });
    none(found.collect(), "no unwrap and no expect outside tests");
}

#[test]
fn the_storefronts_and_the_desk_know_nothing_of_each_other() {
    let mut found = Vec::new();
    for source in sources() {
        let Some(own) = APART.iter().find(|part| source.path.starts_with(&format!("web/{part}")))
        else {
            continue;
        };
        for other in APART.iter().filter(|other| other != &own) {
            let names = [
                format!("web::{other}"),
                format!("super::{other}"),
                format!("super::super::{other}"),
            ];
            found.extend(names.iter().flat_map(|name| source.finds(name)));
        }
    }
    none(found, "what two storefronts share goes down into web/");
}

#[test]
fn no_file_is_too_long() {
    let long = sources().into_iter().filter(|source| source.whole.lines().count() > LINES_MAX);
    none(
        long.map(|s| format!("src/{}: {} lines", s.path, s.whole.lines().count())).collect(),
        "a long file is two files",
    );
}

#[test]
fn a_commit_carries_nothing_of_one_machine() {
    let mut paths = Vec::new();
    for folder in ["src", "templates", "content", "static", "tests"] {
        for ending in ["rs", "html", "txt", "toml", "md", "css", "js"] {
            let mut here = Vec::new();
            walk(&root().join(folder), ending, &mut here);
            paths.extend(
                here.into_iter().filter(|path| !path.to_string_lossy().contains("/tests/tools/")),
            );
        }
    }
    let here = root().display().to_string();
    let marks = ["/root/", here.as_str(), "C:\\\\Users"];
    let mut found = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let own = path.ends_with("source_rules.rs");
        found.extend(
            marks
                .iter()
                .filter(|mark| !own && text.contains(**mark))
                .map(|mark| format!("{}: {mark}", path.display())),
        );
    }
    none(found, "paths of one machine");
}
