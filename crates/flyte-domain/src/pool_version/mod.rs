//! Flyte's actor version: what makes two warm pools the same pool.
//!
//! The first 15 hexadecimal digits of a SHA-256 over a text that the SDK puts together with
//! Python's own notations, rebuilt here byte for byte (flyte SDK 2.12.1, reusable tasks):
//!
//! ```text
//! <environment>:<container or pod as repr(bytes)>:<min>:<max>:<idle_ttl as repr(float)>
//!   :<scaledown_ttl as str(timedelta)>[:<hash of the code bundle>]
//!   :<security context as repr(bytes)>:<interruptible as str(bool)>:<pod template name>
//! ```
//!
//! Concurrency and scope are not in it: changing them leaves the pool warm.

mod ordered;

use std::fmt::{self, Display, Formatter, Write};

use flyte_proto::flyteidl2::core::{Container, K8sPod, SecurityContext};
use prost::{Message, encoding};
use sha2::{Digest, Sha256};

use crate::duration::Duration;
use crate::pod_template::primary;
use crate::reuse_policy::ReusePolicy;

/// How many hexadecimal digits of the digest make the version.
const DIGITS: usize = 15;

/// The identity of a warm pool: 15 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PoolVersion(String);

impl PoolVersion {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for PoolVersion {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Everything that a pool is identified by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PoolIdentity<'a> {
    pub(crate) environment: &'a str,
    pub(crate) runs: Runs<'a>,
    pub(crate) policy: &'a ReusePolicy,
    /// The hash of the code bundle; none for code that is baked into the image.
    pub(crate) code: Option<&'a str>,
    pub(crate) security_context: Option<&'a SecurityContext>,
    pub(crate) interruptible: bool,
    /// Empty for none.
    pub(crate) pod_template: &'a str,
}

/// What runs in the pool. Its arguments are ignored.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Runs<'a> {
    Container(&'a Container),
    /// The pod, and the name of its primary container.
    Pod(&'a K8sPod, &'a str),
}

impl Runs<'_> {
    /// The message, as Python's protobuf writes it when asked to be deterministic.
    fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Container(container) => {
                let mut container = container.clone();
                container.args.clear();
                container.encode_to_vec()
            }
            Self::Pod(pod, primary) => pod_bytes(&primary::without_args(pod, primary)),
        }
    }
}

fn pod_bytes(pod: &K8sPod) -> Vec<u8> {
    let mut metadata = Vec::new();
    let wire = pod.metadata.clone().unwrap_or_default();
    ordered::texts(1, &wire.labels, &mut metadata);
    ordered::texts(2, &wire.annotations, &mut metadata);
    let mut bytes = Vec::new();
    encoding::bytes::encode(1, &metadata, &mut bytes);
    if let Some(spec) = &pod.pod_spec {
        encoding::bytes::encode(2, &ordered::structure(spec), &mut bytes);
    }
    bytes
}

impl PoolIdentity<'_> {
    pub(crate) fn version(&self) -> PoolVersion {
        let mut digits = String::with_capacity(64);
        for byte in Sha256::digest(self.text()) {
            push(&mut digits, format_args!("{byte:02x}"));
        }
        digits.truncate(DIGITS);
        PoolVersion(digits)
    }

    /// The text that is hashed.
    fn text(&self) -> String {
        let security_context = self
            .security_context
            .map(Message::encode_to_vec)
            .unwrap_or_default();
        let code = self.code.map(|hash| format!(":{hash}"));
        format!(
            "{}:{}:{}:{}:{:?}:{}{}:{}:{}:{}",
            self.environment,
            python_bytes(&self.runs.to_bytes()),
            self.policy.min_replicas(),
            self.policy.max_replicas(),
            // Between 30 and 3e11, where Rust's `{:?}` and Python's `repr` agree.
            self.policy.idle_ttl.duration().as_secs_f64(),
            python_timedelta(self.policy.scaledown_ttl.duration()),
            code.unwrap_or_default(),
            python_bytes(&security_context),
            if self.interruptible { "True" } else { "False" },
            self.pod_template,
        )
    }
}

fn push(text: &mut String, arguments: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(arguments);
}

/// Python's `repr` of a `bytes` object.
fn python_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut text = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\\' => text.push_str("\\\\"),
            0x20..=0x7e => {
                let character = char::from(byte);
                if character == quote {
                    text.push('\\');
                }
                text.push(character);
            }
            _ => push(&mut text, format_args!("\\x{byte:02x}")),
        }
    }
    text.push(quote);
    text
}

/// Python's `str` of a `datetime.timedelta`: `0:00:30`, `1 day, 0:01:01`, `0:01:01.500000`.
fn python_timedelta(duration: Duration) -> String {
    let seconds = duration.whole_seconds();
    let mut text = match seconds / 86_400 {
        0 => String::new(),
        1 => "1 day, ".to_owned(),
        days => format!("{days} days, "),
    };
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    push(
        &mut text,
        format_args!("{hours}:{minutes:02}:{:02}", seconds % 60),
    );
    match duration.subsec_micros() {
        0 => {}
        micros => push(&mut text, format_args!(".{micros:06}")),
    }
    text
}

#[cfg(test)]
mod tests;
