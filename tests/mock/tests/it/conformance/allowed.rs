//! The one table of where the mock may answer in another way than the server, and why.

use serde_json::Value;

use crate::conformance::compare::Difference;

/// A difference that is allowed. Each row must excuse something, or it goes.
pub(crate) struct Allowed {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    pub(super) excuses: fn(&Difference<'_>) -> bool,
}

pub(crate) const ALLOWED: [Allowed; 7] = [
    Allowed {
        what: "the text of `unmarshal message: …`",
        why: "It is that of Go's parsers, which vary it from build to build",
        excuses: |it| both(it, "unmarshal message: "),
    },
    Allowed {
        what: "the text where a filter of a list has one value for several, or several for one",
        why: "It is that of a driver of databases, about types of Go",
        excuses: |it| {
            let text = it.server.as_str().unwrap_or_default();
            text.contains("failed to encode args[") && both(it, "failed to list ")
        },
    },
    Allowed {
        what: "where inputs and raw data are",
        why: "The mock's store is a bucket, or the folder that it is told",
        excuses: |it| {
            let place = |text: &Value, root| text.as_str()?.strip_prefix(root).map(str::to_owned);
            let server = place(&it.server, "file://flyte-data");
            server.is_some() && server == place(&it.mock, "s3://flyte-mock")
        },
    },
    Allowed {
        what: "the header `Accept-Post`",
        why: "The mock speaks Connect alone, and neither gRPC nor gRPC-Web",
        excuses: |it| it.path == "/headers/accept-post" && it.mock.is_string(),
    },
    Allowed {
        what: "enumerations by numbers that they do not have",
        why: "The mock keeps only values that have a name; no client sends others",
        excuses: |it| {
            matches!(
                (it.subject, it.entry),
                ("lists", "filter by a number that is no function")
                    | ("project-changes", "the unknown state comes back")
                    | ("specs", "the unknown number comes back")
            )
        },
    },
    Allowed {
        what: "durations of more than 10,000 years",
        why: "The mock takes them; nothing takes so long",
        excuses: |it| (it.subject, it.entry) == ("specs", "a duration beyond what can be"),
    },
    Allowed {
        what: "what the SDK's newest messages have and this server's have not: `cacheMaxAge`",
        why: "The mock stands for the servers to come as well",
        excuses: |it| it.server.is_null() && it.path.ends_with("/metadata/cacheMaxAge"),
    },
];

/// Whether both answers are errors with a text that begins like this.
fn both(it: &Difference<'_>, start: &str) -> bool {
    let texts = [&it.server, &it.mock];
    let like = |text: &Value| text.as_str().is_some_and(|text| text.starts_with(start));
    it.path == "/body/message" && texts.into_iter().all(like)
}
