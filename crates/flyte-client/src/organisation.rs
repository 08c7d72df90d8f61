//! The organisation that calls are made in where nobody names one.
//!
//! The SDK takes it from the name of the host (flyte SDK 2.12.1, `org_from_endpoint`), and so do we,
//! on the wire: whoever calls and whoever reads the answer sees a message without an organisation. So
//! it is part of no id, and of nothing that is compared or hashed.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use flyte_proto::Organisations;

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

/// A request on its way, and the organisation that was put where it named none.
#[derive(Debug)]
pub(super) struct WithOrganisation<'a, Q: Clone> {
    pub(super) request: Cow<'a, Q>,
    put: Option<&'a str>,
}

impl<'a, Q: Organisations + Clone> WithOrganisation<'a, Q> {
    /// The request, with the endpoint's organisation where there is one to put.
    pub(super) fn new(request: &'a Q, endpoint: &'a Endpoint) -> Self {
        let Some(organisation) = endpoint.organisation() else {
            return Self {
                request: Cow::Borrowed(request),
                put: None,
            };
        };
        let mut named = request.clone();
        let mut put = None;
        named.each_organisation(&mut |org| {
            if org.is_empty() {
                organisation.clone_into(org);
                put = Some(organisation);
            }
        });
        Self {
            request: Cow::Owned(named),
            put,
        }
    }

    /// Takes what was put out of the answer, wherever the server gives it back.
    pub(super) fn take_out_of(&self, answer: &mut impl Organisations) {
        if let Some(put) = self.put {
            answer.each_organisation(&mut |org| {
                if org == put {
                    org.clear();
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use flyte_proto::flyteidl2::task::{GetTaskDetailsRequest, TaskIdentifier};

    use super::*;

    fn request(org: &str) -> GetTaskDetailsRequest {
        let org = org.to_owned();
        GetTaskDetailsRequest {
            task_id: Some(TaskIdentifier {
                org,
                ..TaskIdentifier::default()
            }),
        }
    }

    #[test]
    fn it_is_put_where_none_is_named_and_taken_out_again() {
        let acme = Endpoint::parse("acme.flyte.example.com", false).unwrap();
        let plain = Endpoint::parse("localhost", false).unwrap();
        for (endpoint, asked, sent, answer, read) in [
            (&acme, "", "acme", "acme", ""),
            // A server that has none, or its own.
            (&acme, "", "acme", "", ""),
            (&acme, "", "acme", "flyte", "flyte"),
            // Who names one gets it back.
            (&acme, "acme", "acme", "acme", "acme"),
            (&acme, "beta", "beta", "beta", "beta"),
            (&plain, "", "", "acme", "acme"),
        ] {
            let asked = request(asked);
            let named = WithOrganisation::new(&asked, endpoint);
            assert_eq!(*named.request, request(sent));
            let mut answer = request(answer);
            named.take_out_of(&mut answer);
            assert_eq!(answer, request(read));
        }
    }

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
