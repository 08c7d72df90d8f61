//! The one table of where the mock may answer in another way than the server, and why.

use serde_json::Value;

use crate::conformance::compare::Difference;

/// A difference that is allowed. Each row must excuse something, or it goes.
pub(super) struct Allowed {
    pub(super) why: &'static str,
    pub(super) excuses: fn(&Difference<'_>) -> bool,
}

pub(super) const ALLOWED: [Allowed; 2] = [
    Allowed {
        why: "what Go's parser of JSON and protobuf says of a request that it cannot read: nobody \
              can act on more than that it could not be read",
        excuses: |it| both(it, |text| text.starts_with("unmarshal message: ")),
    },
    Allowed {
        why: "where the store is: a folder of the server's, a bucket of the mock's",
        excuses: |it| {
            let place = |text: &Value, root| text.as_str()?.strip_prefix(root).map(str::to_owned);
            let server = place(&it.server, "file://flyte-data/");
            server.is_some() && server == place(&it.mock, "s3://flyte-mock/")
        },
    },
];

/// Whether both answers are errors with such a text.
fn both(it: &Difference<'_>, wanted: impl Fn(&str) -> bool) -> bool {
    let texts = [&it.server, &it.mock];
    it.path == "/body/message" && texts.iter().all(|text| text.as_str().is_some_and(&wanted))
}
