//! Why two sides did not agree on a secure connection, and what to do about each reason.

use std::fmt;
use std::time::{Duration, SystemTime};

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error};

use crate::quote::quote;

/// The reason that a handshake failed for. Foreign texts in it are quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Handshake {
    /// Nobody that we trust vouches for the server.
    UnknownIssuer,
    /// The server's certificate is out of date, since this date if it is known.
    Expired(Option<String>),
    /// The server's certificate begins to be valid in the future.
    NotYetValid,
    /// The server's certificate is for other names: these, if they are known.
    OtherName(Vec<String>),
    /// The server's certificate was withdrawn.
    Revoked,
    /// The server's certificate is one of an authority, which is not for servers.
    AuthorityAsServer,
    /// The server's certificate was signed with one that is not an authority's.
    ServerAsAuthority,
    /// Something else is wrong with the server's certificate.
    BadCertificate(String),
    /// The server wants to see a certificate of ours, and we have none.
    CertificateWanted,
    /// The server did not like the certificate that we have shown.
    CertificateRefused(String),
    /// The two sides have no version or cipher in common.
    NothingInCommon,
    /// What the server sends is not TLS.
    NotTls,
    /// Anything else.
    Other(String),
}

impl Handshake {
    pub(crate) fn of(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(error) => Self::of_certificate(error),
            Error::AlertReceived(alert) => Self::of_alert(*alert),
            Error::InvalidMessage(_) => Self::NotTls,
            Error::PeerIncompatible(_) => Self::NothingInCommon,
            other => Self::Other(quote(&other.to_string())),
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            // An authority of the same name with another key has signed it.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::UnknownIssuer,
            CertificateError::Expired => Self::Expired(None),
            CertificateError::ExpiredContext { not_after, .. } => {
                Self::Expired(Some(date(*not_after)))
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYetValid
            }
            CertificateError::NotValidForName => Self::OtherName(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::OtherName(presented.iter().map(|name| plain(name)).collect())
            }
            CertificateError::Revoked => Self::Revoked,
            // The names are those of rustls-webpki, which rustls hands on as they are.
            CertificateError::Other(reason) => match quote(&reason.to_string()) {
                reason if reason.contains("CaUsedAsEndEntity") => Self::AuthorityAsServer,
                reason if reason.contains("EndEntityUsedAsCa") => Self::ServerAsAuthority,
                reason => Self::BadCertificate(reason),
            },
            other => Self::BadCertificate(quote(&other.to_string())),
        }
    }

    fn of_alert(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
                Self::CertificateWanted
            }
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            | AlertDescription::DecryptError => Self::CertificateRefused(format!("{alert:?}")),
            AlertDescription::HandshakeFailure
            | AlertDescription::ProtocolVersion
            | AlertDescription::InsufficientSecurity => Self::NothingInCommon,
            other => Self::Other(format!("the server sent the alert {other:?}")),
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::UnknownIssuer => {
                "If the server's certificate comes from an authority of your own, name that \
                 authority's certificate in `ca_cert_file` or `ca_cert_pem`. A proxy that looks \
                 into TLS has an authority of its own, too."
            }
            Self::Expired(_) | Self::NotYetValid => {
                "The server needs a new certificate, unless the clock of this machine is wrong."
            }
            Self::OtherName(_) => {
                "Write in `endpoint` a name that the server's certificate is for."
            }
            Self::AuthorityAsServer => {
                "It is made as `openssl req -x509` does it: it declares itself an authority \
                 (`CA:TRUE`). Name that very certificate in `ca_cert_file` or `ca_cert_pem`, which \
                 takes it as it is, or give the server one with `CA:FALSE`."
            }
            Self::ServerAsAuthority => {
                "What has signed it declares itself not to be an authority (`CA:FALSE`). Name the \
                 authority's own certificate in `ca_cert_file` or `ca_cert_pem`, or give the \
                 server a certificate that an authority has signed."
            }
            Self::Revoked | Self::BadCertificate(_) => {
                "Ask whoever runs the server for a certificate that can be checked."
            }
            Self::CertificateWanted => {
                "Set `client_cert_file` and `client_key_file` to a certificate that the server \
                 accepts, and its key."
            }
            Self::CertificateRefused(_) => {
                "Check that `client_cert_file` holds a certificate that the server accepts, with \
                 its intermediate ones, and that it has not expired. If none is set, the server \
                 may want one."
            }
            Self::NothingInCommon => {
                "The server must speak TLS 1.2 or 1.3. If it asks for a client certificate, set \
                 `client_cert_file` and `client_key_file`."
            }
            Self::NotTls => {
                "Check the port in `endpoint`. For a server without TLS write `http://` and set \
                 `insecure = true`."
            }
            Self::Other(_) => {
                "Check that `endpoint` names the host and port of a server that speaks TLS. For \
                 one without TLS write `http://` and set `insecure = true`."
            }
        }
    }
}

impl fmt::Display for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIssuer => {
                f.write_str("the server's certificate comes from an authority that is not trusted")
            }
            Self::Expired(None) => f.write_str("the server's certificate has expired"),
            Self::Expired(Some(date)) => {
                write!(f, "the server's certificate expired on {date}")
            }
            Self::NotYetValid => f.write_str("the server's certificate is not valid yet"),
            Self::OtherName(names) if names.is_empty() => {
                f.write_str("the server's certificate is for another name")
            }
            Self::OtherName(names) => {
                write!(
                    f,
                    "the server's certificate is for `{}`",
                    names.join("`, `")
                )
            }
            Self::Revoked => f.write_str("the server's certificate was revoked"),
            Self::AuthorityAsServer => {
                f.write_str("the server shows the certificate of an authority as its own")
            }
            Self::ServerAsAuthority => f.write_str(
                "the server's certificate was signed by something that is not an \
                             authority",
            ),
            Self::BadCertificate(fault) => {
                write!(f, "the server's certificate cannot be used: {fault}")
            }
            Self::CertificateWanted => f.write_str("the server wants a client certificate"),
            Self::CertificateRefused(alert) => {
                write!(f, "the server refused the client certificate: {alert}")
            }
            Self::NothingInCommon => {
                f.write_str("the server and this provider have no way of securing in common")
            }
            Self::NotTls => f.write_str("the server does not speak TLS"),
            Self::Other(fault) => f.write_str(fault),
        }
    }
}

fn date(time: UnixTime) -> String {
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(time.as_secs()));
    time.map_or_else(|| "a day long ago".to_owned(), httpdate::fmt_http_date)
}

/// A name as rustls presents it, without the wrapping of its kind: `DnsName("a.b")`.
fn plain(name: &str) -> String {
    let name = quote(name);
    let inner = name
        .split_once('"')
        .and_then(|(_, rest)| rest.rsplit_once('"'));
    match inner {
        Some((inner, _)) => inner.to_owned(),
        None => name,
    }
}
