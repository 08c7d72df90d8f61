//! Tasks whose code is uploaded: their containers begin with an empty working folder, so that
//! only the bundle can make them succeed. And those that only need to name one.

use std::fs;

use serde_json::json;

use crate::deployed::{Deployed, configure};
use crate::executor::{self, Call, Code, Kind};
use crate::harness::backend::template;
use crate::harness::workspace::Workspace;
use crate::twins::Twins;

#[test]
fn uploaded_code_runs_fresh_and_warm() {
    let twins = Twins::with_bundles("bundles");
    let [tell, files] = twins.fresh([
        Call::of("fresh.tell").with(json!({ "name": "Ada" })),
        Call::of("fresh.files"),
    ]);
    assert_eq!(*tell.outputs(), json!({ "o0": "good day, Ada" }));
    let read_and_run = json!({ "o0": "a text\n", "o1": "a program" });
    assert_eq!(*files.outputs(), read_and_run);

    let [first, second] = twins.warm([
        Call::of("pool.count"),
        Call::of("pool.count").with(json!({ "step": 10 })),
    ]);
    for (total, ended) in [(1, first), (11, second)] {
        let expected = json!({ "o0": total, "o1": "good day, counter" });
        assert_eq!(*ended.outputs(), expected);
    }

    let [asks] = twins.calling([Call::of("fresh.asks").with(json!({ "name": "Ada" }))]);
    let told = json!({ "o0": "the child says: good day, Ada" });
    assert_eq!(
        *asks.outputs(),
        told,
        "a called task has its caller's bundle"
    );
}

#[test]
fn a_changed_line_runs_after_the_next_apply() {
    let deployed = Deployed::nothing(Code::Nothing);
    let workspace = Workspace::new(&deployed.mock);
    configure("bundles", &workspace);
    let mut pools = Vec::new();
    for (line, told) in [
        ("good day", "good day, counter"),
        ("hello", "hello, counter"),
    ] {
        let words = executor::images().join("bundles/words.py");
        let words = fs::read_to_string(words).unwrap();
        workspace.file("bundles/words.py", &words.replace("good day", line));
        workspace.apply_for_good();
        let calls = [Call::of("pool.count")];
        let containers = [Kind::Fresh, Kind::Warm].map(|kind| deployed.container(kind, &calls));
        let ended = executor::run(&containers);
        for ended in ended.iter().flatten() {
            assert_eq!(*ended.outputs(), json!({ "o0": 1, "o1": told }));
        }
        let task = deployed
            .mock
            .latest("flytesnacks", "development", "pool.count");
        let custom = serde_json::to_value(template(&task.unwrap()).custom).unwrap();
        pools.push(custom["version"].clone());
    }
    assert_ne!(pools[0], pools[1], "a warm container takes one bundle only");
}

/// A folder of its own, which modules are imported from all the same.
#[test]
#[ignore = "long; `make runs` runs it"]
fn a_bundle_can_be_unpacked_elsewhere() {
    let deployed = Deployed::nothing(Code::Nothing);
    let workspace = Workspace::new(&deployed.mock);
    configure("bundles", &workspace);
    let configuration = fs::read_to_string(workspace.path().join("main.tf")).unwrap();
    let elsewhere =
        configuration.replace("/bundles\" }", "/bundles\", destination = \"app/src\" }");
    assert_ne!(elsewhere, configuration);
    workspace.write(&elsewhere);
    workspace.apply_for_good();
    let [files] = deployed.run(Kind::Fresh, [Call::of("fresh.files")]);
    assert_eq!(files.outputs()["o1"], "a program");
    let [warm] = deployed.run(Kind::Warm, [Call::of("pool.count")]);
    assert_eq!(warm.outputs()["o0"], 1);
}

/// The runtime of warm containers wants a bundle, whatever is in it: see `warm`.
#[test]
fn code_in_the_image_runs_warm_as_it_is_deployed() {
    let deployed = Deployed::by_terraform("warm");
    let [first, second] =
        deployed.run(Kind::Warm, [Call::of("pool.count"), Call::of("pool.count")]);
    for (total, action, ended) in [(1, "a0", first), (2, "a1", second)] {
        let expected = json!({ "o0": total, "o1": "small", "o2": action });
        assert_eq!(*ended.outputs(), expected);
    }
    let [anna, bert] = deployed.run(
        Kind::Crowded,
        ["Anna", "Bert"].map(|name| Call::of("crowd.meet").with(json!({ "name": name }))),
    );
    for ended in [anna, bert] {
        assert_eq!(*ended.outputs(), json!({ "o0": ["Anna", "Bert"] }));
    }
}
