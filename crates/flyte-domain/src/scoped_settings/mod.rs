//! Settings of an organisation, a domain or a project: defaults for whatever runs there.
//!
//! `key` is which settings there are, `scope` whose they are, `value` what a scope says of them,
//! `rules` what may be written, `wire` the messages, with `groups` and the names of `accelerator`,
//! and `record` what Flyte holds and what results of it.

mod accelerator;
mod groups;
pub(crate) mod key;
pub(crate) mod record;
mod rules;
pub(crate) mod scope;
pub(crate) mod value;
mod wire;
