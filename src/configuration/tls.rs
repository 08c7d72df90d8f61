//! TLS: whom we trust, and how we identify ourselves.
//!
//! If authorities are named, the server's certificate is checked even if `insecure_skip_verify` is
//! set at the same place. Source: flyte SDK 2.12.1, where `caCertFilePath` comes before
//! `insecureSkipVerify`. Over plain HTTP no file is read.

use flyte_client::{ClientCertificate, Roots, Tls, TlsError, TlsPart};
use secrecy::{ExposeSecret, SecretString};
use terraform_framework::{Diagnostic, Diagnostics, Path};

use crate::configuration::files;
use crate::configuration::origins::Origins;
use crate::configuration::source::{Either, Rank, Setting, Source, blame, conflict, either};
use crate::configuration::table::{
    CA_CERT_FILE, CA_CERT_PEM, CLIENT_CERT_FILE, CLIENT_CERT_PEM, CLIENT_KEY_FILE, CLIENT_KEY_PEM,
    INSECURE_SKIP_VERIFY,
};
/// The settings about TLS.
#[derive(Debug)]
pub(super) struct WrittenTls {
    authorities: Text<String>,
    certificate: Text<String>,
    key: Text<SecretString>,
    skip_verify: Option<Source>,
}

/// PEM text, or the file that holds it, and the source of the setting.
#[derive(Debug)]
enum Text<T> {
    None,
    Here(T, Source),
    In(&'static str, String, Source),
}

impl<T: Clone> Text<T> {
    fn of(file: &Setting<String>, text: &Setting<T>, diagnostics: &mut Diagnostics) -> Self {
        match either(file, text, diagnostics) {
            Either::Neither => Self::None,
            Either::One(path, source) => Self::In(file.name, path.clone(), source.clone()),
            Either::Other(text, source) => Self::Here(text.clone(), source.clone()),
        }
    }

    fn source(&self) -> Option<&Source> {
        match self {
            Self::None => None,
            Self::Here(_, source) | Self::In(_, _, source) => Some(source),
        }
    }

    fn read(
        &self,
        bytes: fn(&T) -> &[u8],
        origins: &Origins<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<u8>> {
        match self {
            Self::None => None,
            Self::Here(text, _) => Some(bytes(text).to_vec()),
            Self::In(name, path, source) => files::read(name, path, source, origins)
                .map_err(|diagnostic| diagnostics.push(diagnostic))
                .ok(),
        }
    }
}

impl WrittenTls {
    pub(super) fn find(origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> Self {
        let mut pem = |file, text| {
            let (file, text) = (
                origins.find(file, diagnostics),
                origins.find(text, diagnostics),
            );
            Text::of(&file, &text, diagnostics)
        };
        let authorities = pem(&CA_CERT_FILE, &CA_CERT_PEM);
        let certificate = pem(&CLIENT_CERT_FILE, &CLIENT_CERT_PEM);
        let key = Text::of(
            &origins.find(&CLIENT_KEY_FILE, diagnostics),
            &origins.find(&CLIENT_KEY_PEM, diagnostics),
            diagnostics,
        );
        let skip = origins.find(&INSECURE_SKIP_VERIFY, diagnostics);
        let mut skip_verify = match skip.known() {
            Some((true, source)) => Some(source.clone()),
            _ => None,
        };
        if let (Some(skip), Some(trusted)) = (&skip_verify, authorities.source()) {
            if skip.rank() == Rank::Attribute && trusted.rank() == Rank::Attribute {
                diagnostics.push(conflict(
                    skip,
                    trusted,
                    "Authorities are there to check the server's certificate. Remove \
                     `insecure_skip_verify`, or the authorities.",
                ));
            }
            if trusted.rank() >= skip.rank() {
                skip_verify = None;
            }
        }
        Self {
            authorities,
            certificate,
            key,
            skip_verify,
        }
    }

    /// Reads the files, and warns of what is not safe.
    pub(super) fn read(&self, origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> Tls {
        if let Some(source) = &self.skip_verify {
            let attribute = Path::root().attribute(INSECURE_SKIP_VERIFY.name);
            let warning = Diagnostic::warning(
                "The server's certificate is not checked",
                format!(
                    "{source} turns it off: anyone on the way can pose as Flyte, read what is \
                     sent, credentials too, and change it.\n\nName the authority of the server's \
                     certificate in `ca_cert_file` or `ca_cert_pem` instead."
                ),
            );
            diagnostics.push(warning.at(attribute));
        }
        let roots = self
            .authorities
            .read(String::as_bytes, origins, diagnostics)
            .map_or(Roots::System, Roots::Pem);
        let client_certificate = match (self.certificate.source(), self.key.source()) {
            (None, None) => None,
            (Some(_), Some(_)) => self.client_certificate(origins, diagnostics),
            (Some(source), None) => {
                diagnostics.push(lonely(CLIENT_CERT_FILE.name, source, "certificate", "key"));
                None
            }
            (None, Some(source)) => {
                diagnostics.push(lonely(CLIENT_KEY_FILE.name, source, "key", "certificate"));
                None
            }
        };
        Tls {
            roots,
            client_certificate,
            verify: self.skip_verify.is_none(),
        }
    }

    fn client_certificate(
        &self,
        origins: &Origins<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<ClientCertificate> {
        let certificate_pem = self
            .certificate
            .read(String::as_bytes, origins, diagnostics)?;
        let key = self
            .key
            .read(|key| key.expose_secret().as_bytes(), origins, diagnostics)?;
        Some(ClientCertificate {
            certificate_pem,
            // A file that is not text is not PEM either; the client reports it.
            key_pem: SecretString::from(String::from_utf8(key).unwrap_or_default()),
        })
    }

    /// The client's refusal, at the setting concerned.
    pub(super) fn refusal(&self, error: &TlsError) -> Diagnostic {
        let (name, source) = match error.part() {
            TlsPart::Authorities => (CA_CERT_FILE.name, self.authorities.source()),
            TlsPart::Certificate => (CLIENT_CERT_FILE.name, self.certificate.source()),
            TlsPart::Key => (CLIENT_KEY_FILE.name, self.key.source()),
        };
        blame(
            name,
            source,
            "A certificate or key cannot be used",
            format!("It is about {error}.\n\n{}.", error.hint()),
        )
    }
}

/// A certificate without its key, or a key without its certificate.
fn lonely(name: &'static str, source: &Source, have: &str, lack: &str) -> Diagnostic {
    blame(
        name,
        Some(source),
        format!("The client {have} has no {lack}"),
        format!(
            "A client certificate and its key need each other.\n\nSet `client_{}_file` or \
             `client_{0}_pem` as well.",
            if lack == "key" { "key" } else { "cert" }
        ),
    )
}
