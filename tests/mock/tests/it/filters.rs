//! Filters of the lists, and what is wrong with a request for one.

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::lists::{names, populated, scoped};

async fn filtered(backend: &Backend, function: &str, field: &str, values: &[&str]) -> Vec<String> {
    let filter = json!({"function": function, "field": field, "values": values});
    let sort = json!([{"key": "created_at", "direction": "ASCENDING"}]);
    names(backend, json!({"filters": [filter], "sortByFields": sort})).await
}

#[tokio::test]
async fn filters_have_the_meaning_of_sql() {
    let backend = populated().await;
    for (function, field, values, expected) in [
        (
            "EQUAL",
            "name",
            &["my_env"] as &[&str],
            &["my_env@v2"] as &[&str],
        ),
        (
            "EQUAL",
            "environment",
            &["my_env"],
            &["my_env.a@v1", "my_env@v2"],
        ),
        // Filters come before the choice of the newest.
        (
            "EQUAL",
            "version",
            &["v1"],
            &["my_env@v1", "my_env.a@v1", "myXenv.b@v1", "other@v1"],
        ),
        (
            "NOT_EQUAL",
            "environment",
            &["my_env"],
            &["myXenv.b@v1", "other@v1"],
        ),
        (
            "CONTAINS",
            "name",
            &["my_env."],
            &["my_env.a@v1", "myXenv.b@v1"],
        ),
        (
            "CONTAINS_CASE_INSENSITIVE",
            "name",
            &["MYX"],
            &["myXenv.b@v1"],
        ),
        ("ENDS_WITH", "name", &[".b"], &["myXenv.b@v1"]),
        (
            "NOT_ENDS_WITH",
            "name",
            &["env"],
            &["my_env.a@v1", "myXenv.b@v1", "other@v1"],
        ),
        (
            "VALUE_IN",
            "name",
            &["other", "my_env", "x"],
            &["other@v1", "my_env@v2"],
        ),
        ("GREATER_THAN", "name", &["my_env.a"], &["other@v1"]),
        (
            "LESS_THAN_OR_EQUAL",
            "name",
            &["myXenv.b"],
            &["myXenv.b@v1"],
        ),
        ("EQUAL", "function_name", &["a"], &["my_env.a@v1"]),
        ("GREATER_THAN", "created_at", &["2100-01-01T00:00:00Z"], &[]),
        ("LESS_THAN", "created_at", &["2000-01-01T00:00:00Z"], &[]),
        ("EQUAL", "total_triggers", &["1"], &[]),
        // NULL passes no filter, not even this one.
        ("NOT_EQUAL", "short_description", &["x"], &[]),
    ] {
        let found = filtered(&backend, function, field, values).await;
        assert_eq!(found, expected, "{function} {field} {values:?}");
    }
}

#[tokio::test]
async fn several_filters_must_all_pass() {
    let backend = populated().await;
    let request = json!({"filters": [
        {"field": "environment", "values": ["my_env"]},
        {"field": "name", "values": ["my_env.a"]},
    ]});
    assert_eq!(names(&backend, request).await, ["my_env.a@v1"]);
}

#[tokio::test]
async fn bad_requests_are_refused_in_the_words_of_the_backend() {
    let backend = populated().await;
    let filter = |function: &str, field: &str, values: &[&str]| json!({"filters": [{"function": function, "field": field, "values": values}]});
    for (request, code, message) in [
        (
            json!({"limit": 201}),
            "invalid_argument",
            "invalid limit: 201 (exceeds maximum of 200)",
        ),
        (
            json!({"token": "x"}),
            "invalid_argument",
            "invalid token: \"x\"",
        ),
        (
            json!({"token": "-1"}),
            "invalid_argument",
            "invalid token: \"-1\"",
        ),
        (
            json!({"sortByFields": [{"key": "spec"}]}),
            "invalid_argument",
            "invalid sort field: spec",
        ),
        (
            json!({"sortBy": {"key": "spec"}}),
            "invalid_argument",
            "invalid sort field: spec",
        ),
        (
            filter("EQUAL", "spec", &["x"]),
            "invalid_argument",
            "failed to convert filters: invalid filter field: spec",
        ),
        (
            filter("EXISTS", "name", &["x"]),
            "invalid_argument",
            "failed to convert filters: unsupported filter function: EXISTS",
        ),
        (
            filter("EQUAL", "name", &[]),
            "invalid_argument",
            "failed to convert filters: ",
        ),
        (
            filter("VALUE_IN", "name", &["x"]),
            "internal",
            "failed to list",
        ),
        (
            filter("EQUAL", "name", &["x", "y"]),
            "internal",
            "failed to list",
        ),
        (
            filter("EQUAL", "created_at", &["soon"]),
            "internal",
            "failed to list",
        ),
        (
            filter("CONTAINS", "total_triggers", &["1"]),
            "internal",
            "failed to list",
        ),
    ] {
        let answer = backend.task("ListTasks", &scoped(request)).await;
        let (_, found, text) = answer.error();
        assert_eq!(found, code, "{text}");
        assert!(text.starts_with(message), "{text}");
    }
}

#[tokio::test]
async fn nobody_is_known_to_have_deployed_anything() {
    let backend = populated().await;
    let mut request = scoped(json!({}));
    request["knownFilters"] = json!([{"isEntrypoint": true}]);
    assert_eq!(
        backend.task("ListTasks", &request).await.ok()["tasks"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    request["knownFilters"] = json!([{"deployedBy": "me"}]);
    assert_eq!(
        backend.task("ListTasks", &request).await.ok()["tasks"],
        Value::Null
    );
}
