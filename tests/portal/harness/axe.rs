//! axe-core, from `tests/tools/node_modules`, run on the page that a browser shows.

use std::path::Path;

use fantoccini::Client;
use fantoccini::error::CmdError;
use serde_json::Value;

/// Every rule: WCAG 2.0 to 2.2, A and AA, and what axe calls good practice.
const RUN: &str = r#"
    const done = arguments[arguments.length - 1];
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}).then(
        (result) => done(result.violations.map((v) =>
            v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.failureSummary).join(" | "))),
        (error) => done(["axe failed: " + error]));
"#;

fn source() -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("no axe-core at {}: {error}; run `make test`", path.display())
    })
}

/// What axe finds on the page shown, one line each.
pub async fn axe(client: &Client) -> Vec<String> {
    let found = match run(client).await {
        // chromedriver now and then hangs up on a connection that has been idle.
        Err(CmdError::FailedC(_) | CmdError::Failed(_) | CmdError::Lost(_)) => run(client).await,
        answered => answered,
    };
    let found = found.unwrap_or_else(|error| panic!("axe does not answer: {error}"));
    let lines = found.as_array().unwrap_or_else(|| panic!("axe said {found}"));
    lines
        .iter()
        .map(|line| line.as_str().map_or_else(|| Value::to_string(line), str::to_owned))
        .collect()
}

async fn run(client: &Client) -> Result<Value, CmdError> {
    client.execute(&source(), vec![]).await?;
    client.execute_async(RUN, vec![]).await
}
