//! The organisation that calls are made in where nobody names one.
//!
//! The SDK takes it from the name of the host (flyte SDK 2.12.1, `org_from_endpoint`), and so do we.

use std::net::Ipv4Addr;

use crate::Endpoint;

/// The name of this machine, and the domain of its other names.
const LOCAL: &str = "localhost";

impl Endpoint {
    /// The first label of a host name of three or more. Addresses have no organisation, though the SDK
    /// takes `127` for that of `127.0.0.1`, and neither has this machine.
    #[must_use]
    pub fn organisation(&self) -> Option<&str> {
        let host = self.host().trim_end_matches('.');
        let is_address = host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok();
        if is_address || host.rsplit('.').next() == Some(LOCAL) {
            return None;
        }
        let (first, rest) = host.split_once('.')?;
        (!first.is_empty() && rest.contains('.')).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_first_of_three_labels() {
        for (text, organisation) in [
            ("acme.flyte.example.com", Some("acme")),
            ("https://Acme.example.com:8443", Some("acme")),
            ("dns:///acme.example.com.", Some("acme")),
            ("example.com", None),
            ("example.com.", None),
            ("flyte", None),
            ("localhost:8090", None),
            ("acme.flyte.localhost", None),
            ("127.0.0.1:8090", None),
            ("[::ffff:10.0.0.1]:8090", None),
        ] {
            let endpoint = Endpoint::parse(text, true).unwrap();
            assert_eq!(endpoint.organisation(), organisation, "{text}");
        }
    }
}
