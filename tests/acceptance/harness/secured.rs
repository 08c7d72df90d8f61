//! A backend behind TLS and a login, and a working folder that trusts it.

use flyte_mock::{Auth, Mock, Options, Proxy, ProxyOptions, Tls};

use crate::harness::backend;
use crate::harness::workspace::Workspace;

/// The name that only the proxy knows where to find.
pub(crate) const HOST: &str = "flyte.invalid";

/// A backend with a private authority, and a folder whose `tls` holds what it takes to be let in.
#[derive(Debug)]
pub(crate) struct Secured {
    pub(crate) mock: Mock,
    pub(crate) workspace: Workspace,
}

impl Secured {
    /// A backend that asks for a token.
    pub(crate) fn new(auth: Auth) -> Self {
        Self::with(Options {
            auth: Some(auth),
            ..Options::default()
        })
    }

    /// A backend with these options, by TLS in any case.
    pub(crate) fn with(options: Options) -> Self {
        let mut tls = options.tls.clone().unwrap_or_default();
        tls.names.push(HOST.to_owned());
        Self::serving(tls, options)
    }

    fn serving(tls: Tls, options: Options) -> Self {
        let mock = backend::start(Options {
            tls: Some(tls),
            ..options
        });
        let workspace = Workspace::bare();
        let folder = workspace.path().join("tls");
        mock.certificates().unwrap().write(&folder).unwrap();
        Self { mock, workspace }
    }

    /// The address as one would write it. The SDK takes an organisation from the host's name, but
    /// for `localhost`.
    pub(crate) fn endpoint(&self) -> String {
        self.mock.url().replace("127.0.0.1", "localhost")
    }

    /// Writes the provider block: where the backend is, whom to trust, and these lines.
    pub(crate) fn provider(&self, lines: &str) {
        self.at(&self.endpoint(), lines);
    }

    /// The same at another address.
    pub(crate) fn at(&self, endpoint: &str, lines: &str) {
        self.workspace.provider(&format!(
            "endpoint = {endpoint:?}\n  ca_cert_file = \"tls/ca.pem\"\n  \
             project = \"flytesnacks\"\n  domain = \"development\"\n  {lines}"
        ));
    }

    /// A proxy that leads from [`HOST`] here.
    pub(crate) fn proxy(&self, options: ProxyOptions) -> Proxy {
        let hosts = vec![(HOST.to_owned(), self.mock.address())];
        Proxy::start(ProxyOptions { hosts, ..options }).unwrap()
    }
}
