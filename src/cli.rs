//! `yimen serve | work | migrate | import | export | check | search | routing | user`.

use std::io::{BufReader, IsTerminal, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::Config;
use crate::routing_cli::eval::{self, Evaluation};
use crate::routing_cli::{self, PredictError, rehearse};
use crate::setup::people::{self, NewUser};
use crate::{db, jobs, rulebooks, search_cli, server, setup};

/// 一门法务: one door to legal services.
#[derive(Parser)]
#[command(name = "yimen", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site (the default). In development also migrates, imports and works the outbox.
    Serve,
    /// Work the outbox: mail, indexing, clocks. Production runs it beside `serve`.
    Work,
    /// Bring the database to the newest schema.
    Migrate,
    /// Take over pages from a folder without overwriting what was edited on the site; says first
    /// what it will change.
    Import {
        /// A folder like content/; without one it is the content/ that this program came with.
        dir: Option<PathBuf>,
        /// Only say what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the pages that the public reads into a folder, as files that `import` takes.
    Export { dir: PathBuf },
    /// Verify every order's chain of events, its state and every counter, and the search index.
    Check,
    /// The index of the search.
    #[command(subcommand)]
    Search(Finding),
    /// The router on its own.
    #[command(subcommand)]
    Routing(Routing),
    /// Accounts.
    #[command(subcommand)]
    User(User),
}

#[derive(Subcommand)]
enum Finding {
    /// Measure how well both engines find, by content/search/relevance.toml.
    Eval {
        /// Name every query of the first half whose first hit is not right.
        #[arg(long)]
        verbose: bool,
    },
    /// Make the index anew beside the one that serves, and swap.
    Rebuild,
}

#[derive(Subcommand)]
enum Routing {
    /// Reads {"text"} lines and writes one decision a line, in order. Stores nothing.
    Predict {
        /// Confirmations to learn from first: {"text","matter"} or {"text","label"} lines.
        #[arg(long)]
        learn: Option<PathBuf>,
        /// A folder of rules to use in place of the shipped ones.
        #[arg(long)]
        rules: Option<PathBuf>,
    },
    /// Measures the router on files of texts whose answer is known: {"text","label","alt"} or
    /// {"text","matter","matter_alt","agency","agency_alt"} lines.
    Eval {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Confirmations to learn from first.
        #[arg(long)]
        learn: Option<PathBuf>,
        /// Measure also while it learns, after 50, 100, 200 … confirmations.
        #[arg(long, requires = "learn")]
        curve: bool,
        /// Measure also what each question brings that is asked back.
        #[arg(long)]
        questions: bool,
        /// Only lines whose "by" says this, such as `reader`.
        #[arg(long)]
        by: Option<String>,
        /// A folder of rules to use in place of the shipped ones.
        #[arg(long)]
        rules: Option<PathBuf>,
    },
    /// Replays what was asked against a draft of the rules, and says what would go elsewhere.
    Rehearse {
        /// The folder of the draft, a copy of content/routing that was edited.
        draft: PathBuf,
        /// How many days back.
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
}

#[derive(Subcommand)]
enum User {
    /// Make an account; the password is read from the first line of standard input.
    Add {
        login: String,
        /// business, teacher, clerk, handler, leader, dispatcher, planner, supervisor, reviewer,
        /// editor or admin.
        #[arg(long)]
        role: String,
        /// Slug of the agency of a handler or leader.
        #[arg(long)]
        agency: Option<String>,
        /// Id of the school of a teacher: the last part of its page's address, /desk/schools/ID.
        #[arg(long)]
        school: Option<String>,
        #[arg(long)]
        name: String,
    },
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Serve);
    let command = match command {
        Command::Routing(routing) if !matches!(routing, Routing::Rehearse { .. }) => {
            return said(alone(routing));
        }
        other => other,
    };
    tracing_subscriber::fmt()
        .with_env_filter(crate::config::log_filter())
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => return said(Err::<(), _>(error)),
    };
    said(actix_web::rt::System::new().block_on(act(config, command)))
}

/// What needs neither a configuration nor a database.
fn alone(routing: Routing) -> Result<(), PredictError> {
    match routing {
        Routing::Predict { learn, rules } => {
            let rules = routing_cli::rules(rules.as_deref())?;
            let (input, output) = (stdin().lock(), stdout().lock());
            routing_cli::predict(&rules, learn.as_deref(), input, output).map(|_| ())
        }
        Routing::Eval { files, learn, curve, questions, by, rules } => {
            let rules = routing_cli::rules(rules.as_deref())?;
            let what = Evaluation { files, learn, curve, questions, by };
            eval::eval(&rules, &what, stdout().lock())
        }
        Routing::Rehearse { .. } => Ok(()),
    }
}

fn said<E: std::fmt::Display>(result: Result<(), E>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("yimen: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn act(config: Config, command: Command) -> Result<(), String> {
    let app = Arc::new(App::build(config).await?);
    match command {
        Command::Serve => server::serve(app).await,
        Command::Work => {
            setup::ready(&app).await?;
            jobs::work(app, jobs::until_signal()).await
        }
        Command::Migrate => app.db.migrate().map(|_| ()).map_err(|error| error.to_string()),
        Command::Import { dir, dry_run } => {
            setup::folder::import(&app, dir.as_deref(), dry_run, &mut stdout()).await
        }
        Command::Export { dir } => setup::folder::export(&app, &dir, &mut stdout()).await,
        Command::Check => check(&app).await,
        Command::User(User::Add { login, role, agency, school, name }) => {
            let user = NewUser { login, role, agency, school, name };
            people::add_user(&app, user, BufReader::new(stdin())).await
        }
        Command::Search(finding) => search(&app, finding).await,
        Command::Routing(Routing::Rehearse { draft, days }) => {
            if app.db.is_migrated().map_err(|error| error.to_string())? {
                setup::read(&app).await?;
            }
            rehearse::rehearse(&app, &draft, days, stdout()).await
        }
        Command::Routing(_) => Ok(()),
    }
}

async fn search(app: &App, finding: Finding) -> Result<(), String> {
    if !app.db.is_migrated().map_err(|error| error.to_string())? {
        app.db.migrate().map_err(|error| error.to_string())?;
    }
    setup::read(app).await?;
    match finding {
        Finding::Eval { verbose } => search_cli::eval(app, verbose).await,
        Finding::Rebuild => search_cli::rebuild(app).await,
    }
}

/// Whether the rules in force can be compiled, and nothing is wrong with them.
async fn rules_in_force(app: &App) -> Result<Vec<db::check::Finding>, String> {
    let found = app.db.read(|c| match db::rule_sets::in_force(c)? {
        Some(live) => Ok(Some((live.number, db::rule_sets::files(c, live.number)?))),
        None => Ok(None),
    });
    let Some((number, files)) = found.await.map_err(|error| error.to_string())? else {
        return Ok(Vec::new());
    };
    app.reload_agencies().await.map_err(|error| error.to_string())?;
    let agencies = app.agencies();
    let takes = |slug: &str| agencies.iter().any(|agency| agency.slug == slug);
    let faults = rulebooks::texts(files, takes).err().unwrap_or_default();
    let of = format!("rules {number}");
    let finding = |fault: crate::domain::routing::Fault| db::check::Finding {
        of: of.clone(),
        what: fault.to_string(),
    };
    Ok(faults.into_iter().map(finding).collect())
}

async fn check(app: &App) -> Result<(), String> {
    let mut findings = app.db.read(db::check::check).await.map_err(|error| error.to_string())?;
    findings.extend(rules_in_force(app).await?);
    findings.extend(search_cli::check(app).await?);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("all well");
            Ok(())
        }
        n => Err(format!("{n} findings")),
    }
}
