//! What goes to standard output: the one line that tells where and how we listen.
//!
//! A host reads it itself; a person who started the process with `--debug` hands it on.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::pki_types::CertificateDer;
use serde_json::json;

use crate::Plugin;
use crate::error::StartError;
use crate::host::PROTOCOL_VERSION;
use crate::listener::Address;

/// The version of go-plugin's own contract.
const CORE_PROTOCOL: u32 = 1;

/// The handshake line with its line end.
///
/// `certificate` is that of the server; without TLS its field is empty. Old hosts do not expect
/// the last field, so it is there only when `asks_for_multiplexing`; we do not multiplex.
pub(super) fn handshake_line(
    address: &Address,
    certificate: Option<&CertificateDer<'_>>,
    asks_for_multiplexing: bool,
) -> String {
    let Address { network, address } = address;
    let certificate = certificate.map_or_else(String::new, |certificate| {
        STANDARD_NO_PAD.encode(certificate)
    });
    let multiplexing = if asks_for_multiplexing { "|false" } else { "" };
    format!(
        "{CORE_PROTOCOL}|{PROTOCOL_VERSION}|{network}|{address}|grpc|{certificate}{multiplexing}\n"
    )
}

/// `TF_REATTACH_PROVIDERS='…'`, ready for a shell, with its line end.
///
/// `Test` is set: it means that Terraform neither kills this process nor tells it to end.
pub(super) fn reattach_line(plugin: &Plugin, process: u32, address: &Address) -> String {
    let value = json!({
        (plugin.address): {
            "Protocol": "grpc",
            "ProtocolVersion": PROTOCOL_VERSION,
            "Pid": process,
            "Test": true,
            "Addr": { "Network": address.network, "String": address.address },
        }
    });
    let quoted = value.to_string().replace('\'', r#"'"'"'"#);
    format!("TF_REATTACH_PROVIDERS='{quoted}'\n")
}

/// Writes to standard output and flushes it: Terraform waits for the line at the other end.
pub(super) fn write_out(text: &str) -> Result<(), StartError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(StartError::Output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address {
            network: "unix",
            address: "/tmp/plugin1/socket".to_owned(),
        }
    }

    #[test]
    fn the_certificate_is_base64_of_the_standard_alphabet_without_padding() {
        let certificate = CertificateDer::from(vec![0xfb, 0xff, 0xfe, 0x01]);
        assert_eq!(
            handshake_line(&address(), Some(&certificate), false),
            "1|6|unix|/tmp/plugin1/socket|grpc|+//+AQ\n"
        );
    }

    #[test]
    fn without_tls_the_certificate_is_empty() {
        assert_eq!(
            handshake_line(&address(), None, false),
            "1|6|unix|/tmp/plugin1/socket|grpc|\n"
        );
    }

    #[test]
    fn a_host_that_asks_is_told_that_streams_are_not_multiplexed() {
        assert_eq!(
            handshake_line(&address(), None, true),
            "1|6|unix|/tmp/plugin1/socket|grpc||false\n"
        );
    }

    #[test]
    fn a_quote_in_the_path_survives_the_shell() {
        let plugin = Plugin {
            name: "widget",
            address: "registry.terraform.io/acme/widget",
            version: "1.2.3",
            description: "widgets",
            crates: &[],
        };
        let address = Address {
            network: "unix",
            address: "/tmp/it's/socket".to_owned(),
        };
        let line = reattach_line(&plugin, 7, &address);
        let shell = std::process::Command::new("sh")
            .args(["-c", &format!("{line}printf %s \"$TF_REATTACH_PROVIDERS\"")])
            .output()
            .unwrap();
        let value: serde_json::Value = serde_json::from_slice(&shell.stdout).unwrap();
        assert_eq!(
            value,
            json!({"registry.terraform.io/acme/widget": {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": 7,
                "Test": true,
                "Addr": {"Network": "unix", "String": "/tmp/it's/socket"},
            }})
        );
    }
}
