//! Connect's error codes, and the code that an HTTP status stands for when nothing better is known.

use std::fmt;

/// An error code of the Connect protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The caller gave up.
    Canceled,
    /// Nothing is known about the cause.
    Unknown,
    /// The request is wrong whatever the state of the server.
    InvalidArgument,
    /// The time was up before the work was done.
    DeadlineExceeded,
    /// The thing asked for does not exist.
    NotFound,
    /// The thing to create exists.
    AlreadyExists,
    /// The caller is known and may not do this.
    PermissionDenied,
    /// A quota is used up, or calls come too fast.
    ResourceExhausted,
    /// The server is not in the state that the call needs.
    FailedPrecondition,
    /// A conflict with another call.
    Aborted,
    /// A value is outside its valid range.
    OutOfRange,
    /// The server does not know the method, or is not a Flyte server.
    Unimplemented,
    /// The server broke a rule of its own.
    Internal,
    /// The server cannot be used just now.
    Unavailable,
    /// Data was lost for good.
    DataLoss,
    /// The caller is not known.
    Unauthenticated,
}

const NAMES: [(Code, &str); 16] = [
    (Code::Canceled, "canceled"),
    (Code::Unknown, "unknown"),
    (Code::InvalidArgument, "invalid_argument"),
    (Code::DeadlineExceeded, "deadline_exceeded"),
    (Code::NotFound, "not_found"),
    (Code::AlreadyExists, "already_exists"),
    (Code::PermissionDenied, "permission_denied"),
    (Code::ResourceExhausted, "resource_exhausted"),
    (Code::FailedPrecondition, "failed_precondition"),
    (Code::Aborted, "aborted"),
    (Code::OutOfRange, "out_of_range"),
    (Code::Unimplemented, "unimplemented"),
    (Code::Internal, "internal"),
    (Code::Unavailable, "unavailable"),
    (Code::DataLoss, "data_loss"),
    (Code::Unauthenticated, "unauthenticated"),
];

impl Code {
    /// The code with this name on the wire, such as `not_found`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(code, _)| *code)
    }

    /// The code that the Connect protocol gives to an HTTP status without a usable error body.
    ///
    /// A bare 404 is `unimplemented`: it points to a wrong address, not to an absent object.
    pub(super) fn inferred(status: u16) -> Self {
        match status {
            400 => Self::Internal,
            401 => Self::Unauthenticated,
            403 => Self::PermissionDenied,
            404 => Self::Unimplemented,
            429 | 502..=504 => Self::Unavailable,
            _ => Self::Unknown,
        }
    }

    /// The name on the wire, such as `not_found`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(code, _)| *code == self)
            .map_or("unknown", |(_, name)| name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        for (code, name) in NAMES {
            assert_eq!(code.name(), name);
            assert_eq!(Code::from_name(name), Some(code));
        }
        assert_eq!(Code::from_name("NOT_FOUND"), None);
    }

    #[test]
    fn a_bare_status_is_never_absence() {
        for status in 100..=599 {
            assert_ne!(Code::inferred(status), Code::NotFound, "status {status}");
        }
        assert_eq!(Code::inferred(404), Code::Unimplemented);
        assert_eq!(Code::inferred(429), Code::Unavailable);
        assert_eq!(Code::inferred(400), Code::Internal);
        assert_eq!(Code::inferred(500), Code::Unknown);
    }
}
