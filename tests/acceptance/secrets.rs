//! No secret leaves the provider except for the issuer and Flyte: canaries are planted in every
//! setting that holds one, calls fail in every way that could repeat them, and all that Terraform
//! and the provider leave behind is searched.
//!
//! Searched are what Terraform prints, the log at TRACE of Terraform and provider, state, backups,
//! plan and lock files, packed and unpacked, temporary files, what helper programs were called
//! with, and the command lines of all processes while a call is under way.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use flyte_mock::{Auth, Code, Fault, FaultKind, OAuthError, Options, Proxy, ProxyOptions, Tls};
use serde_json::json;

use crate::harness::canary::Canaries;
use crate::harness::process::wait_until;
use crate::harness::run::Run;
use crate::harness::secured::{HOST, Secured};

const ID: &str = "terraform";

/// What is in the folder because a test has put it there.
const INPUTS: [&str; 5] = ["bin", "tls", "secret", ".flyte", "settings.tfrc"];

/// A backend, a configuration with canaries, and the search for them.
struct Trial {
    canaries: Canaries,
    secured: Secured,
    proxy: Proxy,
    lines: String,
}

impl Trial {
    /// With a login for the proxy and a private key, which are secrets as well.
    fn new(auth: Auth, mut canaries: Canaries) -> Self {
        let password = canaries.plant("proxy");
        let tls = Tls {
            client_certificate: true,
            ..Tls::default()
        };
        let secured = Secured::with(Options {
            auth: Some(auth),
            tls: Some(tls),
            ..Options::default()
        });
        let certificates = secured.mock.certificates().unwrap();
        for line in certificates.client_key.lines() {
            if !line.starts_with("-----") {
                canaries.watch(line);
            }
        }
        let proxy = secured.proxy(ProxyOptions {
            login: Some(("me".to_owned(), password.clone())),
            ..ProxyOptions::default()
        });
        let encoded = password.replace('/', "%2F").replace('+', "%2B");
        let url = proxy
            .url()
            .replace("http://", &format!("http://me:{encoded}@"));
        let key = certificates.client_key.clone();
        let mut trial = Self {
            canaries,
            secured,
            proxy,
            lines: String::new(),
        };
        let folder = trial.folder();
        fs::create_dir(folder.join("tmp")).unwrap();
        for (name, value) in [
            ("TF_LOG", "TRACE"),
            ("TF_LOG_PATH", folder.join("trace.log").to_str().unwrap()),
            ("TMPDIR", folder.join("tmp").to_str().unwrap()),
        ] {
            trial.secured.workspace.variable(name, value);
        }
        trial.attribute("proxy_url", &url);
        trial.attribute("client_key_pem", &key);
        trial.line("client_cert_file = \"tls/client.pem\"");
        trial
    }

    fn folder(&self) -> PathBuf {
        self.secured.workspace.path().to_owned()
    }

    fn line(&mut self, line: &str) {
        self.lines += &format!("\n  {line}");
    }

    /// Gives a secret as an attribute, by an ephemeral variable: any other one would be in the plan
    /// by Terraform's own doing.
    fn attribute(&mut self, name: &str, value: &str) {
        self.line(&format!("{name} = var.{name}"));
        let declared = format!("variable {name:?} {{\n  ephemeral = true\n}}\n");
        let workspace = &mut self.secured.workspace;
        workspace.file(&format!("variable_{name}.tf"), &declared);
        workspace.variable(&format!("TF_VAR_{name}"), value);
    }

    fn variable(&mut self, name: &str, value: &str) {
        self.secured.workspace.variable(name, value);
    }

    /// A program that does this, and notes what it was called with.
    fn program(&mut self, name: &str, script: &str) {
        let workspace = &mut self.secured.workspace;
        let path = format!("bin/{name}");
        let text = format!(
            "#!/bin/sh\necho \"$0 $*\" >> {:?}\n{script}\n",
            workspace.path().join("calls")
        );
        workspace.file(&path, &text);
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(workspace.path().join(path), executable).unwrap();
        let bin = workspace.path().join("bin");
        workspace.before_path(&bin);
    }

    /// So many environments, and calls that are made once.
    fn configure(&self, environments: usize) {
        let lines = format!("max_retries = 0\n  request_timeout = 3{}", self.lines);
        self.secured.at(&format!("https://{HOST}"), &lines);
        self.secured.workspace.write(&format!(
            "resource \"flyte_task_environment\" \"it\" {{\n  count = {environments}\n  \
             name = \"env_${{count.index}}\"\n}}\n"
        ));
    }

    #[track_caller]
    fn search(&mut self, run: &Run) {
        let mock = &self.secured.mock;
        let sent: BTreeSet<_> = mock
            .requests()
            .iter()
            .filter_map(|it| {
                Some(
                    it.header("authorization")?
                        .strip_prefix("Bearer ")?
                        .to_owned(),
                )
            })
            .collect();
        sent.iter().for_each(|token| self.canaries.watch(token));
        self.canaries
            .assert_absent("standard output", run.stdout.as_bytes());
        self.canaries
            .assert_absent("standard error", run.stderr.as_bytes());
        self.canaries.assert_absent_below(&self.folder(), &INPUTS);
    }

    /// Everything that can go wrong goes wrong, and then all is well.
    fn run(mut self) {
        self.configure(1);
        for fault in [
            Fault::new("*", u32::MAX, FaultKind::Echo),
            Fault::new("token", u32::MAX, FaultKind::Echo),
            Fault::new(
                "token",
                u32::MAX,
                FaultKind::OAuth(OAuthError::InvalidClient),
            ),
            Fault::new("*", u32::MAX, connect(Code::Unauthenticated)),
            Fault::new("*", u32::MAX, FaultKind::ResetBefore),
        ] {
            self.secured.mock.clear_requests();
            self.secured.mock.fail(fault);
            let run = self.secured.workspace.try_apply(&[]);
            self.secured.mock.clear_faults();
            self.search(&run);
        }

        self.secured.mock.clear_requests();
        self.secured
            .mock
            .fail(Fault::new("*", u32::MAX, FaultKind::Hang));
        let running = self.secured.workspace.start_apply();
        wait_until("a call hangs", || !self.secured.mock.requests().is_empty());
        self.canaries.assert_absent_from_command_lines();
        running.interrupt();
        let run = running.wait();
        self.secured.mock.clear_faults();
        assert_eq!(run.code, Some(1), "{}", run.report());
        self.search(&run);

        let faults = [
            FaultKind::Echo,
            FaultKind::HtmlPage,
            FaultKind::Broken,
            FaultKind::Truncated,
            FaultKind::WrongContentType,
            FaultKind::Status(502),
            connect(Code::PermissionDenied),
        ];
        self.configure(faults.len());
        for fault in faults {
            self.secured.mock.fail(Fault::new("DeployTask", 1, fault));
        }
        let run = self.secured.workspace.try_apply(&[]);
        self.secured.mock.clear_faults();
        assert_eq!(run.code, Some(1), "{}", run.report());
        self.search(&run);

        let run = self.secured.workspace.try_plan(&[]);
        assert_eq!(run.code, Some(2), "{}", run.report());
        self.search(&run);
        let run = self.secured.workspace.apply();
        self.search(&run);
        assert!(
            self.proxy
                .tunnels()
                .iter()
                .any(|tunnel| tunnel.status == 200)
        );
        let log = fs::read_to_string(self.folder().join("trace.log")).unwrap();
        assert!(log.contains("DeployTask"), "the log tells of calls");
    }
}

fn connect(code: Code) -> FaultKind {
    FaultKind::Connect {
        code,
        retry_after: None,
    }
}

#[test]
fn a_token_as_an_attribute() {
    let mut canaries = Canaries::default();
    let token = canaries.plant("token");
    let mut trial = Trial::new(Auth::token(&token), canaries);
    trial.attribute("token", &token);
    trial.run();
}

#[test]
fn a_token_as_a_variable_and_one_for_a_proxy() {
    let mut canaries = Canaries::default();
    let token = canaries.plant("token");
    let second = canaries.plant("second");
    let auth = Auth {
        proxy_token: Some(second.clone()),
        ..Auth::token(&token)
    };
    let mut trial = Trial::new(auth, canaries);
    trial.variable("FLYTE_AUTH_TOKEN", &token);
    trial.program("mint-proxy-token", &format!("echo '{second}'"));
    trial.line("proxy_command = [\"mint-proxy-token\"]");
    trial.run();
}

#[test]
fn an_api_key() {
    let mut canaries = Canaries::default();
    let secret = canaries.plant("key");
    let auth = Auth::client(ID, &secret);
    let key = auth.api_keys(HOST).remove(0);
    canaries.watch(&key);
    let mut trial = Trial::new(auth, canaries);
    trial.variable("FLYTE_API_KEY", &key);
    trial.run();
}

#[test]
fn a_client_secret_as_an_attribute() {
    let mut canaries = Canaries::default();
    let secret = canaries.plant("secret");
    let mut trial = Trial::new(Auth::client(ID, &secret), canaries);
    trial.line(&format!("client_id = {ID:?}"));
    trial.attribute("client_secret", &secret);
    trial.run();
}

#[test]
fn a_client_secret_in_files() {
    let mut canaries = Canaries::default();
    let secret = canaries.plant("secret");
    let mut trial = Trial::new(Auth::client(ID, &secret), canaries);
    trial.line("config_file = \".flyte/config.yaml\"");
    let admin = json!({"clientId": ID, "clientSecretLocation": "secret"});
    let workspace = &mut trial.secured.workspace;
    workspace.leave_home();
    workspace.file(".flyte/config.yaml", &json!({ "admin": admin }).to_string());
    workspace.file("secret", &format!("{secret}\n"));
    trial.run();
}

#[test]
fn what_a_command_prints() {
    let mut canaries = Canaries::default();
    let token = canaries.plant("command");
    let mut trial = Trial::new(Auth::token(&token), canaries);
    // It complains aloud, with the secret in it, as careless programs do.
    trial.program(
        "mint-token",
        &format!("echo 'made {token}' >&2; echo '{token}'"),
    );
    trial.line("command = [\"mint-token\"]");
    trial.run();
}

#[test]
fn a_command_that_fails_after_it_has_printed() {
    let mut canaries = Canaries::default();
    let token = canaries.plant("command");
    let mut trial = Trial::new(Auth::token(&token), canaries);
    trial.program("mint-token", &format!("echo '{token}'; exit 3"));
    trial.line("command = [\"mint-token\"]");
    trial.configure(1);
    let run = trial.secured.workspace.try_apply(&[]);
    assert_eq!(run.code, Some(1));
    trial.search(&run);
}

#[test]
fn a_stored_login() {
    let mut canaries = Canaries::default();
    let token = canaries.plant("access");
    let refresh = canaries.plant("refresh");
    let auth = Auth {
        refresh_tokens: vec![refresh.clone()],
        ..Auth::default()
    };
    let mut trial = Trial::new(auth, canaries);
    trial.program(
        "secret-tool",
        "cd \"${0%/*}\" && case $1 in\nlookup) cat login ;;\nstore) cat > login ;;\nesac",
    );
    let login = json!({"access_token": token, "refresh_token": refresh});
    trial
        .secured
        .workspace
        .file("bin/login", &login.to_string());
    trial.run();
}
