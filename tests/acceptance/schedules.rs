//! Schedules of triggers: what the backend would refuse is refused while planning, and what it takes
//! is deployed as it was written.

use std::fmt::Write as _;

use flyte_mock::Mock;
use flyte_mock::idl::flyteidl2::task::schedule::Expression;
use flyte_mock::idl::flyteidl2::task::trigger_automation_spec::Automation;
use serde_json::json;
use test_support::feature::Feature;

use crate::harness::backend::{live, mock};
use crate::harness::sdk::Sdk;
use crate::harness::workspace::Workspace;

const IT: &str = "flyte_task_environment.it";

/// An environment of one task with these triggers, and numbers that are known after apply.
fn environment(triggers: &str) -> String {
    format!(
        "resource \"terraform_data\" \"later\" {{\n  input = 0\n}}\n\n\
         resource \"flyte_task_environment\" \"it\" {{\n  name = \"jobs\"\n  tasks = {{\n    \
         clean = {{\n      command = [\"true\"]\n      triggers = {triggers}\n    }}\n  }}\n}}\n"
    )
}

/// The expressions and time zones of what is deployed, by the name of the trigger.
fn schedules(mock: &Mock) -> Vec<(String, String)> {
    let triggers = mock.triggers("flytesnacks", "development", "jobs.clean");
    let schedules = triggers.into_iter().map(|trigger| {
        let automation = trigger.automation_spec.unwrap().automation;
        match automation {
            Some(Automation::Schedule(schedule)) => match schedule.expression {
                Some(Expression::Cron(cron)) => (cron.expression, cron.timezone),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    });
    schedules.collect()
}

#[test]
fn what_the_backend_refuses_is_refused_while_planning() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    for (trigger, attribute, summary, hint) in [
        (
            "cron = \"61 * * * *\"",
            "cron",
            "cron must have a minute from 0 to 59",
            "`61` is no minute.",
        ),
        (
            "cron = \"*/0 * * * *\"",
            "cron",
            "cron must have steps that are whole numbers of at least 1",
            "The minute has the step `0` in `*/0`.",
        ),
        (
            "cron = \"0 2 * * 7\"",
            "cron",
            "cron must have a weekday from 0 to 6, or from `SUN` to `SAT`",
            "Write `0` or `SUN` for Sunday.",
        ),
        (
            "cron = \"@every 5\"",
            "cron",
            "cron must have a duration behind `@every`",
            "such as `@every 1h30m`.",
        ),
        (
            "cron = \"0 2 * * *\", timezone = \"CET2\"",
            "timezone",
            "timezone must be the name of a time zone",
            "Did you mean `CET`?",
        ),
        (
            "cron = \"0 2 * * *\", timezone = \"europe/berlin\"",
            "timezone",
            "timezone must be the name of a time zone",
            "Write `Europe/Berlin`:",
        ),
        (
            "cron = \"0 2 * * *\", timezone = \"Local\"",
            "timezone",
            "timezone must be the name of a time zone",
            "`Local` would be that of the machine",
        ),
    ] {
        workspace.write(&environment(&format!("{{ nightly = {{ {trigger} }} }}")));
        let run = workspace.validate();
        let error = run.error();
        assert_eq!(error.summary, summary);
        let text = error.text();
        let place = format!("In `tasks[\"clean\"].triggers[\"nightly\"].{attribute}`.");
        assert!(text.contains(&place) && text.contains(hint), "{text}");
    }
    assert!(live(&mock).is_empty());
}

#[test]
fn what_the_backend_takes_is_deployed_as_it_was_written() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let given = [
        " 0  2 * * * ",
        "0,,30 5/4 ? jan-MAR *",
        "@every 1.5h",
        "*-9 * * * *",
    ];
    let mut triggers = String::new();
    for (index, cron) in given.iter().enumerate() {
        writeln!(triggers, "t{index} = {{ cron = \"{cron}\" }}").unwrap();
    }
    workspace.write(&environment(&format!("{{\n{triggers}}}")));
    workspace.apply_for_good();
    let mut deployed = schedules(&mock);
    deployed.sort();
    let mut expected = given.map(|cron| (cron.to_owned(), "UTC".to_owned()));
    expected.sort();
    assert_eq!(deployed, expected);
}

/// C27: an interval of nothing brings the open-source server down.
#[test]
fn an_interval_that_turns_out_to_be_nothing_is_not_deployed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(
        "{ often = { interval_minutes = terraform_data.later.output } }",
    ));
    workspace.plan();
    let run = workspace.try_apply(&[]);
    let error = run.error();
    assert!(
        error
            .summary
            .starts_with("interval_minutes must be a whole number "),
        "{}",
        error.text()
    );
    assert!(live(&mock).is_empty());
}

#[test]
fn every_time_zone_that_the_sdk_lists_is_deployed() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    let listed = Sdk::new(&mock).python(
        "import json\nfrom typing import get_args\n\nfrom flyte._trigger import Timezone\n\n\
         print(json.dumps(get_args(Timezone)))\n",
    );
    workspace.file("zones.json", &listed);
    workspace.write(&environment(
        "{ for index, zone in jsondecode(file(\"zones.json\")) : \"t${index}\" => \
         { cron = \"@daily\", timezone = zone } }",
    ));
    workspace.apply();
    let mut deployed: Vec<_> = schedules(&mock).into_iter().map(|(_, zone)| zone).collect();
    let mut listed: Vec<String> = serde_json::from_str(&listed).unwrap();
    assert!(listed.len() > 500);
    listed.sort();
    deployed.sort();
    assert_eq!(deployed, listed);
}

#[test]
fn the_next_starts_of_what_is_deployed_can_be_shown() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let mock = mock();
    let workspace = Workspace::with(Feature::Functions, &mock).unwrap();
    let triggers = "{ nightly = { cron = \"30 2 * * *\", timezone = \"Europe/Berlin\" }\n\
                    often = { interval_minutes = 720 } }";
    workspace.write(&format!(
        "{}output \"starts\" {{\n  value = {{ for name, trigger in {IT}.tasks[\"clean\"].triggers : \
         name => provider::flyte::next_starts(trigger, \"2026-03-27T12:00:00Z\") }}\n}}\n",
        environment(triggers)
    ));
    workspace.apply_for_good();
    // Berlin has no half past two on the 29th.
    assert_eq!(
        *workspace.state().output("starts"),
        json!({
            "nightly": [
                "2026-03-28T02:30:00+01:00",
                "2026-03-30T02:30:00+02:00",
                "2026-03-31T02:30:00+02:00",
            ],
            "often": ["2026-03-28T00:00:00Z", "2026-03-28T12:00:00Z", "2026-03-29T00:00:00Z"],
        })
    );
}

/// What never starts can be told before it is deployed; the time of the plan is known by then.
#[test]
fn a_check_tells_what_never_starts() {
    if Feature::Functions.is_skipped() {
        return;
    }
    let mock = mock();
    let workspace = Workspace::with(Feature::Functions, &mock).unwrap();
    workspace.write(
        "locals {\n  never = { cron = \"0 0 30 2 *\" }\n}\n\ncheck \"it\" {\n  assert {\n    \
         condition = length(provider::flyte::next_starts(local.never, plantimestamp())) > 0\n    \
         error_message = \"never\"\n  }\n}\n",
    );
    workspace.validate().succeeded();
    let run = workspace.try_plan(&[]);
    let warning = run.warning("Check block assertion failed");
    assert_eq!(warning.detail, "never");
}
