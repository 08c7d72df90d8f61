//! The one line on standard output by which the host learns where and how we listen.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::pki_types::CertificateDer;

use crate::host::PROTOCOL_VERSION;
use crate::listener::Address;

/// The version of go-plugin's own contract.
const CORE_PROTOCOL: u32 = 1;

/// The handshake line with its line end.
///
/// `certificate` is that of the server; without TLS its field is empty. Old hosts do not expect
/// the last field, so it is there only when `asks_for_multiplexing`; we do not multiplex.
pub(super) fn line(
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
            line(&address(), Some(&certificate), false),
            "1|6|unix|/tmp/plugin1/socket|grpc|+//+AQ\n"
        );
    }

    #[test]
    fn without_tls_the_certificate_is_empty() {
        assert_eq!(
            line(&address(), None, false),
            "1|6|unix|/tmp/plugin1/socket|grpc|\n"
        );
    }

    #[test]
    fn a_host_that_asks_is_told_that_streams_are_not_multiplexed() {
        assert_eq!(
            line(&address(), None, true),
            "1|6|unix|/tmp/plugin1/socket|grpc||false\n"
        );
    }
}
