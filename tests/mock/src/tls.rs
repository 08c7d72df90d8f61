//! HTTPS with a private certificate authority, made for the one backend.
//!
//! A client that is to come in must trust [`Certificates::authority`], and where the backend asks
//! for one, bring a certificate that this authority has signed.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// How to serve HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The names and addresses that the certificate is for.
    pub names: Vec<String>,
    /// Whether a client must bring a certificate too.
    pub client_certificate: bool,
}

impl Default for Tls {
    /// For this machine, and for any client.
    fn default() -> Self {
        let names = ["localhost", "127.0.0.1", "::1"];
        Self {
            names: names.map(str::to_owned).to_vec(),
            client_certificate: false,
        }
    }
}

/// What a client needs, each in PEM.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// The authority's certificate, which the client must trust.
    pub authority: String,
    /// A client's certificate.
    pub client: String,
    /// Its private key.
    pub client_key: String,
}

impl Certificates {
    /// Writes `ca.pem`, `client.pem` and `key.pem` to a folder, which is made if need be.
    ///
    /// # Errors
    /// When one of them cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for (name, text) in [
            ("ca.pem", &self.authority),
            ("client.pem", &self.client),
            ("key.pem", &self.client_key),
        ] {
            fs::write(folder.join(name), text)?;
        }
        Ok(())
    }
}

/// Makes an authority and what it signs: the server's side, and what clients need.
pub(crate) fn make(tls: &Tls) -> io::Result<(TlsAcceptor, Certificates)> {
    let (config, certificates) = configure(tls).map_err(io::Error::other)?;
    Ok((TlsAcceptor::from(Arc::new(config)), certificates))
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn configure(tls: &Tls) -> Result<(ServerConfig, Certificates), Failure> {
    let mut params = named("flyte-mock authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

    let mut params = CertificateParams::new(tls.names.clone())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "flyte-mock");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &authority)?;

    let mut params = named("flyte-mock client");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let client_key = KeyPair::generate()?;
    let client = params.signed_by(&client_key, &authority)?;

    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let builder = if tls.client_certificate {
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone())?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?;
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let chain = vec![certificate.der().clone(), authority.der().clone()];
    let mut config = builder.with_single_cert(chain, key.into())?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let certificates = Certificates {
        authority: authority.pem(),
        client: client.pem(),
        client_key: client_key.serialize_pem(),
    };
    Ok((config, certificates))
}

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}
