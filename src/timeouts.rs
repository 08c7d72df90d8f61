//! The `timeouts` block: how long an operation may take, retries included.

use std::time::Duration as StdDuration;

use flyte_client::CallOptions;
use flyte_domain::{Duration, Received, Shown, Violation};
use serde::{Deserialize, Serialize};
use terraform_framework::{Attribute, Block, Diagnostics, Field, NestedBlock, Nesting, Path, Type};

use crate::findings;

/// The limit of an operation for which the user sets none.
const DEFAULT: StdDuration = StdDuration::from_secs(10 * 60);

/// The limits as durations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Timeouts {
    pub create: Field<String>,
    pub read: Field<String>,
    pub update: Field<String>,
    pub delete: Field<String>,
}

/// One of the operations that a limit can be set for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operation {
    Create,
    Read,
    Update,
    Delete,
}

pub(crate) fn block() -> NestedBlock {
    let limit = |description| Attribute::optional(Type::String).description(description);
    NestedBlock::new(
        Nesting::Single,
        Block::new(
            "How long an operation may take in all, retries included, as durations such as \
             `90s` or `5m`. A change here is local: nothing is deployed for it.",
        )
        .attribute("create", limit("Longest time for a create. Default `10m`."))
        .attribute("read", limit("Longest time for a read. Default `10m`."))
        .attribute(
            "update",
            limit("Longest time for an update. Default `10m`."),
        )
        .attribute("delete", limit("Longest time for a delete. Default `10m`.")),
    )
}

impl Timeouts {
    fn each(&self) -> [(&'static str, &Field<String>); 4] {
        [
            ("create", &self.create),
            ("read", &self.read),
            ("update", &self.update),
            ("delete", &self.delete),
        ]
    }
}

/// Checks every limit that is known.
pub(crate) fn check(timeouts: &Field<Timeouts>, diagnostics: &mut Diagnostics) {
    let Field::Known(timeouts) = timeouts else {
        return;
    };
    let block = Path::root().attribute("timeouts");
    for (name, limit) in timeouts.each() {
        let path = block.clone().attribute(name);
        findings::check(limit, &path, diagnostics, |text| parse(name, text));
    }
}

/// The limit of an operation that begins now.
pub(crate) fn options(timeouts: &Field<Timeouts>, operation: Operation) -> CallOptions {
    let limit = timeouts.as_known().and_then(|timeouts| {
        let (name, limit) = timeouts.each()[operation as usize];
        parse(name, limit.as_known()?).ok()
    });
    CallOptions::within(limit.unwrap_or(DEFAULT))
}

/// The limit of something that begins now and has no `timeouts`: data sources, lists and actions.
pub(crate) fn default_options() -> CallOptions {
    CallOptions::within(DEFAULT)
}

fn parse(name: &str, text: &str) -> Result<StdDuration, Violation> {
    let duration = Duration::parse_for(name, text)?;
    let time = StdDuration::from_secs(duration.whole_seconds())
        + StdDuration::from_micros(duration.subsec_micros());
    if time.is_zero() {
        return Err(Violation::new(
            format!("{name} must be above 0"),
            Received::shown(Shown::Measure, text),
            "Write a duration such as `10m`.",
        ));
    }
    Ok(time)
}
