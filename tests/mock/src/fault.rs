//! Failures on demand: which call fails, how, and how often.
//!
//! Faults are tried in the order in which they were added; the first that names the method and has
//! turns left decides the call.

use std::time::Duration;

use crate::{duration, error::Code};

/// In which way a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A proper Connect error; nothing is done.
    Connect {
        /// Its code, and so its HTTP status.
        code: Code,
        /// Adds the header `Retry-After` with whole seconds.
        retry_after: Option<Duration>,
    },
    /// A bare HTTP status with an empty body; nothing is done.
    Status(u16),
    /// Status 200 and a web page, as a proxy's login form would be; nothing is done.
    HtmlPage,
    /// The right answer, after this time.
    Slow(Duration),
    /// No answer at all; nothing is done, and the connection stays open.
    Hang,
    /// The call is done, but never answered; the connection stays open.
    HangAfter,
    /// The connection is reset; nothing is done.
    ResetBefore,
    /// The call is done, then the connection is reset.
    ResetAfter,
    /// The connection is closed in good order without an answer; nothing is done.
    Disconnect,
    /// The call is done, and its answer ends half-way.
    Truncated,
    /// The call is done, and its answer is not what its content type says.
    Broken,
    /// The call is done, and its answer is labelled `text/plain`.
    WrongContentType,
    /// The call is done, and its answer is padded to 17 MiB.
    Oversized,
}

impl FaultKind {
    /// Reads a kind as the command line spells it: a Connect code (`unavailable`, or
    /// `resource_exhausted@2s` with Retry-After), an HTTP status (`502`), or a name
    /// (`slow@500ms`, `hang`, `reset-before`, ...).
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, time) = match text.split_once('@') {
            Some((name, time)) => (name, Some(duration::parse(time)?)),
            None => (text, None),
        };
        if let Some(code) = Code::from_name(name) {
            return Ok(Self::Connect {
                code,
                retry_after: time,
            });
        }
        let kind = match (name, time) {
            ("slow", Some(time)) => return Ok(Self::Slow(time)),
            ("slow", None) => return Err("`slow` needs a time, as in `slow@500ms`".to_owned()),
            (_, Some(_)) => return Err(format!("`{name}` takes no time")),
            ("html", None) => Self::HtmlPage,
            ("hang", None) => Self::Hang,
            ("hang-after", None) => Self::HangAfter,
            ("reset-before", None) => Self::ResetBefore,
            ("reset-after", None) => Self::ResetAfter,
            ("disconnect", None) => Self::Disconnect,
            ("truncated", None) => Self::Truncated,
            ("broken", None) => Self::Broken,
            ("wrong-content-type", None) => Self::WrongContentType,
            ("oversized", None) => Self::Oversized,
            (name, None) => match name.parse() {
                Ok(status @ 200..=599) => Self::Status(status),
                _ => return Err(format!("`{name}` is no Connect code, HTTP status or fault")),
            },
        };
        Ok(kind)
    }
}

/// A failure that is waiting for its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    method: String,
    times: u32,
    skip: u32,
    kind: FaultKind,
}

impl Fault {
    /// Lets the next `times` calls of `method` (such as `DeployTask`; `*` is any) fail.
    /// [`u32::MAX`] times is for good.
    #[must_use]
    pub fn new(method: impl Into<String>, times: u32, kind: FaultKind) -> Self {
        Self {
            method: method.into(),
            times,
            skip: 0,
            kind,
        }
    }

    /// Lets the first `calls` calls pass.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.skip = calls;
        self
    }

    /// Reads `METHOD=KIND[:TIMES[:SKIP]]`; without TIMES the method fails for good.
    ///
    /// # Errors
    /// When the text is not of this form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (method, rest) = text
            .split_once('=')
            .filter(|(method, _)| !method.is_empty())
            .ok_or_else(|| format!("`{text}` is not `METHOD=KIND[:TIMES[:SKIP]]`"))?;
        let mut parts = rest.split(':');
        let kind = FaultKind::parse(parts.next().unwrap_or_default())?;
        let mut number = |default: u32| match parts.next() {
            None => Ok(default),
            Some(count) => count
                .parse()
                .map_err(|_| format!("`{count}` in `{text}` is not a number of calls")),
        };
        let fault = Self::new(method, number(u32::MAX)?, kind).after(number(0)?);
        match parts.next() {
            None => Ok(fault),
            Some(_) => Err(format!("`{text}` is not `METHOD=KIND[:TIMES[:SKIP]]`")),
        }
    }
}

/// The failures that are left.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// How this call of `method` is to fail, if it is.
    pub(crate) fn take(&mut self, method: &str) -> Option<FaultKind> {
        let fault = self
            .0
            .iter_mut()
            .find(|fault| fault.times > 0 && (fault.method == method || fault.method == "*"))?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        if fault.times < u32::MAX {
            fault.times -= 1;
        }
        Some(fault.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_turns_after_those_it_skips() {
        let mut faults = Faults::default();
        faults.add(Fault::new("A", 2, FaultKind::Hang).after(1));
        faults.add(Fault::new("*", u32::MAX, FaultKind::Broken));
        let taken: Vec<_> = (0..4).map(|_| faults.take("A")).collect();
        let (hang, broken) = (Some(FaultKind::Hang), Some(FaultKind::Broken));
        assert_eq!(taken, [None, hang, hang, broken]);
        assert_eq!(faults.take("B"), broken);
        faults.clear();
        assert_eq!(faults.take("B"), None);
    }

    #[test]
    fn faults_are_read_from_text() {
        let unavailable = FaultKind::Connect {
            code: Code::Unavailable,
            retry_after: None,
        };
        let exhausted = FaultKind::Connect {
            code: Code::ResourceExhausted,
            retry_after: Some(Duration::from_secs(2)),
        };
        for (text, expected) in [
            (
                "DeployTask=unavailable:3",
                Fault::new("DeployTask", 3, unavailable),
            ),
            (
                "A=unavailable:3:4",
                Fault::new("A", 3, unavailable).after(4),
            ),
            ("*=502", Fault::new("*", u32::MAX, FaultKind::Status(502))),
            ("A=resource_exhausted@2s:1", Fault::new("A", 1, exhausted)),
            ("A=reset-after:1", Fault::new("A", 1, FaultKind::ResetAfter)),
        ] {
            assert_eq!(Fault::parse(text), Ok(expected), "{text}");
        }
        for bad in [
            "",
            "A",
            "=hang",
            "A=",
            "A=slow",
            "A=hang@1s",
            "A=99",
            "A=hang:x",
            "A=hang:1:2:3",
        ] {
            assert!(Fault::parse(bad).is_err(), "{bad}");
        }
    }
}
