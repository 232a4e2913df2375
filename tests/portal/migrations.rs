//! One set of migrations: up, down, up on both databases, with the same schema each time and on
//! each.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use yimen::db::Db;

use crate::harness::databases::{Home, on_both};

/// A column, or an index under the name of its table.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    required: bool,
}

const SQLITE: &str = "SELECT m.name AS owner, p.name AS name, lower(p.type) AS kind, p.\"notnull\" = 1 AS required \
    FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
    UNION ALL SELECT tbl_name, name, 'index', sql LIKE '%UNIQUE%' FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";

const POSTGRES: &str = "SELECT table_name::text AS owner, column_name::text AS name, \
    replace(data_type::text, ' without time zone', '') AS kind, is_nullable = 'NO' AS required \
    FROM information_schema.columns WHERE table_schema = 'public' \
    UNION ALL SELECT tablename::text, indexname::text, 'index', indexdef LIKE '%UNIQUE%' FROM pg_indexes \
    WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key'";

/// The schema as the database itself tells it, without diesel's own table.
fn schema(url: &str) -> BTreeSet<Column> {
    let columns: Vec<Column> = match url.strip_prefix("sqlite://") {
        Some(path) => {
            diesel::sql_query(SQLITE).load(&mut SqliteConnection::establish(path).unwrap()).unwrap()
        }
        None => {
            diesel::sql_query(POSTGRES).load(&mut PgConnection::establish(url).unwrap()).unwrap()
        }
    };
    columns.into_iter().filter(|column| column.owner != "__diesel_schema_migrations").collect()
}

/// How many migrations there are in the folder.
fn written() -> usize {
    std::fs::read_dir("migrations").unwrap().count()
}

#[tokio::test]
async fn up_down_up_is_up() {
    let found = std::sync::Mutex::new(Vec::new());
    on_both(|home: Home| {
        let first = schema(&home.url);
        assert!(first.len() > 150, "{}", first.len());
        assert!(home.db.is_migrated().unwrap());
        home.db.revert_all().unwrap();
        assert_eq!(schema(&home.url), BTreeSet::new());
        assert!(!home.db.is_migrated().unwrap());
        assert_eq!(home.db.migrate().unwrap().len(), written());
        assert_eq!(home.db.migrate().unwrap(), Vec::<String>::new(), "a second time does nothing");
        assert_eq!(schema(&home.url), first);
        found.lock().unwrap().push(first);
        async {}
    })
    .await;
    let found = found.into_inner().unwrap();
    let differ: Vec<_> = found[0].symmetric_difference(&found[1]).collect();
    assert!(differ.is_empty(), "the databases differ: {differ:#?}");
}

#[tokio::test]
async fn several_nodes_may_start_at_once() {
    on_both(|home: Home| async move {
        home.db.revert_all().unwrap();
        let nodes: Vec<_> = (0..4)
            .map(|_| {
                let url = home.url.clone();
                std::thread::spawn(move || {
                    Db::open(&url, 2).unwrap().migrate().map(|done| done.len())
                })
            })
            .collect();
        let ran: usize = nodes.into_iter().map(|node| node.join().unwrap().unwrap()).sum();
        assert_eq!(ran, written(), "each migration ran once");
    })
    .await;
}

#[test]
fn a_wrong_url_says_why() {
    let why = |url: &str| Db::open(url, 1).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(why("mysql://root:secret@h/d").contains("mysql:"));
    assert!(!why("mysql://root:secret@h/d").contains("secret"));
    assert!(why("sqlite:///nowhere/at/all.db").contains("/nowhere/at/all.db"));
    assert!(why("postgres://u@%2Fnowhere/d").contains("cannot reach PostgreSQL"));
    assert!(why("sqlite://").contains("no file"));
}
