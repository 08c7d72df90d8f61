//! The command line of `flyte-mock`.

use std::net::SocketAddr;
use std::path::PathBuf;

use http::HeaderName;

use crate::{Auth, Fault, Options, Outcome, ProxyOptions, Throttle, Tls, duration};

/// The text of `--help`.
pub const HELP: &str = include_str!("help.txt");

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    /// Show [`HELP`].
    Help,
    /// Run a backend.
    Run(Box<Setup>),
}

/// A backend, and what there is beside it.
#[derive(Debug, Default)]
pub struct Setup {
    /// The backend.
    pub options: Options,
    /// Whether to print the key of each client.
    pub api_key: bool,
    /// Where the certificates go.
    pub tls: Option<PathBuf>,
    /// Further names of the backend's.
    pub hosts: Vec<String>,
    /// The proxy to go through.
    pub proxy: Option<ProxyOptions>,
}

/// The flags that take a value.
const VALUED: [&str; 22] = [
    "--listen",
    "--project",
    "--state",
    "--uploads",
    "--token",
    "--client",
    "--refresh-token",
    "--token-lifetime",
    "--auth-header",
    "--scope",
    "--audience",
    "--proxy-token",
    "--tls",
    "--host",
    "--proxy",
    "--proxy-login",
    "--proxy-refuse",
    "--latency",
    "--throttle",
    "--fail",
    "--fail-runs",
    "--seed",
];

/// Everything that was said, before it is held against each other.
#[derive(Debug, Default)]
struct Said {
    setup: Setup,
    auth: Auth,
    /// The last flag that makes sense only where somebody is kept out; with TLS; with a proxy.
    needs_client: Option<String>,
    needs_tls: Option<String>,
    needs_proxy: Option<String>,
    client_certificate: bool,
    scopes: Vec<String>,
    hosts: Vec<String>,
    proxy: ProxyOptions,
    proxied: bool,
}

/// Reads the arguments that follow the program's name.
///
/// # Errors
/// A text for the user when an argument is unknown, incomplete or malformed, or when one makes
/// sense only with another that is not there.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut said = Said::default();
    said.setup.options.projects.clear();
    said.setup.options.record = false;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let options = &mut said.setup.options;
        match argument.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--strict" => options.strict = true,
            "--without-reuse-policy" => options.reuse_policy = false,
            "--without-uploads" => options.uploads = false,
            "--without-data-proxy" => options.data_proxy = false,
            "--without-signing" => options.signing = false,
            "--without-secrets" => options.secrets = false,
            "--newest-settings" => options.newest_settings = true,
            "--without-apps" => options.apps = false,
            "--api-key" => said.setup.api_key = true,
            "--client-certificate" => {
                said.client_certificate = true;
                said.needs_tls = Some(argument);
            }
            _ => said.read_flag(argument, &mut arguments)?,
        }
    }
    said.settle().map(Box::new).map(Command::Run)
}

impl Said {
    /// Reads a flag that takes a value, either after `=` or as the next argument.
    fn read_flag(
        &mut self,
        argument: String,
        rest: &mut impl Iterator<Item = String>,
    ) -> Result<(), String> {
        let (flag, value) = match argument.split_once('=') {
            Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        if !VALUED.contains(&flag.as_str()) {
            return Err(format!("unknown argument `{flag}`; see --help"));
        }
        let value = value
            .or_else(|| rest.next())
            .ok_or_else(|| format!("`{flag}` needs a value; see --help"))?;
        self.apply(&flag, value)
            .map_err(|reason| format!("{flag}: {reason}"))
    }

    fn apply(&mut self, flag: &str, value: String) -> Result<(), String> {
        let options = &mut self.setup.options;
        match flag {
            "--listen" => options.listen = address(&value)?,
            "--project" => options.projects.push(value),
            "--state" => options.state = Some(PathBuf::from(value)),
            "--uploads" => options.upload_folder = Some(PathBuf::from(value)),
            "--latency" => options.latency = duration::parse(&value)?,
            "--throttle" => options.throttle = Some(Throttle::parse(&value)?),
            "--fail" => options.faults.push(Fault::parse(&value)?),
            "--fail-runs" => {
                let (task, text) = value
                    .split_once('=')
                    .ok_or_else(|| format!("`{value}` is not TASK=TEXT"))?;
                let outcome = Outcome::Fails(text.to_owned());
                options.outcomes.push((task.to_owned(), outcome));
            }
            "--seed" => {
                let seed = value.parse();
                options.seed = seed.map_err(|_| format!("`{value}` is not a whole number"))?;
            }
            "--tls" => self.setup.tls = Some(PathBuf::from(value)),
            "--host" => self.hosts.push(value),
            _ if flag.starts_with("--proxy") && flag != "--proxy-token" => {
                return self.apply_proxy(flag, value);
            }
            _ => return self.apply_auth(flag, value),
        }
        Ok(())
    }

    fn apply_auth(&mut self, flag: &str, value: String) -> Result<(), String> {
        let auth = &mut self.auth;
        if !matches!(
            flag,
            "--token" | "--client" | "--refresh-token" | "--proxy-token"
        ) {
            self.needs_client = Some(flag.to_owned());
        }
        match flag {
            "--token" => auth.tokens.push(value),
            "--client" => auth.clients.push(pair(&value, "ID:SECRET")?),
            "--refresh-token" => auth.refresh_tokens.push(value),
            "--token-lifetime" => auth.token_lifetime = duration::parse(&value)?,
            "--scope" => self.scopes.push(value),
            "--audience" => auth.audience = Some(value),
            "--proxy-token" => auth.proxy_token = Some(value),
            // What is left is the header.
            _ => {
                HeaderName::try_from(&value).map_err(|_| format!("`{value}` is no header"))?;
                auth.header = value.to_ascii_lowercase();
            }
        }
        Ok(())
    }

    fn apply_proxy(&mut self, flag: &str, value: String) -> Result<(), String> {
        match flag {
            "--proxy" => {
                self.proxied = true;
                self.proxy.listen = address(&value)?;
                return Ok(());
            }
            "--proxy-login" => self.proxy.login = Some(pair(&value, "USER:PASSWORD")?),
            _ => match value.parse() {
                Ok(status @ 400..=599) => self.proxy.refuse = Some(status),
                _ => return Err(format!("`{value}` is not a status from 400 to 599")),
            },
        }
        self.needs_proxy = Some(flag.to_owned());
        Ok(())
    }

    /// Holds the flags against each other.
    fn settle(mut self) -> Result<Setup, String> {
        let options = &mut self.setup.options;
        if options.projects.is_empty() {
            options.projects = Options::default().projects;
        }
        if self.setup.api_key && self.auth.clients.is_empty() {
            let client = ("flyte-mock".to_owned(), "s3cret".to_owned());
            self.auth.clients.push(client);
        }
        if !self.scopes.is_empty() {
            self.auth.scopes = self.scopes;
        }
        let guarded = !self.auth.admits_everybody();
        let tls = self.setup.tls.is_some();
        for (flag, there, missing) in [
            (
                self.needs_client,
                guarded,
                "--token`, `--client` or `--api-key",
            ),
            (self.needs_tls, tls, "--tls"),
            (self.needs_proxy, self.proxied, "--proxy"),
        ] {
            if let Some(flag) = flag.filter(|_| !there) {
                return Err(format!("`{flag}` needs `{missing}` as well; see --help"));
            }
        }
        if guarded {
            options.auth = Some(self.auth);
        }
        if tls {
            let mut tls = Tls::default();
            tls.names.extend(self.hosts.iter().cloned());
            tls.client_certificate = self.client_certificate;
            options.tls = Some(tls);
        }
        if self.proxied {
            self.setup.proxy = Some(self.proxy);
        }
        self.setup.hosts = self.hosts;
        Ok(self.setup)
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not an address such as `127.0.0.1:8090`"))
}

/// Two texts with a colon between them; the second may have more colons.
fn pair(text: &str, form: &str) -> Result<(String, String), String> {
    let parts = text.split_once(':');
    // The text may hold a secret, so it is not repeated.
    let (one, other) = parts.ok_or_else(|| format!("the value is not `{form}`"))?;
    Ok((one.to_owned(), other.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_take_their_value_with_a_space_or_an_equals_sign() {
        let line = "--listen 127.0.0.1:81 --project=a --project b --state /x --latency=20ms \
                    --fail A=hang:1 --fail=B=502 --strict --without-reuse-policy --uploads /u \
                    --without-data-proxy --without-signing --without-secrets --without-apps --newest-settings";
        let Ok(Command::Run(setup)) = run(line) else {
            panic!("{line} was refused");
        };
        let options = setup.options;
        assert_eq!(options.listen.port(), 81);
        assert_eq!(options.projects, ["a", "b"]);
        assert_eq!(options.state, Some(PathBuf::from("/x")));
        assert_eq!(options.latency.as_millis(), 20);
        assert_eq!(options.faults.len(), 2);
        assert!(options.strict && !options.reuse_policy);
        assert_eq!(options.upload_folder, Some(PathBuf::from("/u")));
        assert!(!options.data_proxy && !options.signing && options.uploads);
        assert!(!options.secrets && !options.apps && options.newest_settings);
    }

    #[test]
    fn no_arguments_mean_the_defaults() {
        let Ok(Command::Run(setup)) = run("") else {
            panic!("nothing was refused");
        };
        let options = setup.options;
        assert!(options.auth.is_none() && options.tls.is_none() && setup.proxy.is_none());
        assert_eq!(options.projects, ["flytesnacks"]);
        assert!(!options.strict && options.reuse_policy);
        assert!(options.data_proxy && options.signing && options.upload_folder.is_none());
        assert!(options.secrets && options.apps && !options.newest_settings);
        assert!(matches!(run("--state x --help"), Ok(Command::Help)));
    }

    #[test]
    fn who_may_call_and_by_which_way() {
        let line = "--token t --client a:b:c --api-key --token-lifetime 2s --auth-header X-Flyte \
                    --scope s --audience u --tls /tmp/x --client-certificate --host h \
                    --proxy 127.0.0.1:0 --proxy-login u:p --proxy-refuse 403 --throttle 5:bare \
                    --proxy-token q --refresh-token r --seed 3";
        let Ok(Command::Run(setup)) = run(line) else {
            panic!("{line} was refused");
        };
        let auth = setup.options.auth.unwrap();
        assert_eq!(auth.tokens, ["t"]);
        assert_eq!(auth.clients, [("a".to_owned(), "b:c".to_owned())]);
        assert_eq!(auth.header, "x-flyte");
        assert_eq!(
            (auth.scopes, auth.audience),
            (vec!["s".to_owned()], Some("u".to_owned()))
        );
        assert_eq!(auth.proxy_token.as_deref(), Some("q"));
        assert_eq!(auth.refresh_tokens, ["r"]);
        let tls = setup.options.tls.unwrap();
        assert!(tls.client_certificate && tls.names.contains(&"h".to_owned()));
        let proxy = setup.proxy.unwrap();
        assert_eq!(proxy.refuse, Some(403));
        assert_eq!(proxy.login, Some(("u".to_owned(), "p".to_owned())));
        assert!(setup.options.throttle.unwrap().bare);
        assert_eq!(setup.options.seed, 3);
    }

    #[test]
    fn mistakes_are_told() {
        for (line, expected) in [
            ("--port 1", "unknown argument `--port`"),
            ("x", "unknown argument `x`"),
            ("--state", "`--state` needs a value"),
            ("--listen 80", "--listen: `80` is not an address"),
            ("--latency 20", "--latency: `20` needs the unit"),
            ("--fail A", "--fail: `A` is not `METHOD=KIND"),
            ("--client secret", "--client: the value is not `ID:SECRET`"),
            (
                "--client-certificate",
                "`--client-certificate` needs `--tls`",
            ),
            (
                "--audience a",
                "`--audience` needs `--token`, `--client` or",
            ),
            ("--proxy-login a:b", "`--proxy-login` needs `--proxy`"),
            (
                "--auth-header a:b --token t",
                "--auth-header: `a:b` is no header",
            ),
        ] {
            let error = run(line).unwrap_err();
            assert!(error.contains(expected), "{line}: {error}");
        }
    }
}
