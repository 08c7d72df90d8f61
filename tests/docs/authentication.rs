//! The guide on signing in: every example in it creates an environment, with real Terraform, in a
//! Flyte that lets nobody in but by the way that the section is about.
//!
//! The examples are taken as they stand. Their host is one that only a proxy knows, which leads to
//! the mock, and the mock's certificate is from a private authority; what the text around an
//! example tells a reader to have, files and programs, is in the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::{fs, thread};

use environment::{Environment as _, ProcessEnvironment};
use flyte_mock::{Auth, Mock, Options, Proxy, ProxyOptions, Tls};
use tempfile::TempDir;
use terraform_framework::Provider as _;
use terraform_provider_flyte::Flyte;
use test_support::chosen;
use test_support::terraform::Terraform;

use crate::markdown::{self, Fence};
use crate::project;

const GUIDE: &str = "docs/guides/authentication.md";
/// The host of the examples.
const HOST: &str = "flyte.example.com";
/// What the table calls the ways of signing in.
const WAYS: &str = "Signing in to Flyte";
/// The section about what lies between a client and Flyte.
const NETWORK: &str = "Certificates and proxies";

/// What a reader is told to have beside the configuration.
const PROGRAMS: [(&str, &str); 3] = [
    (
        "mint-token",
        "[ \"$*\" = '--audience flyte' ] && echo the-token",
    ),
    ("mint-proxy-token", "echo the-proxy-token"),
    (
        "secret-tool",
        "[ \"$*\" = 'lookup service flyte.example.com username tokens' ] &&\n\
         echo '{\"access_token\": \"the-token\", \"refresh_token\": null}'",
    ),
];

/// Who may call, by the section's title.
fn auth(section: &str) -> Option<Auth> {
    let client = || Auth::client("terraform", "s e/c:r+");
    Some(match section {
        "API key" => Auth::client("terraform", "s3cret"),
        "Client credentials" => Auth {
            header: "flyte-authorization".to_owned(),
            audience: Some("flyte".to_owned()),
            ..client()
        },
        "Command for a proxy" => Auth {
            proxy_token: Some("the-proxy-token".to_owned()),
            ..client()
        },
        "Nobody" => return None,
        _ => Auth::token("the-token"),
    })
}

/// The sections of the guide, with their examples.
fn sections() -> BTreeMap<String, Vec<Fence>> {
    let guide = project::read(GUIDE);
    let mut sections = BTreeMap::new();
    for text in guide.split("\n## ").skip(1) {
        let (title, text) = text.split_once('\n').unwrap();
        sections.insert(title.to_owned(), markdown::fences(text));
    }
    sections
}

#[test]
fn every_example_signs_in() {
    let mut tried = BTreeSet::new();
    thread::scope(|scope| {
        for (title, fences) in sections() {
            if fences.is_empty() {
                continue;
            }
            tried.insert(title.clone());
            scope.spawn(move || {
                for fence in &fences {
                    Trial::new(&title, fence).run();
                }
            });
        }
    });
    let ways = ways();
    let named = ways.iter().map(|row| title(&row[0]));
    let named: BTreeSet<_> = named.chain([NETWORK.to_owned()]).collect();
    assert_eq!(
        tried, named,
        "a way of the table and a section with examples"
    );
}

#[test]
fn the_tables_name_what_there_is() {
    let schema = Flyte::new(Arc::new(BTreeMap::new())).schema();
    let attributes: BTreeSet<_> = schema.block.members().map(|(name, _)| name).collect();
    let names: Vec<_> = Flyte::settings().collect();
    let variables: BTreeSet<_> = names.iter().flat_map(|it| it.variables).copied().collect();
    let keys: BTreeSet<_> = names.iter().filter_map(|it| it.key).collect();
    let guide = project::read(GUIDE);
    for row in ways().into_iter().chain(markdown::table(&guide, NETWORK)) {
        for (column, known) in [(1, &attributes), (2, &variables), (3, &keys)] {
            for name in markdown::code_spans(&row[column]) {
                let ours = known.contains(name);
                let everybodys = ["SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY"].contains(&name);
                assert!(ours || everybodys, "there is no `{name}`");
            }
        }
    }
}

fn ways() -> Vec<Vec<String>> {
    markdown::table(&project::read(GUIDE), WAYS)
}

/// The title that a cell links to.
fn title(cell: &str) -> String {
    let linked = cell
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    linked.expect("the way is a link").0.to_owned()
}

/// One example, and a Flyte to sign in to.
struct Trial<'a> {
    origin: String,
    fence: &'a Fence,
    network: bool,
    folder: TempDir,
    mock: Mock,
    proxy: Proxy,
    variables: BTreeMap<String, String>,
}

impl<'a> Trial<'a> {
    fn new(title: &str, fence: &'a Fence) -> Self {
        let network = title == NETWORK;
        let auth = auth(title);
        let key = auth.as_ref().and_then(|auth| auth.api_keys(HOST).pop());
        let mut tls = Tls::default();
        tls.names.push(HOST.to_owned());
        tls.client_certificate = network && fence.language == "terraform";
        let mock = Mock::start(Options {
            auth,
            tls: Some(tls),
            ..Options::default()
        })
        .unwrap();
        let proxy = Proxy::start(ProxyOptions {
            hosts: vec![(HOST.to_owned(), mock.address())],
            ..ProxyOptions::default()
        })
        .unwrap();
        let folder = TempDir::new().unwrap();
        mock.certificates()
            .unwrap()
            .write(&folder.path().join("tls"))
            .unwrap();
        let trial = Self {
            origin: format!("{title}, `{}`", fence.language),
            fence,
            network,
            folder,
            mock,
            proxy,
            variables: BTreeMap::new(),
        };
        trial.equip(&key.unwrap_or_default())
    }

    /// Puts what a reader has into the folder and the environment.
    fn equip(mut self, key: &str) -> Self {
        self.file("token", "the-token\n");
        self.file("client-secret", "s e/c:r+\n");
        self.file("api-key", key);
        for (name, script) in PROGRAMS {
            let path = self.file(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let bin = self.folder.path().join("bin");
        let path = ProcessEnvironment.get("PATH").unwrap_or_default();
        self.set("PATH", &format!("{}:{path}", bin.display()));
        self.set("TF_VAR_flyte_token", "the-token");
        self.set("TF_VAR_flyte_api_key", key);
        self.set("TF_VAR_proxy_url", &self.proxy.url());
        let is_file = self.fence.language == "yaml";
        if !self.network || is_file {
            self.set("HTTPS_PROXY", &self.proxy.url());
        }
        if !self.network {
            let authority = self.folder.path().join("tls/ca.pem");
            self.set("SSL_CERT_FILE", authority.to_str().unwrap());
        }
        self
    }

    fn file(&self, path: &str, text: &str) -> std::path::PathBuf {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    fn run(mut self) {
        let mut configuration = String::new();
        match self.fence.language.as_str() {
            "terraform" => configuration.clone_from(&self.fence.text),
            "yaml" => {
                self.file(".flyte/config.yaml", &self.fence.text);
                self.set("UCTL_CONFIG", ".flyte/config.yaml");
            }
            _ => self.export(),
        }
        for name in ["flyte_token", "flyte_api_key", "proxy_url"] {
            if !configuration.contains(&format!("variable \"{name}\"")) {
                configuration += &format!("variable \"{name}\" {{}}\n");
            }
        }
        configuration += "terraform {\n  required_providers {\n    \
                          flyte = { source = \"flyte-iac/flyte\" }\n  }\n}\n\
                          resource \"flyte_task_environment\" \"it\" {\n  name = \"fast_env\"\n  \
                          project = \"flytesnacks\"\n  domain = \"development\"\n}\n";
        self.file("main.tf", &configuration);
        self.terraform(&["apply", "-auto-approve"]);
        self.terraform(&["plan", "-detailed-exitcode"]);
        let versions = self.mock.versions("flytesnacks", "development", "fast_env");
        assert_eq!(versions.len(), 1, "{}", self.origin);
        let target = format!("{HOST}:443");
        let tunnels = self.proxy.tunnels();
        assert!(!tunnels.is_empty(), "{}", self.origin);
        assert!(tunnels.iter().all(|tunnel| tunnel.target == target));
    }

    /// Runs the commands of the example and takes over what they export.
    fn export(&mut self) {
        let script = format!("{}\nenv -0", self.fence.text);
        let run = Command::new("sh")
            .args(["-euc", &script])
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", self.origin);
        let text = String::from_utf8(run.stdout).unwrap();
        let exported = text.split('\0').filter_map(|entry| entry.split_once('='));
        for (name, value) in exported.filter(|(name, _)| name.starts_with("FLYTE_")) {
            self.set(name, value);
        }
    }

    fn terraform(&self, arguments: &[&str]) {
        let provider = Path::new(env!("CARGO_BIN_EXE_terraform-provider-flyte"));
        let terraform = Terraform::with_provider(chosen::terraform(), provider.parent().unwrap());
        let run = terraform
            .command(self.folder.path(), arguments)
            .args(["-no-color", "-input=false"])
            .env("TF_DATA_DIR", self.folder.path().join(".terraform"))
            .envs(&self.variables)
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "{}\n{}{}",
            self.origin,
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        );
    }
}
