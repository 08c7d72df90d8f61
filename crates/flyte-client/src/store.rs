//! What a store says when it refuses a file: XML with a code and a message, as S3, Google Cloud
//! Storage and Azure send it.
//!
//! Such an answer may repeat the whole request, down to the signature in its address. So these two
//! texts are all that is taken from it, and they without what is secret in the address.

use std::fmt;

use crate::credentials::without_secrets;
use crate::quote::quote;

/// What stores say of an address that was good once, in lower case (flyte SDK 2.12.1,
/// `remote/_data.py`). The status alone does not tell it from a missing permission.
const EXPIRED: [&str; 3] = [
    // S3, and Google Cloud Storage.
    "request has expired",
    // The credentials behind the signature, of either.
    "expiredtoken",
    // Azure.
    "signature not valid in the specified time frame",
];

/// A file that a store did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    /// The store's code, such as `AccessDenied`; empty if there is none.
    code: String,
    /// Its words; empty if there are none.
    message: String,
    remedy: Remedy,
}

/// What helps against a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    /// Another address.
    Expired,
    /// The same again.
    Passing,
    /// Nothing that a client could do.
    Final,
}

impl Refusal {
    /// Reads how an answer begins that is not a success. Of its texts, `secrets` are not shown.
    pub(super) fn read(status: u16, start: &[u8], secrets: &[String]) -> Self {
        let start = String::from_utf8_lossy(start);
        let lower = start.to_ascii_lowercase();
        let secrets: Vec<_> = secrets.iter().map(String::as_str).collect();
        let shown = |name| {
            let text = element(&start, name).map(unescape).unwrap_or_default();
            quote(&without_secrets(&text, &secrets))
        };
        let code = shown("Code");
        let is_expired = EXPIRED.iter().any(|said| lower.contains(said));
        let remedy = match status {
            400 | 403 if is_expired => Remedy::Expired,
            // What S3 says when the body stopped arriving.
            400 if code.eq_ignore_ascii_case("RequestTimeout") => Remedy::Passing,
            408 | 429 | 500 | 502..=504 => Remedy::Passing,
            _ => Remedy::Final,
        };
        Self {
            status,
            code,
            message: shown("Message"),
            remedy,
        }
    }

    /// Whether the address was good once, so that a new one may do.
    pub(super) fn is_expired(&self) -> bool {
        self.remedy == Remedy::Expired
    }

    /// Whether the same may succeed later.
    pub(super) fn may_pass(&self) -> bool {
        self.remedy == Remedy::Passing
    }

    /// What to do, where there is something to say.
    pub(super) fn hint(&self) -> Option<&'static str> {
        Some(match (self.remedy, self.status) {
            (Remedy::Expired, _) => {
                "Several addresses in a row had expired when they were used, although each was new. \
                 Compare the clocks of Flyte's server and of the store. If Flyte signs with \
                 temporary credentials, they may have expired."
            }
            (Remedy::Passing, _) => "The store is overloaded or down. Try again later.",
            (_, 401 | 403) => {
                "The account that Flyte signs with may not write there, or a proxy on the way \
                 changes requests. Whoever runs Flyte can tell which account and bucket it is."
            }
            (_, 404) => {
                "What Flyte is configured to store in is not there. Whoever runs Flyte can tell \
                 which bucket it is."
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_expired() {
            f.write_str("the signed address has expired: ")?;
        }
        write!(f, "the store answered HTTP {}", self.status)?;
        if !self.code.is_empty() {
            write!(f, " `{}`", self.code)?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

/// The text of the first element of a name in an error that is XML.
fn element<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let error = &answer[answer.find("<Error")?..];
    let (_, rest) = error.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text)
}

fn unescape(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        // The last, so that what it brings forth is not read again.
        ("&amp;", "&"),
    ];
    let unescaped = entities.iter();
    unescaped.fold(text.to_owned(), |text, (entity, character)| {
        text.replace(entity, character)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Refusal {
        Refusal::read(status, body.as_bytes(), &["canary-7d1f".to_owned()])
    }

    #[test]
    fn code_and_message_are_shown_and_nothing_else() {
        let body = "<?xml version=\"1.0\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>It \
                    isn&apos;t &quot;right&quot;\n: /x?s=canary-7d1f&amp;lt;</Message>\
                    <StringToSign>secret</StringToSign></Error>";
        for (status, body, text) in [
            (
                403,
                body,
                "the store answered HTTP 403 `SignatureDoesNotMatch`: It isn't \"right\" : \
                 /x?s=(hidden)&lt;",
            ),
            (
                404,
                "<Error><Code>NoSuchBucket</Code>",
                "the store answered HTTP 404 `NoSuchBucket`",
            ),
            (502, "<html>secret</html>", "the store answered HTTP 502"),
            (
                400,
                "<p><Code>secret</Code></p>",
                "the store answered HTTP 400",
            ),
            (
                400,
                "<Error><Code>secret, cut off",
                "the store answered HTTP 400",
            ),
            (400, "", "the store answered HTTP 400"),
        ] {
            assert_eq!(read(status, body).to_string(), text);
        }
        let long = format!("<Error><Message>{}</Message></Error>", "x".repeat(3000));
        assert!(read(400, &long).to_string().len() < 400);
        assert_eq!(
            Refusal::read(500, b"\xff<Error><Code>\xff</Code>", &[]).code,
            "\u{fffd}"
        );
    }

    #[test]
    fn what_helps_is_known_from_status_and_words() {
        let azure = "<Error><Code>AuthenticationFailed</Code><AuthenticationErrorDetail>Signature \
                     not valid in the specified time frame: Start [x]</AuthenticationErrorDetail>";
        let timeout = "<Error><Code>RequestTimeout</Code><Message>slow</Message></Error>";
        for (status, body, remedy) in [
            (
                403,
                "<Error><Message>Request has expired</Message>",
                Remedy::Expired,
            ),
            (400, "<Error><Code>ExpiredToken</Code>", Remedy::Expired),
            (403, azure, Remedy::Expired),
            (500, "request has expired", Remedy::Passing),
            (
                403,
                "<Error><Code>AccessDenied</Code></Error>",
                Remedy::Final,
            ),
            (400, timeout, Remedy::Passing),
            (400, "<Error><Code>BadDigest</Code></Error>", Remedy::Final),
            (408, "", Remedy::Passing),
            (413, "", Remedy::Final),
            (429, "", Remedy::Passing),
            (500, "", Remedy::Passing),
            (501, "", Remedy::Final),
            (503, "", Remedy::Passing),
            (504, "", Remedy::Passing),
            (412, timeout, Remedy::Final),
        ] {
            assert_eq!(read(status, body).remedy, remedy, "{status} {body}");
        }
    }
}
