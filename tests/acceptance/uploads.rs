//! Uploads of code bundles: when there is one, and what becomes of it where it fails.

use flyte_mock::{Fault, FaultKind, Options};

use crate::code::{bundle, folder, uploads, with_code, workspace};
use crate::harness::backend::{live, mock, versions};
use crate::harness::canary::Canaries;
use crate::harness::workspace::Workspace;
use crate::harness::{IT, backend, environment};

const FOREVER: u32 = u32::MAX;

#[test]
fn what_flyte_has_is_not_sent_again() {
    let mock = mock();
    let workspace = workspace(&mock);
    let two = format!(
        "{}\nresource \"flyte_task_environment\" \"other\" {{\n  name = \"other\"\n  \
         code = {{ source_dir = \"src\" }}\n}}\n",
        folder("")
    );
    workspace.write(&two);
    workspace.apply();
    assert_eq!(uploads(&mock), 1, "equal files are one bundle");
    let two = two.replace("module =", "report = true\n  module =");
    workspace.write(&two);
    workspace.apply();
    assert_eq!(uploads(&mock), 1, "the deployed version names it");
    assert_eq!(versions(&mock).len(), 2);
    // Another way to say the same folder is no change at all.
    workspace.write(&two.replace("${path.module}/src", "./src/../src"));
    let plan = workspace.plan();
    assert_eq!(plan.change(IT).differing(), ["code.source_dir"]);
    workspace.apply_plan();
    assert_eq!(versions(&mock).len(), 2);
    // By the plan, by the plan that Terraform makes once more while it applies, and to upload.
    assert_eq!(mock.count("CreateUploadLocation"), 3);
}

#[test]
fn warm_containers_get_the_smallest_bundle() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let python = "tasks = {\n  work = { module = \"work\" }\n}";
    let container = "tasks = {\n  work = { command = [\"true\"] }\n}";
    for (index, (body, has_bundle)) in [
        (python.to_owned(), false),
        (format!("reusable {{}}\n{container}"), false),
        ("reusable {}".to_owned(), false),
        (format!("reusable {{}}\n{python}"), true),
    ]
    .into_iter()
    .enumerate()
    {
        workspace.write(&environment(&body));
        let plan = workspace.plan();
        let hash = plan.change(IT).after("code_hash").clone();
        assert_eq!(hash.is_string(), has_bundle, "{index}: {hash}");
        workspace.apply_plan();
        workspace.assert_settled();
    }
    let (uri, destination) = bundle(&mock, "fast_env.work").unwrap();
    assert_eq!(destination, ".");
    let [(stored, content)] = mock.uploads().try_into().unwrap();
    assert_eq!((stored, content.len()), (uri, 29));

    workspace.write(&format!(
        "{}\nresource \"flyte_task_environment\" \"more\" {{\n  count = 3\n  \
         name = \"more-${{count.index}}\"\n  reusable {{}}\n  {python}\n}}\n",
        environment(&format!("reusable {{}}\n{python}"))
    ));
    workspace.apply_for_good();
    assert_eq!(uploads(&mock), 2, "one more for all that the apply created");
}

#[test]
fn a_backend_that_takes_no_bundles_is_told_while_planning() {
    for options in [
        Options {
            data_proxy: false,
            ..Options::default()
        },
        Options {
            signing: false,
            ..Options::default()
        },
    ] {
        let mock = backend::start(options);
        let workspace = workspace(&mock);
        let reusable = "reusable {}\ntasks = {\n  work = { module = \"work\" }\n}";
        workspace.write(&environment(reusable));
        let plan = workspace.plan();
        let warning = plan
            .run()
            .warning("Python tasks cannot run in warm containers here");
        assert!(
            warning.detail.contains("/opt/empty.tgz"),
            "{}",
            warning.detail
        );
        assert!(plan.change(IT).after("code_hash").is_null());
        workspace.apply_plan();
        assert_eq!(bundle(&mock, "fast_env.work"), None);
        workspace.assert_settled();

        workspace.write(&folder(""));
        let run = workspace.try_plan(&[]);
        let error = run.error();
        assert_eq!(error.summary, "Code cannot be uploaded to this Flyte");
        assert!(error.detail.contains("uri"), "{}", error.detail);

        workspace.write(&with_code(
            "uri = \"/opt/empty.tgz\"\n  destination = \"app\"",
            "reusable {}",
        ));
        workspace.apply_for_good();
        let words = ("/opt/empty.tgz".to_owned(), "app".to_owned());
        assert_eq!(bundle(&mock, "fast_env.work"), Some(words));
        assert_eq!(mock.count("put"), 0);
    }
}

#[test]
fn an_upload_that_fails_leaves_nothing_and_is_completed() {
    let mock = mock();
    let workspace = workspace(&mock);
    workspace.write(&folder(""));
    mock.fail(Fault::new("put", FOREVER, FaultKind::Status(403)));
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert!(
        error
            .summary
            .starts_with("Cannot upload the code of task environment"),
        "{}",
        error.summary
    );
    assert_eq!(live(&mock).len(), 0);
    mock.clear_faults();
    workspace.apply_for_good();
    assert_eq!(mock.uploads().len(), 1);
}

#[test]
fn an_upload_is_tried_again_where_that_may_help() {
    let mock = mock();
    let workspace = workspace(&mock);
    workspace.write(&folder(""));
    mock.fail(Fault::new("put", 1, FaultKind::Status(503)));
    workspace.apply_for_good();
    assert_eq!((uploads(&mock), mock.uploads().len()), (2, 1));
}

#[test]
fn a_signed_address_is_nowhere_to_be_seen() {
    let mock = mock();
    let mut workspace = workspace(&mock);
    workspace.variable("TF_LOG", "TRACE");
    workspace.variable("TF_LOG_PATH", "terraform.log");
    workspace.write(&folder(""));
    mock.fail(Fault::new("put", 3, FaultKind::Expired));
    let failed = workspace.try_apply(&[]);
    workspace.apply();
    let mut canaries = Canaries::default();
    let requests = mock.requests();
    let puts: Vec<_> = requests.iter().filter(|it| it.method == "put").collect();
    assert_eq!(puts.len(), 4);
    for put in puts {
        assert!(put.query.len() > 20);
        canaries.watch(&put.query);
    }
    canaries.assert_absent("the messages", failed.stdout.as_bytes());
    canaries.assert_absent_below(workspace.path(), &[]);
}
