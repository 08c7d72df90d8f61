//! Python tasks in warm containers, by the real runtime of `unionai-reuse`.

use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;

use crate::empty;
use crate::executor::Call;
use crate::lent::Lent;
use crate::twins::Twins;

static TWINS: Lent<Twins> = Lent::new();

fn twins() -> Arc<Twins> {
    TWINS.get(|| Twins::deployed("warm"))
}

/// The processes of an environment's containers go on from task to task. Which bundle it is does
/// not matter, as long as there is one: the code is in the image.
#[test]
#[ignore = "long; `make runs` runs it"]
fn with_a_bundle_named_by_hand_tasks_share_a_process() {
    let folder = TempDir::new().unwrap();
    let nothing = empty::bundle(folder.path(), "nothing.tar.gz");
    let call = |task| Call::of(task).by_hand(&["--tgz", &nothing, "--dest", "."]);
    let twins = twins();
    let [first, fails, second, third] = twins.warm([
        call("pool.count"),
        call("pool.fails").with(json!({ "day": "Sunday" })),
        call("pool.count").with(json!({ "step": 10 })),
        call("pool.count"),
    ]);
    for (count, ended, action) in [(1, first, "a0"), (11, second, "a2"), (12, third, "a3")] {
        let expected = json!({ "o0": count, "o1": "small", "o2": action });
        assert_eq!(*ended.outputs(), expected);
    }
    assert_eq!(fails.raised(), "ValueError: nothing to do on Sunday");

    let [anna, bert] = twins.crowded([
        call("crowd.meet").with(json!({ "name": "Anna" })),
        call("crowd.meet").with(json!({ "name": "Bert" })),
    ]);
    for ended in [anna, bert] {
        assert_eq!(*ended.outputs(), json!({ "o0": ["Anna", "Bert"] }));
    }

    // Without reuse, as in the open-source backend, nothing is shared.
    let [alone] = twins.fresh([Call::of("pool.count")]);
    let expected = json!({ "o0": 1, "o1": "small", "o2": "a0" });
    assert_eq!(*alone.outputs(), expected);
}

/// Not our rules but the runtime's, and the reason of ours: every task of a reusable environment
/// names a bundle and where to unpack it, and all of one pool the same.
#[test]
#[ignore = "long; `make runs` runs it"]
fn the_runtime_wants_one_bundle_for_all_tasks_of_a_container() {
    let folder = TempDir::new().unwrap();
    let [one, other] =
        ["one.tar.gz", "other.tar.gz"].map(|name| empty::bundle(folder.path(), name));
    let count = |bundle: &[&str]| Call::of("pool.count").by_hand(bundle);
    let twins = twins();
    let [refused, runs, differs, still_runs] = twins.warm([
        count(&[]),
        count(&["--tgz", &one, "--dest", "."]),
        count(&["--tgz", &other, "--dest", "."]),
        count(&["--tgz", &one, "--dest", "."]),
    ]);
    assert_eq!(refused.phase, Some(7));
    let reason = "ValueError: Task must have either TGZ or PKL specified";
    assert_eq!(refused.reason.as_deref(), Some(reason));
    assert_eq!(runs.outputs()["o0"], 1);
    assert_eq!(differs.phase, Some(7));
    let reason = "ValueError: Task TGZ does not match the configured TGZ tasks";
    assert_eq!(differs.reason.as_deref(), Some(reason));
    assert_eq!(still_runs.outputs()["o0"], 2);

    let [no_place] = twins.warm([count(&["--tgz", &one])]);
    assert_eq!((no_place.phase, no_place.reason), (None, None), "no answer");
    assert_ne!(no_place.exit, Some(0));
    assert!(no_place.log.contains("panicked"), "{}", no_place.log);
}
