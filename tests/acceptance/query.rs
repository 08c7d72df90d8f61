//! Finding environments with `terraform query`, and taking over what is found.

use std::fs;

use flyte_mock::{Fault, FaultKind, Mock};
use serde_json::{Value, json};
use test_support::feature::Feature;

use crate::harness::backend::{lasting, live, mock, versions_of};
use crate::harness::process::{Process, wait_until};
use crate::harness::run::Run;
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

/// Nine environments.
const TEN: &str = include_str!("ten.py");

/// The tenth, of another deploy and with another bundle.
const BUNDLED: &str = r#"
import flyte

env = flyte.TaskEnvironment(
    name="bundled",
    image="ghcr.io/acme/app:1",
    reusable=flyte.ReusePolicy(replicas=2),
)


@env.task
def collect(x: int) -> int:
    return x


@env.task
def reduce(x: int) -> int:
    return x
"#;

const NAMES: [&str; 10] = [
    "bundled",
    "caching",
    "fixed-pool",
    "gpus",
    "partitions",
    "plain",
    "pool",
    "scheduled",
    "secrets",
    "shell",
];

/// A `list` block with these lines in it.
fn list(body: &str) -> String {
    format!("list \"flyte_task_environment\" \"it\" {{\n  provider = flyte\n{body}\n}}\n")
}

/// The names that a query has found, in its order.
fn found(run: &Run) -> Vec<String> {
    events(run)
        .map(|found| {
            let name = found["display_name"].as_str().unwrap();
            // Whose it is stands behind.
            name.split(" (").next().unwrap().to_owned()
        })
        .collect()
}

fn events(run: &Run) -> impl Iterator<Item = Value> {
    let lines = run.stdout.lines();
    lines
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| event["type"] == "list_resource_found")
        .map(|mut event| event["list_resource_found"].take())
}

fn query(workspace: &Workspace, body: &str) -> Run {
    workspace.file("it.tfquery.hcl", &list(body));
    workspace.terraform(&["query", "-json"])
}

#[test]
fn ten_environments_of_the_sdk_are_found_imported_and_only_marked() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let sdk = Sdk::new(&mock);
    sdk.deploy_with_code("ten", TEN);
    sdk.deploy_with_code("bundled", BUNDLED);
    let before: Vec<_> = mock.tasks();
    assert_eq!(before.len(), 14);

    let run = query(&workspace, "").succeeded();
    assert_eq!(found(&run), NAMES);
    let identity = events(&run).next().unwrap()["identity"].clone();
    assert_eq!(
        identity,
        json!({
            "org": null, "project": "flytesnacks", "domain": "development", "name": "bundled",
        })
    );

    let run = workspace.terraform(&["query", "-json", "-generate-config-out=found.tf"]);
    let run = run.succeeded();
    assert_eq!(run.warnings().count(), 0, "{}", run.report());

    workspace.file("it.tfquery.hcl", "");
    let plan = workspace.plan();
    assert_eq!(plan.changes().len(), NAMES.len());
    for index in 0..NAMES.len() {
        let change = plan.change(&format!("flyte_task_environment.it_{index}"));
        assert_eq!(change.actions(), "update");
        assert_eq!(change.differing(), ["deployed_at", "revision", "version"]);
    }
    workspace.apply_for_good();

    for task in before {
        let id = task.task_id.clone().unwrap();
        let now = mock.latest(&id.project, &id.domain, &id.name).unwrap();
        assert_eq!(lasting(&now), lasting(&task), "{}", id.name);
        assert_eq!(versions_of(&mock, &id.name).len(), 2, "{}", id.name);
    }
    let records: Vec<_> = live(&mock)
        .into_iter()
        .filter(|name| !name.contains('.'))
        .collect();
    assert_eq!(records.len(), NAMES.len());
}

/// A task of a function, with the least that a task can have.
fn task(environment: &str, name: &str, version: &str, deprecated: &str) -> Value {
    let id = json!({
        "project": "flytesnacks", "domain": "development", "name": name, "version": version,
    });
    json!({
        "taskId": id,
        "spec": {
            "environment": { "name": environment },
            "taskTemplate": {
                "id": id,
                "type": "python",
                "metadata": { "deprecatedErrorMessage": deprecated },
                "container": { "image": "acme/app:1", "args": ["a0"] },
            },
        },
    })
}

/// A thousand environments with a task each.
fn thousand() -> Mock {
    let mock = mock();
    for number in 0..1000 {
        let name = format!("env-{number:03}");
        mock.deploy_json(task(&name, &format!("{name}.main"), "v1", ""))
            .unwrap();
    }
    mock
}

#[test]
fn a_thousand_environments_are_found_by_pages() {
    let mock = thousand();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let run = query(&workspace, "  limit = 2000").succeeded();
    let expected: Vec<_> = (0..1000).map(|number| format!("env-{number:03}")).collect();
    assert_eq!(found(&run), expected);
    // The last full page is followed by an empty one.
    assert_eq!(mock.count("ListTasks"), 6);
    assert_eq!(mock.count("GetTaskDetails"), 0);

    mock.clear_requests();
    let run = query(&workspace, "  limit = 10").succeeded();
    assert_eq!(found(&run), expected[..10]);
    assert_eq!(
        mock.count("ListTasks"),
        1,
        "no more is asked for than wanted"
    );

    let objects = "  limit = 2000\n  include_resource = true";
    let run = query(&workspace, objects).succeeded();
    assert_eq!(found(&run), expected);
    for (event, name) in events(&run).zip(&expected) {
        assert_eq!(event["resource_object"]["name"], *name);
        assert_eq!(event["resource_object"]["image"], "acme/app:1");
    }
}

#[test]
fn pages_are_asked_for_a_few_at_a_time_and_the_log_says_how_far_a_query_is() {
    let mock = thousand();
    let Some(mut workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    let log = workspace.path().join("flyte.log");
    workspace.variable("TF_LOG_PROVIDER", "INFO");
    workspace.variable("TF_LOG_PATH", log.to_str().unwrap());
    mock.fail(Fault::new("ListTasks", 4, FaultKind::Held).after(1));
    workspace.file("it.tfquery.hcl", &list("  limit = 2000"));
    let process = Process::start(workspace.command(&["query", "-json"]));
    // None of the four is answered before the last is asked for.
    wait_until("four pages are asked for", || mock.count("ListTasks") == 5);
    for _ in 0..4 {
        mock.release();
    }
    let run = process.wait().succeeded();
    assert_eq!(found(&run).len(), 1000);
    assert!(found(&run).is_sorted());

    let log = fs::read_to_string(log).unwrap();
    let far = ["200", "399", "598", "797", "996", "1000"];
    let far = far.map(|listed| log.find(&format!("listed {listed} of 1000 tasks")));
    assert!(far.is_sorted() && far.iter().all(Option::is_some), "{log}");
}

#[test]
fn records_of_others_are_read_a_few_at_a_time() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    for number in 0..8 {
        let (name, deprecated) = (format!("env-{number}"), ["", "Gone."][number % 2]);
        mock.deploy_json(task(&name, &name, "v1", deprecated))
            .unwrap();
    }
    mock.fail(Fault::new("GetTaskDetails", 4, FaultKind::Held));
    workspace.file("it.tfquery.hcl", &list(""));
    let process = Process::start(workspace.command(&["query", "-json"]));
    wait_until("four records are read", || {
        mock.count("GetTaskDetails") == 4
    });
    for _ in 0..4 {
        mock.release();
    }
    let run = process.wait().succeeded();
    assert_eq!(found(&run), ["env-0", "env-2", "env-4", "env-6"]);
}

#[test]
fn filters_choose_what_is_found() {
    let mock = mock();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    workspace.write(
        "resource \"flyte_task_environment\" \"it\" {\n  for_each = toset([\"train-a\", \
         \"train-gone\"])\n  name = each.key\n}\n",
    );
    workspace.apply();
    workspace.write(
        "resource \"flyte_task_environment\" \"it\" {\n  for_each = toset([\"train-a\"])\n  \
         name = each.key\n}\n",
    );
    workspace.apply();
    for (environment, name, version, deprecated) in [
        ("train-b", "train-b.main", "v1", ""),
        ("train_c", "train_c.main", "v1", ""),
        ("strain", "strain.main", "v1", ""),
        // Deployed over a record by someone else, and marked as deprecated by someone else.
        ("train-d", "train-d", "v1", ""),
        ("train-e", "train-e", "v1", "Gone."),
        // No environment of Terraform's.
        ("", "loner.main", "v1", ""),
        ("Train", "Train.main", "v1", ""),
    ] {
        mock.deploy_json(task(environment, name, version, deprecated))
            .unwrap();
    }
    let names = |config: &str| {
        let run = query(&workspace, &format!("  config {{\n{config}\n  }}"));
        found(&run.succeeded())
    };
    assert_eq!(
        names(""),
        ["strain", "train-a", "train-b", "train-d", "train_c"]
    );
    assert_eq!(
        names("name = \"train-*\""),
        ["train-a", "train-b", "train-d"]
    );
    assert_eq!(names("name = \"train?c\""), ["train_c"]);
    assert_eq!(names("name = \"s*t*n\""), ["strain"]);
    assert_eq!(names("name = \"strain\""), ["strain"]);
    assert_eq!(names("managed = true"), ["train-a"]);
    assert_eq!(
        names("managed = false\n name = \"t*\""),
        ["train-b", "train-d", "train_c"]
    );
    assert_eq!(names("domain = \"production\""), [""; 0]);

    let run = query(&workspace, "  config {\n    name = \"Train\"\n  }");
    assert_eq!(
        run.error().summary,
        "name must be a pattern for names of environments"
    );
}

#[test]
fn a_failure_in_the_middle_fails_the_query() {
    let mock = thousand();
    let Some(workspace) = Workspace::with(Feature::Query, &mock) else {
        return;
    };
    mock.fail(Fault::new("ListTasks", 1, FaultKind::HtmlPage));
    let run = query(&workspace, "");
    let error = run.error();
    assert_eq!(
        error.summary,
        "Cannot list the task environments of `flytesnacks/development`"
    );
}
