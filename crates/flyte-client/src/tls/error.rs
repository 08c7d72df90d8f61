//! Certificates and keys that cannot be used, and what to do about each.
//!
//! No text of a file is shown: what was given as a certificate may be a key.

use std::fmt;

/// Which of the settings is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsPart {
    /// The certificates of the authorities.
    Authorities,
    /// The certificate that we show.
    Certificate,
    /// Its private key.
    Key,
}

/// A certificate or key that cannot be used: what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct TlsError {
    part: TlsPart,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    BrokenPem,
    NoCertificate,
    KeyInstead,
    /// The certificate with this number, from 1.
    Invalid(usize, rustls::Error),
    NoKey,
    CertificateInstead,
    EncryptedKey,
    UnusableKey(rustls::Error),
    OtherKey,
}

impl TlsError {
    pub(super) fn new(part: TlsPart, fault: Fault) -> Self {
        Self { part, fault }
    }

    /// Which of the settings is at fault.
    #[must_use]
    pub fn part(&self) -> TlsPart {
        self.part
    }

    /// What to do, as one sentence without a closing period.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.fault {
            Fault::BrokenPem => {
                "Give the whole text, from `-----BEGIN ...-----` to `-----END ...-----`, with its \
                 line breaks"
            }
            Fault::NoCertificate => {
                "Give it in PEM form, which begins with `-----BEGIN CERTIFICATE-----`. A DER file \
                 is turned into PEM by `openssl x509 -inform der -in FILE`"
            }
            Fault::KeyInstead => "Give the certificate here, and the key in its own setting",
            Fault::Invalid(..) => "Check that the file is a certificate and was not cut",
            Fault::NoKey => {
                "Give it in PEM form, which begins with `-----BEGIN PRIVATE KEY-----`, `-----BEGIN \
                 RSA PRIVATE KEY-----` or `-----BEGIN EC PRIVATE KEY-----`"
            }
            Fault::CertificateInstead => {
                "Give the private key here, and the certificate in its own setting"
            }
            Fault::EncryptedKey => {
                "Give it without a passphrase: `openssl pkey -in FILE` writes it so"
            }
            Fault::UnusableKey(_) => "Use an RSA, ECDSA or Ed25519 key",
            Fault::OtherKey => "Give the private key that the certificate was issued for",
        }
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            TlsPart::Authorities => "the authorities' certificates",
            TlsPart::Certificate => "the client certificate",
            TlsPart::Key => "the client key",
        };
        match &self.fault {
            Fault::BrokenPem => write!(f, "{part}: the PEM text is broken"),
            Fault::NoCertificate => write!(f, "{part}: there is no certificate in it"),
            Fault::KeyInstead => write!(f, "{part}: it is a private key, not a certificate"),
            Fault::Invalid(number, _) => {
                write!(
                    f,
                    "{part}: certificate number {number} in it cannot be read"
                )
            }
            Fault::NoKey => write!(f, "{part}: there is no private key in it"),
            Fault::CertificateInstead => {
                write!(f, "{part}: it is a certificate, not a private key")
            }
            Fault::EncryptedKey => write!(f, "{part}: it is encrypted with a passphrase"),
            Fault::UnusableKey(_) => write!(f, "{part}: it is of a kind that cannot be used"),
            Fault::OtherKey => write!(f, "{part}: it does not belong to the client certificate"),
        }
    }
}

impl std::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Invalid(_, error) | Fault::UnusableKey(error) => Some(error),
            _ => None,
        }
    }
}
