//! The certificate of this process: made at start, thrown away at the end.
//!
//! The host takes it from the handshake line as its only root, so it signs itself. Terraform
//! asks for nothing but the name `localhost` (plugin protocol reference, AutoMTLS). P-256,
//! because making the key and signing with it are the cheapest.

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::StartError;

/// A certificate with its key.
#[derive(Debug)]
pub(super) struct ServerCertificate {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl ServerCertificate {
    /// Makes a new one; its life is not limited, since its process is.
    pub(super) fn generate() -> Result<Self, StartError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.self_signed(&key)?.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Ok(Self { certificate, key })
    }
}
