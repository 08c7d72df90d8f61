//! Plays Terraform core towards one provider process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, PKCS_ECDSA_P521_SHA512};
use rustls::client::ResolvesClientCert;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tempfile::TempDir;
use terraform_proto::plugin::Empty;
use terraform_proto::plugin::grpc_controller_client::GrpcControllerClient;
use terraform_proto::tfplugin6::provider_client::ProviderClient;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::connect::{Connection, origin};

/// What Terraform sets so that a plugin knows who started it.
const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// When to give up on something that should have happened: for failing tests only.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a provider process is to be started.
#[derive(Debug)]
pub(crate) struct Launch {
    command: Command,
    /// Lines of standard output that are not the provider's.
    preamble: usize,
    temporary: TempDir,
    identity: ClientIdentity,
}

impl Launch {
    /// As Terraform 1.15.5 starts it: with AutoMTLS and the versions 5 and 6.
    pub(crate) fn new() -> Self {
        Self::program(env!("CARGO_BIN_EXE_terraform-provider-flyte").as_ref())
    }

    /// A provider that is an ignored test of this executable.
    pub(crate) fn test(name: &str) -> Self {
        let mut launch = Self::program(&std::env::current_exe().unwrap());
        launch.run_test(name);
        launch
    }

    fn run_test(&mut self, name: &str) {
        // With one thread the test's name would come before what the test prints.
        self.command
            .args(["--exact", name, "--ignored", "--nocapture"])
            .args(["--test-threads", "2"]);
        // An empty line and "running 1 test".
        self.preamble = 2;
    }

    /// The same, started by a shell, which is what then has the process id.
    pub(crate) fn test_in_a_shell(name: &str) -> Self {
        let mut launch = Self::program("sh".as_ref());
        let script = "\"$0\" \"$@\" & wait";
        launch.command.args(["-c", script]);
        launch.command.arg(std::env::current_exe().unwrap());
        launch.run_test(name);
        launch
    }

    fn program(path: &Path) -> Self {
        let identity = ClientIdentity::generate();
        let temporary = TempDir::new().unwrap();
        let mut command = Command::new(path);
        command
            .env_clear()
            .env("TMPDIR", temporary.path())
            .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
            .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
            .env("PLUGIN_CLIENT_CERT", &identity.pem)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self {
            command,
            preamble: 0,
            temporary,
            identity,
        }
    }

    /// As a shell starts it.
    pub(crate) fn by_hand() -> Self {
        let mut launch = Self::new();
        for name in [
            "TF_PLUGIN_MAGIC_COOKIE",
            "PLUGIN_PROTOCOL_VERSIONS",
            "PLUGIN_CLIENT_CERT",
        ] {
            launch.command.env_remove(name);
        }
        launch
    }

    /// With the variable `name` set to `value`.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this folder.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// With one more argument.
    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// Runs it to its end, without connecting.
    pub(crate) async fn output(mut self) -> Output {
        timeout(PATIENCE, self.command.output())
            .await
            .expect("the process ends by itself")
            .unwrap()
    }

    /// Starts it and reads the first line that it prints.
    pub(crate) async fn start(mut self) -> Host {
        let mut process = self.command.spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        for _ in 0..=self.preamble {
            line.clear();
            timeout(PATIENCE, stdout.read_line(&mut line))
                .await
                .expect("a line comes soon")
                .unwrap();
        }
        assert!(line.ends_with('\n'), "the first line is whole: {line:?}");
        Host {
            process,
            first_line: line.trim_end().to_owned(),
            stdout: tokio::spawn(async move { rest(&mut stdout).await }),
            stderr: tokio::spawn(async move { rest(&mut stderr).await }),
            temporary: self.temporary,
            identity: self.identity,
        }
    }
}

async fn rest(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// Terraform core, with its provider running.
#[derive(Debug)]
pub(crate) struct Host {
    process: Child,
    /// The first line that the process printed, without its end.
    pub(crate) first_line: String,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
    temporary: TempDir,
    /// What the host proves itself with.
    pub(crate) identity: ClientIdentity,
}

impl Host {
    /// Starts the provider as Terraform does.
    pub(crate) async fn start() -> Self {
        Launch::new().start().await
    }

    /// The fields of the handshake line.
    pub(crate) fn handshake(&self) -> Vec<&str> {
        self.first_line.split('|').collect()
    }

    /// The path of the socket, from the handshake line.
    pub(crate) fn socket(&self) -> &str {
        self.handshake()[3]
    }

    /// The certificate of the provider, from the handshake line.
    pub(crate) fn server_certificate(&self) -> CertificateDer<'static> {
        STANDARD_NO_PAD.decode(self.handshake()[5]).unwrap().into()
    }

    /// The connection that Terraform makes.
    pub(crate) async fn connect(&self) -> Connection {
        let tls = self.tls(&rustls::version::TLS13, self.identity.certified());
        Connection::open(self.socket(), Some(Arc::new(tls)))
            .await
            .unwrap()
    }

    /// A client of the provider on a connection of its own.
    pub(crate) async fn client(&self) -> ProviderClient<Connection> {
        self.connect().await.provider()
    }

    /// A TLS configuration that trusts the provider and offers HTTP/2.
    pub(crate) fn tls(
        &self,
        version: &'static SupportedProtocolVersion,
        client: Option<CertifiedKey>,
    ) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(self.server_certificate()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match client {
            None => config.with_no_client_auth(),
            Some(client) => {
                let resolver: Arc<dyn ResolvesClientCert> =
                    Arc::new(SingleCertAndKey::from(client));
                config.with_client_cert_resolver(resolver)
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        config
    }

    /// What Terraform calls at the end of each phase.
    pub(crate) async fn shut_down(&self, connection: &Connection) {
        GrpcControllerClient::with_origin(connection.clone(), origin())
            .shutdown(Empty {})
            .await
            .unwrap();
    }

    /// Sends a signal, by its name without `SIG`.
    pub(crate) async fn signal(&self, name: &str) {
        let process = self.process.id().expect("the process still runs");
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -s {name} {process}")])
            .status()
            .await
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for the end of the process.
    pub(crate) async fn end(mut self) -> Ended {
        let status = timeout(PATIENCE, self.process.wait())
            .await
            .expect("the process ends")
            .unwrap();
        Ended {
            status,
            stdout: self.stdout.await.unwrap(),
            stderr: self.stderr.await.unwrap(),
            left_behind: fs::read_dir(self.temporary.path())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect(),
        }
    }
}

/// A provider process that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// What it printed after the first line.
    pub(crate) stdout: String,
    /// What it logged.
    pub(crate) stderr: String,
    /// What is still in its temporary folder.
    pub(crate) left_behind: Vec<PathBuf>,
}

impl Ended {
    /// Fails unless it ended as it should: exit code 0, nothing left, nothing more printed.
    #[track_caller]
    pub(crate) fn assert_clean(&self) {
        assert!(self.status.success(), "{self:?}");
        assert!(self.left_behind.is_empty(), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
    }
}

/// A certificate as go-plugin makes it for AutoMTLS: P-521, signed by itself, an authority.
#[derive(Debug)]
pub(crate) struct ClientIdentity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    pem: String,
}

impl ClientIdentity {
    /// A new one; all of them have the same subject.
    pub(crate) fn generate() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params
            .distinguished_name
            .push(DnType::OrganizationName, "HashiCorp");
        params
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        }
    }

    /// The certificate with its key.
    pub(crate) fn certified(&self) -> Option<CertifiedKey> {
        Some(self.with_key_of(self))
    }

    /// The certificate with the key of another, as a thief would have to present it.
    pub(crate) fn with_key_of(&self, other: &Self) -> CertifiedKey {
        let key = aws_lc_rs::sign::any_supported_type(&other.key).unwrap();
        CertifiedKey::new(vec![self.certificate.clone()], key)
    }
}
