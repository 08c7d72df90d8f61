//! What the host process (Terraform, or a person who debugs) tells us in the environment.
//!
//! The variables are those of go-plugin; an empty one counts as not set, as it does there.

use environment::Environment;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::Plugin;
use crate::error::StartError;
use crate::listener::Place;
use crate::log::write_error;

/// The value of `TF_PLUGIN_MAGIC_COOKIE` by which a plugin knows that Terraform started it.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The one major version of the plugin protocol that we speak.
pub(super) const PROTOCOL_VERSION: u32 = 6;

/// How to serve this host.
#[derive(Debug)]
pub(super) struct Host {
    /// How the host learns where we listen, and when we may go.
    pub(super) role: Role,
    /// Where to listen.
    pub(super) place: Place,
    /// The only certificate a client may present; `None` means no TLS.
    pub(super) client_certificate: Option<CertificateDer<'static>>,
}

/// The two ways to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Our parent process reads the handshake line, and we live no longer than it needs us.
    Parent {
        /// Whether the host asks if broker streams can be multiplexed (they cannot).
        asks_for_multiplexing: bool,
    },
    /// A person passes the reattach line to any number of hosts, and ends us.
    Debugger,
}

impl Host {
    /// Reads what a parent process says; fails when there is none that speaks our protocol.
    pub(super) fn from_environment(
        plugin: &Plugin,
        environment: &dyn Environment,
    ) -> Result<Self, StartError> {
        let get = |name| environment.get(name).filter(|value| !value.is_empty());
        if get("TF_PLUGIN_MAGIC_COOKIE").as_deref() != Some(MAGIC_COOKIE) {
            return Err(StartError::NotStartedByTerraform {
                address: plugin.address,
                executable: plugin.executable(),
            });
        }
        if let Some(group) = get("PLUGIN_UNIX_SOCKET_GROUP") {
            return Err(StartError::SocketGroup { group });
        }
        // The host refuses the handshake itself and says so better than we can; so only tell.
        if let Some(complaint) = version_complaint(get("PLUGIN_PROTOCOL_VERSIONS").as_deref()) {
            write_error(&format!("[ERROR] {complaint}"));
        }
        Ok(Self {
            role: Role::Parent {
                asks_for_multiplexing: get("PLUGIN_MULTIPLEX_GRPC").is_some(),
            },
            place: Place::from_environment(environment),
            client_certificate: get("PLUGIN_CLIENT_CERT")
                .map(|pem| one_certificate(&pem))
                .transpose()?,
        })
    }

    /// A person started us with `--debug`: no cookie, no TLS (reattaching has none).
    pub(super) fn debugger(environment: &dyn Environment) -> Self {
        Self {
            role: Role::Debugger,
            place: Place::from_environment(environment).guarded(),
            client_certificate: None,
        }
    }
}

/// What to say when `offered`, the host's comma list of major versions, lacks ours.
fn version_complaint(offered: Option<&str>) -> Option<String> {
    let offered = offered?;
    let ours = offered
        .split(',')
        .filter_map(|version| version.trim().parse::<u32>().ok())
        .any(|version| version == PROTOCOL_VERSION);
    (!ours).then(|| {
        format!(
            "this Terraform offers plugin protocol {offered}, the provider speaks protocol \
             {PROTOCOL_VERSION} only: use Terraform 1.0 or later, or OpenTofu"
        )
    })
}

/// The single certificate in `pem`.
fn one_certificate(pem: &str) -> Result<CertificateDer<'static>, StartError> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| StartError::ClientCertificate {
            problem: format!("it cannot be read: {error}"),
        })?;
    match <[_; 1]>::try_from(certificates) {
        Ok([certificate]) => Ok(certificate),
        Err(certificates) => Err(StartError::ClientCertificate {
            problem: format!("{} were found", certificates.len()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const PLUGIN: Plugin = Plugin {
        name: "widget",
        address: "registry.terraform.io/acme/widget",
        version: "1.2.3",
        description: "widgets",
        crates: &[],
    };

    fn host(variables: &[(&str, &str)]) -> Result<Host, StartError> {
        let mut environment =
            BTreeMap::from([("TF_PLUGIN_MAGIC_COOKIE".to_owned(), MAGIC_COOKIE.to_owned())]);
        for (name, value) in variables {
            environment.insert((*name).to_owned(), (*value).to_owned());
        }
        Host::from_environment(&PLUGIN, &environment)
    }

    fn certificate() -> rcgen::Certificate {
        let key = rcgen::KeyPair::generate().unwrap();
        rcgen::CertificateParams::new(vec!["localhost".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap()
    }

    #[test]
    fn without_the_right_cookie_nothing_is_served() {
        for cookie in ["", "d602"] {
            let error = host(&[("TF_PLUGIN_MAGIC_COOKIE", cookie)]).unwrap_err();
            let message = error.to_string();
            assert!(
                message.contains("not meant to be executed directly"),
                "{message}"
            );
            assert!(message.contains(PLUGIN.address), "{message}");
        }
    }

    #[test]
    fn versions_are_a_list_in_any_order_with_strangers_ignored() {
        for offered in [None, Some("6"), Some("6,5"), Some("5,6"), Some("x, 6 ,7")] {
            assert_eq!(version_complaint(offered), None, "{offered:?}");
        }
        let complaint = version_complaint(Some("4,5")).unwrap();
        assert!(complaint.contains("4,5"), "{complaint}");
    }

    #[test]
    fn an_empty_certificate_means_no_tls() {
        assert!(host(&[]).unwrap().client_certificate.is_none());
        let host = host(&[("PLUGIN_CLIENT_CERT", "")]).unwrap();
        assert!(host.client_certificate.is_none());
    }

    #[test]
    fn the_certificate_is_read_from_pem() {
        let certificate = certificate();
        let host = host(&[("PLUGIN_CLIENT_CERT", &certificate.pem())]).unwrap();
        assert_eq!(host.client_certificate.as_ref(), Some(certificate.der()));
    }

    #[test]
    fn anything_but_one_certificate_is_refused() {
        let two = certificate().pem() + &certificate().pem();
        for (pem, problem) in [
            ("nonsense", "0 were found"),
            (two.as_str(), "2 were found"),
            ("-----BEGIN CERTIFICATE-----\n%\n", "cannot be read"),
        ] {
            let message = host(&[("PLUGIN_CLIENT_CERT", pem)])
                .unwrap_err()
                .to_string();
            assert!(message.contains(problem), "{message}");
        }
    }

    #[test]
    fn a_shared_socket_is_refused_rather_than_ignored() {
        let error = host(&[("PLUGIN_UNIX_SOCKET_GROUP", "staff")]).unwrap_err();
        assert!(error.to_string().contains("`staff`"), "{error}");
    }
}
