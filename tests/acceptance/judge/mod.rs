//! A random judge: environments of random settings, said in Python and in Terraform by a writer of
//! its own, deployed by the real SDK and by real Terraform, and compared to the last field.
//!
//! `generate.py` draws them; an environment is the same for the same seed, kind and number.
//! [`batch`] is a module and a configuration of some of them. Of each is found out that
//!
//! * [`twin`]: tasks and triggers of both are equal, except for what [`comparable`] leaves out;
//! * a second plan is empty;
//! * the official message classes take every request;
//! * [`import`]: what the SDK deployed is taken over by the same configuration, which plans version,
//!   revision and `deployed_at`, changes nothing of the tasks, and then plans nothing. Only a pool
//!   without a bundle gets one, as the table in [`rows`] says.
//!
//! [`differing`] tells where they are not. `FLYTE_JUDGE_SEED` and `FLYTE_JUDGE_COUNT` replay a run and
//! size it; `make parity` does both.
//!
//! [`comparable`]: crate::harness::sdk::comparable
//! [`rows`]: crate::faithful::rows

mod batch;
mod differing;
mod import;
mod twin;

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::LazyLock;

use environment::{Environment as _, ProcessEnvironment};

use crate::judge::batch::{Batch, Kind};

/// So many are deployed at once.
const AT_ONCE: usize = 25;

/// The seed of the whole suite, which judges the same environments each time: what fresh ones show
/// is for `make parity` to find, and nobody's change is held up by it.
const SUITE: u64 = 11;

/// The seed of this run, and how many environments it has in all.
static RUN: LazyLock<(u64, usize)> = LazyLock::new(|| {
    let given = |name| ProcessEnvironment.get(name).filter(|text| !text.is_empty());
    let number = |text: String| text.parse().expect("a seed and a count are numbers");
    let count = given("FLYTE_JUDGE_COUNT").map(&number);
    let seed = given("FLYTE_JUDGE_SEED").map(number);
    let seed = seed.unwrap_or_else(|| match count {
        // Of `make parity`, each run draws others.
        Some(_) => RandomState::new().build_hasher().finish() % 1_000_000,
        None => SUITE,
    });
    let count = count.map_or(50, |count| usize::try_from(count).expect("so many fit"));
    tell(&format!("{count} environments of the seed {seed}"));
    (seed, count)
});

/// Judges so many in a hundred of a run.
fn judge(kind: Kind, percent: usize) {
    let (seed, count) = *RUN;
    let count = (count * percent).div_ceil(100);
    let mut verdicts = Vec::new();
    for first in (0..count).step_by(AT_ONCE) {
        let batch = Batch::drawn(seed, kind, first, AT_ONCE.min(count - first));
        verdicts.extend(complaints(&batch));
    }
    tell(&format!(
        "{count} environments ({kind}) of the seed {seed} were judged"
    ));
    assert!(
        verdicts.is_empty(),
        "{} complaints:\n\n{}\n\nto replay: make parity SEED={seed} COUNT={}",
        verdicts.len(),
        verdicts.join("\n\n"),
        RUN.1
    );
}

/// What is wrong with those of a batch.
fn complaints(batch: &Batch) -> Vec<String> {
    let theirs = batch.kind.mock();
    let configuration = batch.deploy(&theirs);
    let mut complaints = Vec::new();
    if batch.kind != Kind::Order {
        complaints.extend(twin::complaints(batch, &theirs, &configuration));
    }
    complaints.extend(import::complaints(batch, &theirs, &configuration));
    complaints
}

/// Tells the tester, whether the test fails or not.
#[expect(clippy::print_stdout, reason = "a run is replayed by what it tells")]
fn tell(text: &str) {
    println!("{text}");
}

#[test]
fn random_environments_with_a_bundle_are_what_the_sdk_deploys() {
    judge(Kind::Bundle, 40);
}

#[test]
fn random_environments_in_the_image_are_what_the_sdk_deploys() {
    judge(Kind::Image, 20);
}

#[test]
fn random_environments_without_uploads_are_what_the_sdk_deploys() {
    judge(Kind::Inline, 20);
}

/// Where Python says maps in another order than Terraform, it deploys another order: only a
/// takeover is the same then.
#[test]
fn random_environments_in_any_order_are_taken_over() {
    judge(Kind::Order, 20);
}
