//! Secure connections: who is trusted, who is not, and what the user is told.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::tests::server::{Server, Step};
use crate::tests::{client, client_with, get_details};
use crate::{Client, ClientCertificate, Code, Roots, Tls};

/// An authority of the test's own.
pub(super) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate that it issued.
pub(super) struct Issued {
    certificate: rcgen::Certificate,
    key: KeyPair,
    /// What is shown with it.
    above: Option<rcgen::Certificate>,
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    pub(super) fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Issued {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Issued {
            certificate,
            key,
            above: None,
        }
    }

    pub(super) fn roots(&self) -> Roots {
        Roots::Pem(self.pem.clone().into())
    }

    fn store(&self) -> Arc<RootCertStore> {
        use rustls::pki_types::CertificateDer;
        use rustls::pki_types::pem::PemObject;

        let mut store = RootCertStore::empty();
        let der = CertificateDer::from_pem_slice(self.pem.as_bytes()).unwrap();
        store.add(der).unwrap();
        Arc::new(store)
    }
}

/// A server that shows this certificate, and wants one that `clients` vouches for.
pub(super) async fn server(shown: Issued, clients: Option<&Authority>) -> Server {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => builder.with_client_cert_verifier(
            WebPkiClientVerifier::builder_with_provider(authority.store(), provider())
                .build()
                .unwrap(),
        ),
    };
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(shown.key.serialize_der().into());
    let chain = [&shown.certificate].into_iter().chain(&shown.above);
    let config = builder
        .with_single_cert(chain.map(|it| it.der().clone()).collect(), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::start_with(Some(acceptor), [Step::json(r#"{"details": {}}"#)]).await
}

fn client_of(server: &Server, tls: Tls) -> Client {
    client_with(&server.endpoint, |config| config.tls = tls)
}

/// The one message for a connection that was not made.
async fn refusal(server: &Server, tls: Tls) -> String {
    let error = get_details(&client_of(server, tls)).await.unwrap_err();
    assert_eq!(
        (error.code(), error.attempts()),
        (Code::Unavailable, 1),
        "{error:?}"
    );
    assert!(server.requests().is_empty());
    error.user_text()
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_and_no_other() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let server = server(ours.issue("127.0.0.1", |_| {}), None).await;
    for roots in [Roots::System, theirs.roots()] {
        let tls = Tls {
            roots,
            ..Tls::default()
        };
        let text = refusal(&server, tls).await;
        assert!(text.contains("an authority that is not trusted"), "{text}");
        assert!(text.contains("`ca_cert_file`"), "{text}");
    }
    let tls = Tls {
        roots: ours.roots(),
        ..Tls::default()
    };
    get_details(&client_of(&server, tls)).await.unwrap();
}

#[tokio::test]
async fn each_fault_of_the_servers_certificate_is_told() {
    let authority = Authority::new();
    let expired = authority.issue("127.0.0.1", |params| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 2, 3);
    });
    let future = authority.issue("127.0.0.1", |params| {
        params.not_before = date_time_ymd(2100, 1, 1);
        params.not_after = date_time_ymd(2101, 1, 1);
    });
    let other = authority.issue("flyte.example.com", |_| {});
    for (shown, text, hint) in [
        (expired, "expired on Sun, 03 Feb 2002", "a new certificate"),
        (future, "is not valid yet", "the clock"),
        (other, "is for `flyte.example.com`", "in `endpoint` a name"),
    ] {
        let server = server(shown, None).await;
        let tls = Tls {
            roots: authority.roots(),
            ..Tls::default()
        };
        let told = refusal(&server, tls).await;
        assert!(told.contains(text) && told.contains(hint), "{told}");

        let anyone = Tls {
            verify: false,
            ..Tls::default()
        };
        get_details(&client_of(&server, anyone)).await.unwrap();
    }
}

#[tokio::test]
async fn a_certificate_of_ours_opens_the_door() {
    let (servers, clients) = (Authority::new(), Authority::new());
    let server = server(servers.issue("127.0.0.1", |_| {}), Some(&clients)).await;
    let with = |issued: Option<Issued>| Tls {
        roots: servers.roots(),
        client_certificate: issued.map(|issued| ClientCertificate {
            certificate_pem: issued.certificate.pem().into(),
            key_pem: issued.key.serialize_pem().into(),
        }),
        ..Tls::default()
    };
    let text = refusal(&server, with(None)).await;
    assert!(text.contains("wants a client certificate"), "{text}");
    assert!(text.contains("`client_cert_file`"), "{text}");

    let stranger = Authority::new().issue("client", |_| {});
    let text = refusal(&server, with(Some(stranger))).await;
    assert!(text.contains("refused the client certificate"), "{text}");

    let known = with(Some(clients.issue("client", |_| {})));
    get_details(&client_of(&server, known)).await.unwrap();
}

#[tokio::test]
async fn a_server_without_tls_is_told_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
    });
    let error = get_details(&client(&endpoint)).await.unwrap_err();
    let text = error.user_text();
    assert!(text.contains("the server does not speak TLS"), "{text}");
    assert!(text.contains("`insecure = true`"), "{text}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn old_versions_of_tls_are_not_spoken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // The alert `protocol_version`, as a server of TLS 1.0 sends it.
        stream
            .write_all(b"\x15\x03\x01\x00\x02\x02\x46")
            .await
            .unwrap();
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
    });
    let error = get_details(&client(&endpoint)).await.unwrap_err();
    let text = error.user_text();
    assert!(text.contains("must speak TLS 1.2 or 1.3"), "{text}");
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_can() {
    let authority = Authority::new();
    let shown = authority.issue("127.0.0.1", |_| {});
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(shown.key.serialize_der().into());
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![shown.certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream = acceptor.accept(stream).await.unwrap();
        stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec)
    });
    let client = client_with(&endpoint, |config| {
        config.tls.roots = authority.roots();
        config.max_retries = 0;
        config.request_timeout = Duration::from_secs(20);
    });
    let (spoken, _) = tokio::join!(server, get_details(&client));
    assert_eq!(spoken.unwrap().unwrap(), b"h2");
}

/// A certificate as `openssl req -x509` makes it: signed with its own key, and an authority's.
fn self_signed(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Issued {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Issued {
        certificate,
        key,
        above: None,
    }
}

fn trusting(pem: String) -> Tls {
    Tls {
        roots: Roots::Pem(pem.into()),
        ..Tls::default()
    }
}

#[tokio::test]
async fn the_very_certificate_that_is_named_is_taken_although_it_is_an_authoritys() {
    let shown = self_signed("127.0.0.1", |_| {});
    let pem = shown.certificate.pem();
    let server = server(shown, None).await;
    get_details(&client_of(&server, trusting(pem)))
        .await
        .unwrap();
}

#[tokio::test]
async fn another_certificate_of_an_authority_is_refused_with_what_to_do() {
    let shown = self_signed("127.0.0.1", |_| {});
    let other = self_signed("127.0.0.1", |_| {}).certificate.pem();
    let server_of_authority = server(shown, None).await;
    let text = refusal(&server_of_authority, trusting(other)).await;
    assert!(
        text.contains("the certificate of an authority as its own"),
        "{text}"
    );
    assert!(
        text.contains("Name that very certificate in `ca_cert_file`"),
        "{text}"
    );

    // Named, except for another host.
    let shown = self_signed("elsewhere.example.com", |_| {});
    let pem = shown.certificate.pem();
    let server = server(shown, None).await;
    let text = refusal(&server, trusting(pem)).await;
    assert!(text.contains("is for `elsewhere.example.com`"), "{text}");
}

#[tokio::test]
async fn what_is_no_authority_vouches_for_nobody() {
    let root = Authority::new();
    let mut params = CertificateParams::new(["middle".to_owned()]).unwrap();
    params.is_ca = IsCa::ExplicitNoCa;
    params.distinguished_name.push(DnType::CommonName, "middle");
    let key = KeyPair::generate().unwrap();
    let above = params.signed_by(&key, &root.issuer).unwrap();
    let middle = Authority {
        pem: above.pem(),
        issuer: Issuer::new(params, key),
    };
    let shown = Issued {
        above: Some(above),
        ..middle.issue("127.0.0.1", |_| {})
    };
    let server = server(shown, None).await;
    let text = refusal(&server, trusting(root.pem)).await;
    assert!(
        text.contains("something that is not an authority"),
        "{text}"
    );
}
