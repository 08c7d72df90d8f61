//! Where Flyte lets a file be put: the answer of `CreateUploadLocation`, checked.
//!
//! The address is signed, so whoever has it can write there. It has no `Debug`, and only scheme and
//! host of it are shown.

use std::fmt;

use flyte_proto::flyteidl2::dataproxy::CreateUploadLocationResponse;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::Url;

use crate::endpoint::{is_loopback, origin};
use crate::quote::quote;

/// Headers that are the connection's or ours to set, whatever an answer says. The length that the
/// open-source server gives is that of the text of the MD5.
const OURS: [&str; 14] = [
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// Shorter values in a query are no secrets, and could be ordinary words.
const SHORTEST_SECRET: usize = 8;

/// A place for one file.
pub(super) struct Location {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    /// Where the file is then, as whoever runs tasks finds it: `s3://…`.
    pub(super) native_url: String,
}

/// Why a file cannot be put where an answer says. Foreign texts in it are quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LocationFault {
    /// It lacks this field.
    Lacks(&'static str),
    /// It names no address that HTTP could reach.
    NoAddress,
    /// The address is on another machine and without TLS. Scheme and host are shown.
    Plain(String),
    /// This header cannot be sent.
    Header(String),
}

impl Location {
    /// Checks an answer for a file of this length and MD5, in base64. `plain` says whether it may
    /// travel where everybody can read it.
    pub(super) fn read(
        answer: CreateUploadLocationResponse,
        length: usize,
        md5: &str,
        plain: bool,
    ) -> Result<Self, LocationFault> {
        let CreateUploadLocationResponse {
            signed_url,
            native_url,
            headers,
            ..
        } = answer;
        if signed_url.is_empty() {
            return Err(LocationFault::Lacks("signedUrl"));
        }
        if native_url.is_empty() {
            return Err(LocationFault::Lacks("nativeUrl"));
        }
        let url = Url::parse(&signed_url).map_err(|_| LocationFault::NoAddress)?;
        let has_user = !url.username().is_empty() || url.password().is_some();
        if !matches!(url.scheme(), "http" | "https") || has_user {
            return Err(LocationFault::NoAddress);
        }
        if url.scheme() == "http" && !plain && !is_loopback(&url) {
            return Err(LocationFault::Plain(origin(&url).unwrap_or_default()));
        }
        let mut sent = HeaderMap::new();
        for (name, value) in &headers {
            let (Ok(key), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
            else {
                return Err(LocationFault::Header(quote(name)));
            };
            if !OURS.contains(&key.as_str()) {
                sent.insert(key, value);
            }
        }
        let md5 = HeaderValue::try_from(md5);
        let md5 = md5.map_err(|_| LocationFault::Header("content-md5".into()))?;
        sent.insert("content-md5", md5);
        sent.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        if native_url.starts_with("abfs://") || native_url.starts_with("abfss://") {
            sent.insert("x-ms-blob-type", HeaderValue::from_static("BlockBlob"));
        }
        Ok(Self {
            url,
            headers: sent,
            native_url,
        })
    }

    /// The store: scheme and host.
    pub(super) fn store(&self) -> String {
        origin(&self.url).unwrap_or_default()
    }

    /// What is secret in the address, as it is written there and as it is meant.
    pub(super) fn secrets(&self) -> Vec<String> {
        let query = self.url.query().unwrap_or_default();
        let raw = query
            .split('&')
            .map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
        let meant = self.url.query_pairs().map(|(_, value)| value.into_owned());
        let mut secrets: Vec<_> = raw.map(str::to_owned).chain(meant).collect();
        secrets.push(query.to_owned());
        secrets.retain(|secret| secret.len() >= SHORTEST_SECRET);
        // The longest first, so that no part of it takes its form away.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        secrets
    }
}

impl LocationFault {
    /// What to do, where there is something to say.
    pub(super) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Plain(_) => Some(
                "Whoever runs Flyte has to give its data proxy an address of the store with TLS to \
                 sign. Where `endpoint` itself is plain HTTP, plain HTTP will do for the store, too.",
            ),
            _ => None,
        }
    }
}

impl fmt::Display for LocationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks(field) => write!(f, "the answer lacks `{field}`"),
            Self::NoAddress => {
                f.write_str("`signedUrl` in the answer is not an address that HTTP could reach")
            }
            Self::Plain(store) => write!(
                f,
                "the address to upload to is plain HTTP, at `{store}`, where the code and the right \
                 to replace it could be read on their way"
            ),
            Self::Header(name) => write!(
                f,
                "the answer wants the header `{name}` to be sent, which is none or has no valid value"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(url: &str, native: &str, headers: &[(&str, &str)]) -> CreateUploadLocationResponse {
        let headers = headers.iter();
        CreateUploadLocationResponse {
            signed_url: url.into(),
            native_url: native.into(),
            headers: headers
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            ..Default::default()
        }
    }

    fn sent(native: &str, headers: &[(&str, &str)]) -> HeaderMap {
        let answer = answer("https://store/x?s=1", native, headers);
        Location::read(answer, 29, "bWQ1", false)
            .ok()
            .unwrap()
            .headers
    }

    #[test]
    fn the_answers_headers_are_sent_but_for_those_that_are_ours() {
        let headers = sent(
            "s3://b/x",
            &[
                ("Content-Length", "24"),
                ("CONTENT-MD5", "other"),
                ("x-amz-meta-flyteContentMD5", "bWQ1"),
                ("Host", "elsewhere"),
                ("Transfer-Encoding", "chunked"),
                ("Connection", "close"),
                ("Authorization", "Bearer x"),
                ("Cookie", "x"),
                ("Content-Type", "application/gzip"),
            ],
        );
        let mut headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        headers.sort_unstable();
        assert_eq!(
            headers,
            [
                ("content-length", "29"),
                ("content-md5", "bWQ1"),
                ("content-type", "application/gzip"),
                ("x-amz-meta-flytecontentmd5", "bWQ1"),
            ]
        );
    }

    #[test]
    fn azure_is_told_the_kind_of_blob() {
        for native in ["abfs://c/x", "abfss://c/x"] {
            let headers = sent(native, &[("X-MS-Blob-Type", "PageBlob")]);
            assert_eq!(headers["x-ms-blob-type"], "BlockBlob");
        }
        assert!(!sent("gs://b/x", &[]).contains_key("x-ms-blob-type"));
    }

    #[test]
    fn an_address_that_will_not_do_is_refused_without_showing_it() {
        let plain = || LocationFault::Plain("http://store.example.com:9000".into());
        for (url, native, fault) in [
            ("", "s3://b", LocationFault::Lacks("signedUrl")),
            ("https://s/x", "", LocationFault::Lacks("nativeUrl")),
            ("/x?s=canary", "s3://b", LocationFault::NoAddress),
            ("ftp://s/x?s=canary", "s3://b", LocationFault::NoAddress),
            (
                "file:///etc/passwd?s=canary",
                "s3://b",
                LocationFault::NoAddress,
            ),
            (
                "https://canary:x@s/x?s=canary",
                "s3://b",
                LocationFault::NoAddress,
            ),
            (
                "http://store.example.com:9000/x?s=canary",
                "s3://b",
                plain(),
            ),
        ] {
            let fault_found = Location::read(answer(url, native, &[]), 1, "bWQ1", false).err();
            assert_eq!(fault_found.as_ref(), Some(&fault), "{url}");
            assert!(!fault.to_string().contains("canary"), "{fault}");
        }
        for (url, plain) in [
            ("http://store.example.com:9000/x", true),
            ("http://localhost:9000/x", false),
            ("http://[::1]:9000/x", false),
            ("https://store.example.com/x", false),
        ] {
            assert!(Location::read(answer(url, "s3://b", &[]), 1, "bWQ1", plain).is_ok());
        }
        for header in [("a b", "x"), ("a", "x\r\nb: y")] {
            let answer = answer("https://s/x", "s3://b", &[header]);
            let fault = Location::read(answer, 1, "bWQ1", false).err();
            assert_eq!(fault, Some(LocationFault::Header(header.0.into())));
        }
    }

    #[test]
    fn what_is_secret_in_an_address_is_known_in_both_spellings() {
        let url = "https://s/x?X-Amz-Date=20261127&verb=PUT&sig=a%2Bcanary";
        let location = Location::read(answer(url, "s3://b", &[]), 1, "bWQ1", false);
        let secrets = location.ok().unwrap().secrets();
        assert_eq!(
            secrets,
            [
                "X-Amz-Date=20261127&verb=PUT&sig=a%2Bcanary",
                "a%2Bcanary",
                "20261127",
                "a+canary",
            ]
        );
    }
}
