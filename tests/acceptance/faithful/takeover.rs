//! Every case of the vectors, taken over by one plan and one apply.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use std::sync::LazyLock;

use flyte_mock::Mock;

use crate::faithful::lasting::Lasting;
use crate::faithful::python::{Text, settings};
use crate::faithful::rows::{MORE, REFUSED, UNTAKEN};
use crate::faithful::vectors::{Case, cases, deployed};
use crate::faithful::{hcl, shown};
use crate::harness::plan::{Change, Plan, differences};
use crate::harness::run::Run;
use crate::harness::workspace::Workspace;

/// What came of it.
struct TakenOver {
    plan: Plan,
    apply: Run,
    /// What is still to be done after it.
    again: Plan,
    cases: Vec<Taken>,
}

/// A case, its task as it was, and its record and its task as they are.
struct Taken {
    case: Case,
    before: Lasting,
    record: Lasting,
    after: Lasting,
}

impl TakenOver {
    fn change(&self, taken: &Taken) -> Change<'_> {
        self.plan.change(&taken.case.address())
    }
}

static TAKEN_OVER: LazyLock<TakenOver> = LazyLock::new(|| {
    let mut cases = cases();
    cases.retain(|case| case.request.is_some() && !is_untaken(case));
    let with_code: Vec<_> = cases.iter().filter_map(Case::with_code).collect();
    cases.extend(with_code);
    let mock = deployed(&cases);
    let before: Vec<_> = cases.iter().map(|case| task(&mock, case)).collect();
    let workspace = Workspace::new(&mock);
    workspace.write(&written(&cases, Text::WithinRules));
    let plan = workspace.plan();
    let apply = workspace.terraform(&["apply", "-json", "it.plan"]);
    let again = workspace.plan();
    let cases = cases.into_iter().zip(before).map(|(case, before)| Taken {
        record: Lasting::of(&mock, &case.project(), case.domain(), case.environment()),
        after: task(&mock, &case),
        case,
        before,
    });
    TakenOver {
        plan,
        apply,
        again,
        cases: cases.collect(),
    }
});

fn is_untaken(case: &Case) -> bool {
    UNTAKEN.iter().any(|(id, ..)| *id == case.id)
}

fn task(mock: &Mock, case: &Case) -> Lasting {
    Lasting::of(mock, &case.project(), case.domain(), case.task())
}

/// A resource for each case, beside the block that imports what it stands for.
fn written(cases: &[Case], text: Text) -> String {
    let blocks = cases.iter().map(|case| {
        let mut settings = settings(&case.input, text);
        settings.insert("project".to_owned(), case.project().into());
        settings.insert("domain".to_owned(), case.domain().into());
        format!("{}{}", hcl::resource(&case.id, &settings), case.import())
    });
    blocks.collect()
}

#[test]
fn a_plan_shows_no_more_than_every_takeover_does() {
    let all = &*TAKEN_OVER;
    let mut unexpected = String::new();
    let mut alike = 0;
    for taken in &all.cases {
        let id = taken.case.id.as_str();
        let rows: Vec<_> = MORE.iter().filter(|row| row.cases.contains(&id)).collect();
        let expected: BTreeSet<_> = rows.iter().flat_map(|row| row.shows).copied().collect();
        let more = shown::more(&all.change(taken));
        alike += usize::from(more.is_empty());
        if more.iter().ne(&expected) {
            let reasons: Vec<_> = rows.iter().map(|row| row.because.text()).collect();
            let values = shown::values(&all.change(taken), more).join("\n    ");
            unexpected.push_str(&format!(
                "{id} shows:\n    {values}\n  and its rows say {expected:?}: {reasons:?}\n"
            ));
        }
    }
    let count = all.cases.len();
    println!(
        "{} vectors; {count} taken over, those with code included; {alike} of them plan nothing \
         but version, revision and deployed_at",
        cases().len(),
    );
    assert!(unexpected.is_empty(), "{unexpected}");
}

#[test]
fn a_row_is_about_cases_that_there_are() {
    let known: BTreeSet<_> = TAKEN_OVER
        .cases
        .iter()
        .map(|taken| taken.case.id.as_str())
        .collect();
    for row in MORE {
        assert!(row.cases.iter().all(|id| known.contains(id)), "{row:?}");
    }
}

#[test]
fn nothing_is_left_to_do_after_the_apply() {
    let all = &*TAKEN_OVER;
    assert_eq!(all.apply.code, Some(0), "{}", all.apply.report());
    let mut left = Vec::new();
    for taken in &all.cases {
        let change = all.again.change(&taken.case.address());
        let values = shown::values(&change, change.differing());
        left.extend(values.iter().map(|it| format!("{}: {it}", taken.case.id)));
    }
    assert!(left.is_empty(), "{left:#?}");
    all.again.assert_empty();
}

#[test]
fn where_a_plan_shows_no_change_there_is_none() {
    let all = &*TAKEN_OVER;
    for taken in &all.cases {
        if shown::more(&all.change(taken)).is_empty() {
            let [before, after] = [&taken.before, &taken.after].map(Lasting::as_json);
            let differing = differences(&before, &after);
            assert_eq!(
                differing, [""; 0],
                "{}: {before:#}\n{after:#}",
                taken.case.id
            );
        }
    }
}

#[test]
fn the_pool_that_a_plan_shows_is_deployed_and_one_that_stays_is_not_cooled() {
    let all = &*TAKEN_OVER;
    let (mut pools, mut warm) = (0, 0);
    for taken in &all.cases {
        let id = &taken.case.id;
        let change = all.change(taken);
        let (before, planned) = (change.before("pool_version"), change.after("pool_version"));
        assert!(!change.is_unknown("pool_version"), "{id}");
        assert_eq!(taken.record.actor_version(), planned, "{id}");
        pools += usize::from(planned.is_string());
        if before == planned {
            let actors = [&taken.before, &taken.after].map(Lasting::actor_version);
            assert_eq!(actors[0], actors[1], "{id}");
            warm += usize::from(actors[0].is_string());
        }
    }
    // Each pool of Python tasks twice, and one of a container task, which has no actor.
    assert_eq!(
        (pools, warm),
        (37 + 37 + 2, 37 - 7),
        "pools, and those that stay"
    );
}

#[test]
fn every_case_is_taken_over_or_has_its_reason() {
    let outcome = |case: &Case| match &case.request {
        None => "refused by the SDK",
        Some(_) if is_untaken(case) => "not taken over",
        Some(_) => "taken over",
    };
    let mut outcomes: BTreeMap<&str, u32> = BTreeMap::new();
    for case in cases() {
        *outcomes.entry(outcome(&case)).or_default() += 1;
    }
    let expected = [
        ("not taken over", 2),
        ("refused by the SDK", 17 + 3),
        ("taken over", 91 + 26),
    ];
    assert_eq!(outcomes, BTreeMap::from(expected));
}

#[test]
fn what_is_not_taken_over_is_told_why() {
    for (id, reason, _) in UNTAKEN {
        let case = cases().into_iter().find(|case| case.id == id).unwrap();
        let case = slice::from_ref(&case);
        let mock = deployed(case);
        let workspace = Workspace::new(&mock);
        workspace.write(&written(case, Text::WithinRules));
        let run = workspace.try_plan(&[]);
        let told = run.errors().chain(run.warnings()).map(|it| it.text());
        let line = format!("`{}`: {reason}", case[0].task());
        let found = told.filter(|text| text.contains(&line)).count();
        assert_eq!(found, 1, "{id}: {}", run.report());
    }
}

#[test]
fn what_is_not_written_as_it_was_said_is_refused() {
    let mut refused = cases();
    refused.retain(|case| {
        let texts = [Text::AsSaid, Text::WithinRules];
        let [said, within] = texts.map(|text| settings(&case.input, text));
        case.request.is_some() && said != within
    });
    let ids: Vec<_> = refused.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, REFUSED.map(|(id, ..)| id));
    for (case, (id, rules, _)) in refused.iter().zip(REFUSED) {
        let case = slice::from_ref(case);
        let workspace = Workspace::new(&deployed(case));
        workspace.write(&written(case, Text::AsSaid));
        let run = workspace.validate();
        let told: Vec<_> = run.errors().map(|error| error.summary.as_str()).collect();
        assert_eq!(told, rules, "{id}: {}", run.report());
    }
}
