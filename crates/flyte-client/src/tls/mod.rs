//! TLS: whom we trust, and who we are.
//!
//! One stack, rustls on aws-lc-rs: TLS 1.2 and 1.3, HTTP/2 offered by ALPN with HTTP/1.1 to fall
//! back to, the server's name always checked against its certificate. What the user gives is
//! checked when the client is made ([`Tls::check`]), so that a bad file is reported before any
//! call; the system's certificates are loaded at the first call over TLS.
//!
//! Authorities that the user names replace the system's, as they do in the Flyte SDK (2.12.1,
//! `caCertFilePath`): whoever names one wants no other to be trusted.

mod error;
mod handshake;
mod named;
mod unverified;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};

use crate::tls::error::Fault;
pub use crate::tls::error::{TlsError, TlsPart};
pub(super) use crate::tls::handshake::Handshake;
use crate::tls::named::NamedOrIssued;

/// The settings of TLS. Plain HTTP needs none of them.
#[derive(Clone, Debug)]
pub struct Tls {
    /// Who vouches for the server.
    pub roots: Roots,
    /// What we show to a server that asks who we are.
    pub client_certificate: Option<ClientCertificate>,
    /// Whether the server's certificate is checked. Without, anyone on the way can pose as the
    /// server.
    pub verify: bool,
}

/// The authorities that may vouch for a server.
#[derive(Clone)]
pub enum Roots {
    /// Those that this machine trusts: on Linux the files of the distribution or those that
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` name, elsewhere the verifier of the system.
    System,
    /// The certificates in this PEM text, and no others.
    Pem(Vec<u8>),
}

/// A certificate of ours with its private key.
#[derive(Clone)]
pub struct ClientCertificate {
    /// The certificate in PEM form, followed by the intermediate ones if there are any.
    pub certificate_pem: Vec<u8>,
    /// Its private key in PEM form: PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub key_pem: SecretString,
}

// What was given as a certificate may hold a key as well.
impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Pem(_) => "Pem",
        })
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate")
    }
}

impl Default for Tls {
    /// The system's authorities, no certificate of our own, everything checked.
    fn default() -> Self {
        Self {
            roots: Roots::System,
            client_certificate: None,
            verify: true,
        }
    }
}

/// Settings that were read without an error.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    /// `None` for the system's.
    roots: Option<Authorities>,
    identity: Option<Arc<CertifiedKey>>,
    verify: bool,
}

/// The certificates that the user names, as those of authorities and as they are.
#[derive(Clone, Debug)]
struct Authorities {
    store: Arc<RootCertStore>,
    named: Arc<[CertificateDer<'static>]>,
}

impl Tls {
    /// Reads the certificates and the key that the user gives.
    pub(super) fn check(&self) -> Result<Checked, TlsError> {
        let roots = match &self.roots {
            Roots::System => None,
            Roots::Pem(pem) => Some(authorities(pem)?),
        };
        let identity = match &self.client_certificate {
            None => None,
            Some(certificate) => Some(Arc::new(identity(certificate)?)),
        };
        Ok(Checked {
            roots,
            identity,
            verify: self.verify,
        })
    }
}

impl Checked {
    /// What rustls needs. This loads the system's certificates if they are the ones to trust.
    pub(super) fn client_config(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier(provider)?);
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => builder.with_client_cert_resolver(resolver(identity)),
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
        if !self.verify {
            return Ok(Arc::new(unverified::AnyServer::new(provider)));
        }
        Ok(match &self.roots {
            None => Arc::new(rustls_platform_verifier::Verifier::new(provider)?),
            Some(Authorities { store, named }) => {
                let builder =
                    WebPkiServerVerifier::builder_with_provider(Arc::clone(store), provider);
                let usual = builder
                    .build()
                    .map_err(|error| rustls::Error::General(error.to_string()))?;
                Arc::new(NamedOrIssued::new(usual, Arc::clone(named)))
            }
        })
    }
}

fn resolver(identity: &Arc<CertifiedKey>) -> Arc<dyn ResolvesClientCert> {
    Arc::new(SingleCertAndKey::from(CertifiedKey::clone(identity)))
}

fn authorities(pem: &[u8]) -> Result<Authorities, TlsError> {
    let mut store = RootCertStore::empty();
    let named = certificates(pem, TlsPart::Authorities)?;
    for certificate in &named {
        let number = store.len() + 1;
        store
            .add(certificate.clone())
            .map_err(|error| TlsError::new(TlsPart::Authorities, Fault::Invalid(number, error)))?;
    }
    Ok(Authorities {
        store: Arc::new(store),
        named: named.into(),
    })
}

fn identity(given: &ClientCertificate) -> Result<CertifiedKey, TlsError> {
    let chain = certificates(&given.certificate_pem, TlsPart::Certificate)?;
    let key = private_key(given.key_pem.expose_secret().as_bytes())?;
    CertifiedKey::from_der(chain, key, &default_provider()).map_err(|error| {
        let (part, fault) = match error {
            rustls::Error::InconsistentKeys(_) => (TlsPart::Key, Fault::OtherKey),
            rustls::Error::InvalidCertificate(_) => {
                (TlsPart::Certificate, Fault::Invalid(1, error))
            }
            error => (TlsPart::Key, Fault::UnusableKey(error)),
        };
        TlsError::new(part, fault)
    })
}

/// All certificates in a PEM text, at least one.
fn certificates(pem: &[u8], part: TlsPart) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Err(_) => Err(TlsError::new(part, Fault::BrokenPem)),
        Ok(found) if found.is_empty() => {
            let fault = if mentions(pem, "PRIVATE KEY-----") {
                Fault::KeyInstead
            } else {
                Fault::NoCertificate
            };
            Err(TlsError::new(part, fault))
        }
        Ok(found) => Ok(found),
    }
}

fn private_key(pem: &[u8]) -> Result<PrivateKeyDer<'static>, TlsError> {
    use rustls::pki_types::pem::Error;

    let fault = match PrivateKeyDer::from_pem_slice(pem) {
        Ok(_) if mentions(pem, "Proc-Type: 4,ENCRYPTED") => Fault::EncryptedKey,
        Ok(key) => return Ok(key),
        Err(_) if mentions(pem, "ENCRYPTED") => Fault::EncryptedKey,
        Err(Error::NoItemsFound) if mentions(pem, "BEGIN CERTIFICATE-----") => {
            Fault::CertificateInstead
        }
        Err(Error::NoItemsFound) => Fault::NoKey,
        Err(_) => Fault::BrokenPem,
    };
    Err(TlsError::new(TlsPart::Key, fault))
}

fn mentions(pem: &[u8], text: &str) -> bool {
    pem.windows(text.len())
        .any(|window| window == text.as_bytes())
}
