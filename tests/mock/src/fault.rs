//! Failures on demand: which call fails, how, and how often.
//!
//! Faults are tried in the order in which they were added; the first that names the method and has
//! turns left decides the call. Where faults have a chance instead of turns, one throw of the dice
//! decides between them, so that each has exactly the share that it was given.

use std::time::Duration;

use crate::duration;
use crate::error::Code;

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
    /// The same with the header `Retry-After`, as a gateway that is overloaded answers.
    StatusLater(u16, Duration),
    /// What an OAuth2 issuer answers when it refuses.
    OAuth(OAuthError),
    /// Status 200 and a web page, as a proxy's login form would be; nothing is done.
    HtmlPage,
    /// Status 400 and a page that repeats the request, secrets and all; nothing is done.
    Echo,
    /// What a store answers whose address was signed too long ago: status 403, and XML that repeats
    /// the address. Nothing is done.
    Expired,
    /// The right answer, after this time.
    Slow(Duration),
    /// The right answer, once [`Mock::release`](crate::Mock::release) lets one such call go on.
    Held,
    /// No answer at all; nothing is done, and the connection stays open.
    Hang,
    /// The call is done, but never answered; the connection stays open.
    HangAfter,
    /// The connection is reset; nothing is done.
    ResetBefore,
    /// The connection is reset while the request is still arriving; nothing is done.
    ResetWithin,
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

/// The error codes of RFC 6749 that an issuer refuses a client with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named in the RFC")]
pub enum OAuthError {
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    UnauthorizedClient,
}

impl OAuthError {
    const ALL: [Self; 4] = [
        Self::InvalidClient,
        Self::InvalidGrant,
        Self::InvalidScope,
        Self::UnauthorizedClient,
    ];

    /// The name on the wire, such as `invalid_client`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnauthorizedClient => "unauthorized_client",
        }
    }
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
        let oauth = OAuthError::ALL.into_iter().find(|it| it.name() == name);
        let kind = match (name, time) {
            ("slow", Some(time)) => return Ok(Self::Slow(time)),
            ("slow", None) => return Err("`slow` needs a time, as in `slow@500ms`".to_owned()),
            (_, Some(time)) => match status(name) {
                Some(status) => Self::StatusLater(status, time),
                None => return Err(format!("`{name}` takes no time")),
            },
            _ if let Some(error) = oauth => Self::OAuth(error),
            ("html", None) => Self::HtmlPage,
            ("echo", None) => Self::Echo,
            ("expired", None) => Self::Expired,
            ("hang", None) => Self::Hang,
            ("hang-after", None) => Self::HangAfter,
            ("reset-before", None) => Self::ResetBefore,
            ("reset-within", None) => Self::ResetWithin,
            ("reset-after", None) => Self::ResetAfter,
            ("disconnect", None) => Self::Disconnect,
            ("truncated", None) => Self::Truncated,
            ("broken", None) => Self::Broken,
            ("wrong-content-type", None) => Self::WrongContentType,
            ("oversized", None) => Self::Oversized,
            (name, None) => match status(name) {
                Some(status) => Self::Status(status),
                None => return Err(format!("`{name}` is no Connect code, HTTP status or fault")),
            },
        };
        Ok(kind)
    }
}

/// An HTTP status, as the command line spells it.
fn status(text: &str) -> Option<u16> {
    text.parse()
        .ok()
        .filter(|status| (200..600).contains(status))
}

/// A failure that is waiting for its calls.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    method: String,
    times: u32,
    skip: u32,
    /// How many calls in a hundred fail; all if nothing is said.
    chance: Option<f64>,
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
            chance: None,
            kind,
        }
    }

    /// Lets the first `calls` calls pass.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.skip = calls;
        self
    }

    /// Lets calls of `method` fail for good, but only so many in a hundred, at random.
    #[must_use]
    pub fn random(method: impl Into<String>, percent: f64, kind: FaultKind) -> Self {
        Self {
            chance: Some(percent),
            ..Self::new(method, u32::MAX, kind)
        }
    }

    /// Reads `METHOD=KIND[:TIMES[:SKIP]]`; without TIMES the method fails for good. `METHOD=KIND:10%`
    /// lets ten calls in a hundred fail.
    ///
    /// # Errors
    /// When the text is not of this form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (method, rest) = text
            .split_once('=')
            .filter(|(method, _)| !method.is_empty())
            .ok_or_else(|| format!("`{text}` is not `METHOD=KIND[:TIMES[:SKIP]]`"))?;
        if let Some((kind, percent)) = rest.strip_suffix('%').and_then(|rest| rest.split_once(':'))
        {
            let percent = percent.parse().ok().filter(|it| (0.0..=100.0).contains(it));
            let percent =
                percent.ok_or_else(|| format!("`{text}` has no share from 0% to 100%"))?;
            return Ok(Self::random(method, percent, FaultKind::parse(kind)?));
        }
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
#[derive(Debug)]
pub(crate) struct Faults {
    left: Vec<Fault>,
    dice: Dice,
}

impl Faults {
    /// Faults whose dice begin with this seed.
    pub(crate) fn new(left: Vec<Fault>, seed: u64) -> Self {
        let dice = Dice(seed);
        Self { left, dice }
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.left.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.left.clear();
    }

    /// How this call of `method` is to fail, if it is.
    pub(crate) fn take(&mut self, method: &str) -> Option<FaultKind> {
        let mut thrown = None;
        for fault in &mut self.left {
            if fault.times == 0 || fault.method != method && fault.method != "*" {
                continue;
            }
            if let Some(chance) = fault.chance {
                let rest = thrown.get_or_insert_with(|| self.dice.percent());
                if *rest >= chance {
                    *rest -= chance;
                    continue;
                }
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                return None;
            }
            if fault.times < u32::MAX {
                fault.times -= 1;
            }
            return Some(fault.kind);
        }
        None
    }
}

/// Random numbers that a seed determines: SplitMix64.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// From 0 to below 100, each as likely as any other.
    fn percent(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // A double holds these bits exactly.
        let upper = u32::try_from(mixed >> 32).unwrap_or_default();
        f64::from(upper) / f64::from(u32::MAX).next_up() * 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_turns_after_those_it_skips() {
        let mut faults = Faults::new(Vec::new(), 0);
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
    fn a_seed_decides_which_calls_fail_and_each_fault_has_its_share() {
        let take = |seed| {
            let (hang, broken) = (FaultKind::Hang, FaultKind::Broken);
            let list = vec![
                Fault::random("A", 10.0, hang),
                Fault::random("*", 5.0, broken),
            ];
            let mut faults = Faults::new(list, seed);
            (0..10_000).map(|_| faults.take("A")).collect::<Vec<_>>()
        };
        let taken = take(7);
        let share = |kind| taken.iter().filter(|it| **it == Some(kind)).count();
        let (hang, broken) = (share(FaultKind::Hang), share(FaultKind::Broken));
        assert!((900..1100).contains(&hang), "{hang}");
        assert!((420..580).contains(&broken), "{broken}");
        assert_eq!(taken, take(7));
        assert_ne!(taken, take(8));
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
            (
                "token=invalid_client:1",
                Fault::new("token", 1, FaultKind::OAuth(OAuthError::InvalidClient)),
            ),
            (
                "*=429@1s:2",
                Fault::new("*", 2, FaultKind::StatusLater(429, Duration::from_secs(1))),
            ),
            (
                "*=reset-after:2.5%",
                Fault::random("*", 2.5, FaultKind::ResetAfter),
            ),
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
            "A=hang:%",
            "A=hang:101%",
            "A=hang:1:10%",
        ] {
            assert!(Fault::parse(bad).is_err(), "{bad}");
        }
    }
}
