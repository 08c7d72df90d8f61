//! Expressions, against what the server's own library made of `vectors/cron.json`.

use serde_json::Value as Json;

use crate::cron::Cron;
use crate::received::Received;
use crate::shown::Shown;
use crate::time::Time;

fn vectors(part: &str) -> Vec<Json> {
    let vectors: Json =
        serde_json::from_str(include_str!("../../../../tests/vectors/cron.json")).unwrap();
    vectors[part].as_array().unwrap().clone()
}

fn starts(cron: &Cron, after: &str) -> Vec<String> {
    let after = Time::parse_for("after", after).unwrap();
    let starts = cron.starts_after(after).take(3);
    starts.map(|start| start.to_string()).collect()
}

#[test]
fn what_the_server_takes_is_taken_and_starts_when_it_starts_there() {
    let cases = vectors("starts");
    assert!(cases.len() > 400);
    for case in cases {
        let text = |index: usize| case[index].as_str().unwrap();
        let cron = Cron::new(text(1), Some(text(0))).unwrap();
        assert_eq!(Json::from(starts(&cron, text(2))), case[3], "{case}");
    }
}

#[test]
fn what_the_server_refuses_is_refused_by_the_setting() {
    for case in vectors("refused") {
        let text = |index: usize| case[index].as_str().unwrap();
        let (setting, violation) = Cron::new(text(1), Some(text(0))).unwrap_err();
        let is_zone = text(2).contains("bad location");
        // An expression is read first, since its time zone may be all that is known.
        let expected = if is_zone && !text(1).starts_with("61") {
            "timezone"
        } else {
            "cron"
        };
        assert_eq!(setting, expected, "{case}: {violation}");
        assert!(!violation.rule().ends_with('.'), "{violation}");
        assert!(violation.hint().ends_with('.'), "{}", violation.hint());
    }
}

#[test]
fn an_expression_is_refused_with_what_to_write() {
    for (expression, rule, hint) in [
        (
            "0 0 6 * * *",
            "cron must have five fields: minute, hour, day, month, weekday",
            "This one has 6 fields; Flyte has none for seconds or years. Write an expression such \
             as `0 2 * * *`, or a word such as `@daily`.",
        ),
        (
            "0 25 * * *",
            "cron must have an hour from 0 to 23",
            "`25` is no hour. Write a value, `*`, a range, a step or a list, as in \
             `*/15 8-18 1,15 * MON-FRI`.",
        ),
        (
            "@often",
            "cron must be a word that Flyte has, or have five fields",
            "There are `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight`, \
             `@hourly` and `@every` with a duration, such as `@every 1h30m`.",
        ),
        (
            "@every 5",
            "cron must have a duration behind `@every`",
            "Write one blank, and numbers with the units `h`, `m` and `s`, such as `@every 1h30m`.",
        ),
        (
            "CRON_TZ=UTC 0 6 * * *",
            "cron must have no time zone in it",
            "Write the time zone as `timezone`.",
        ),
    ] {
        let (setting, violation) = Cron::new(expression, None).unwrap_err();
        assert_eq!(setting, "cron");
        assert_eq!(violation.rule(), rule);
        assert_eq!(
            violation.got(),
            &Received::shown(Shown::Schedule, expression)
        );
        assert_eq!(violation.hint(), hint);
    }
}

#[test]
fn utc_is_the_time_zone_where_none_is_said() {
    let daily = Cron::new("@daily", None).unwrap();
    for timezone in ["UTC", ""] {
        assert_eq!(Cron::new("@daily", Some(timezone)).as_ref(), Ok(&daily));
    }
    assert_eq!(daily.timezone(), None);
    let berlin = Cron::new(" 0  2 * * *\n", Some("Europe/Berlin")).unwrap();
    assert_eq!(berlin.timezone(), Some("Europe/Berlin"));
    assert_eq!(berlin.expression(), " 0  2 * * *\n");
}

#[test]
fn a_search_that_never_ends_in_the_server_ends_here() {
    // The clocks of Samoa showed no 30th of December 2011.
    let cron = Cron::new("0 2 5 * *", Some("Pacific/Apia")).unwrap();
    assert_eq!(starts(&cron, "2011-12-20T00:00:00Z"), [""; 0]);
    let cron = Cron::new("@yearly", None).unwrap();
    assert_eq!(starts(&cron, "9997-05-01T00:00:00Z").len(), 2);
}
