//! What goes wrong on the way to Flyte, one kind after the other, in the middle of applies: the
//! backend, the proxy and the issuer of tokens go away and come back, answers are lost, calls are
//! throttled, the provider and Terraform are killed.
//!
//! After each round everything is as it was asked for, each change was deployed once, no process and
//! no file is left. A round goes through every kind; `make outages` goes on for an hour.
//!
//! What an object of the state had for itself goes with a provider that is killed, its owner id too.
//! It takes hold again with its next deploy, also if that ends in the next kill.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use environment::{Environment as _, ProcessEnvironment};
use flyte_mock::{Auth, Code, Fault, FaultKind, Options, Proxy, ProxyOptions};

use crate::harness::backend::live;
use crate::harness::process::{Process, is_running, try_kill, wait_until};
use crate::harness::secured::{HOST, Secured};

/// How many environments there are.
const ALL: usize = 24;

/// How long something is away. The provider waits for longer, and less than 30 s between two looks.
const AWAY: Duration = Duration::from_secs(3);

/// What goes wrong in one apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outage {
    Backend,
    Proxy,
    LostAnswers,
    Throttle,
    SlowIssuer,
    NoIssuer,
    Provider,
    Terraform,
}

const OUTAGES: [Outage; 8] = [
    Outage::Backend,
    Outage::Proxy,
    Outage::LostAnswers,
    Outage::Throttle,
    Outage::SlowIssuer,
    Outage::NoIssuer,
    Outage::Provider,
    Outage::Terraform,
];

impl Outage {
    /// Whether the apply is expected to end well all the same.
    fn is_outlived(self) -> bool {
        !matches!(self, Self::Provider | Self::Terraform)
    }
}

struct World {
    secured: Secured,
    proxy: Option<Proxy>,
    proxy_options: ProxyOptions,
    /// Where the processes of each apply put what they need for a while.
    temporary: PathBuf,
    round: usize,
}

impl World {
    fn new() -> Self {
        let mut secured = Secured::with(Options {
            latency: Duration::from_millis(20),
            auth: Some(Auth {
                token_lifetime: Duration::from_secs(4),
                ..Auth::client("terraform", "s3cret")
            }),
            ..Options::default()
        });
        let proxy = secured.proxy(ProxyOptions::default());
        let address = proxy.url().trim_start_matches("http://").to_owned();
        let proxy_options = ProxyOptions {
            listen: address.parse().unwrap(),
            hosts: vec![(HOST.to_owned(), secured.mock.address())],
            ..ProxyOptions::default()
        };
        secured.at(
            &format!("https://{HOST}"),
            &format!(
                "client_id = \"terraform\"\n  client_secret = \"s3cret\"\n  proxy_url = {:?}",
                proxy.url()
            ),
        );
        secured.workspace.note_providers();
        let temporary = secured.workspace.path().join("tmp");
        fs::create_dir(&temporary).unwrap();
        secured
            .workspace
            .variable("TMPDIR", temporary.to_str().unwrap());
        Self {
            secured,
            proxy: Some(proxy),
            proxy_options,
            temporary,
            round: 0,
        }
    }

    fn write(&self) {
        self.secured.workspace.write(&format!(
            "resource \"flyte_task_environment\" \"it\" {{\n  count = {ALL}\n  \
             name = \"env_${{count.index}}\"\n  description = \"round {}\"\n  reusable {{}}\n  \
             image = \"app:1\"\n}}\n",
            self.round
        ));
    }

    /// How many versions of each environment there are.
    fn versions(&self) -> Vec<usize> {
        let name = |number| format!("env_{number}");
        let versions = |number| {
            let mock = &self.secured.mock;
            mock.versions("flytesnacks", "development", &name(number))
        };
        (0..ALL).map(|number| versions(number).len()).collect()
    }

    /// Waits until some of the environments are deployed in this apply.
    fn wait_for_deploys(&self, apply: &Process) {
        let mock = &self.secured.mock;
        wait_until("some deploys", || {
            mock.count("DeployTask") >= ALL / 3 || apply.has_ended()
        });
    }

    /// One apply of a change in which this goes wrong.
    fn survive(&mut self, outage: Outage) {
        self.round += 1;
        self.write();
        let before = self.versions();
        let providers = self.secured.workspace.providers().len();
        self.secured.mock.clear_requests();
        self.begin(outage);
        let state = self.secured.workspace.path().join("terraform.tfstate");
        let backup = fs::read(&state).unwrap_or_default();
        let apply = self.secured.workspace.start_apply();
        self.happen(outage, &apply, providers);
        let run = apply.wait();
        self.secured.mock.clear_faults();
        if outage.is_outlived() {
            assert_eq!(run.code, Some(0), "{outage:?}: {}", run.report());
        }
        // Whoever was killed could not write a whole state.
        let written = fs::read(&state).unwrap_or_default();
        if serde_json::from_slice::<serde_json::Value>(&written).is_err() {
            fs::write(&state, backup).unwrap();
        }
        self.secured.workspace.apply();
        self.secured.workspace.assert_settled();
        self.judge(outage, &before);
    }

    /// What is wrong from the beginning.
    fn begin(&self, outage: Outage) {
        let mock = &self.secured.mock;
        let throttled = FaultKind::Connect {
            code: Code::ResourceExhausted,
            retry_after: Some(Duration::from_secs(1)),
        };
        match outage {
            Outage::LostAnswers => {
                mock.fail(Fault::random("DeployTask", 30.0, FaultKind::ResetAfter));
            }
            Outage::Throttle => mock.fail(Fault::random("*", 50.0, throttled)),
            Outage::SlowIssuer => mock.fail(Fault::new(
                "token",
                u32::MAX,
                FaultKind::Slow(Duration::from_secs(1)),
            )),
            _ => {}
        }
    }

    /// What happens in the middle.
    fn happen(&mut self, outage: Outage, apply: &Process, providers: usize) {
        match outage {
            Outage::LostAnswers | Outage::Throttle | Outage::SlowIssuer => return,
            _ => self.wait_for_deploys(apply),
        }
        match outage {
            Outage::Backend => {
                self.secured.mock.stop();
                pause(AWAY);
                self.secured.mock.restart().unwrap();
            }
            Outage::Proxy => {
                self.proxy = None;
                pause(AWAY);
                self.proxy = Some(Proxy::start(self.proxy_options.clone()).unwrap());
            }
            Outage::NoIssuer => {
                let mock = &self.secured.mock;
                mock.revoke_tokens();
                mock.fail(Fault::new("token", 4, FaultKind::Status(503)));
            }
            Outage::Provider => {
                let all = self.secured.workspace.providers();
                if let Some(last) = all.iter().skip(providers).last() {
                    try_kill(*last);
                }
            }
            Outage::Terraform => {
                apply.try_kill();
            }
            _ => {}
        }
    }

    fn judge(&self, outage: Outage, before: &[usize]) {
        let Secured { mock, workspace } = &self.secured;
        assert_eq!(live(mock).len(), ALL, "{outage:?}");
        assert_eq!(workspace.state().addresses().len(), ALL, "{outage:?}");
        let new: Vec<_> = (self.versions().iter().zip(before))
            .map(|(after, before)| after - before)
            .collect();
        // After a kill, what was deployed and is not in the state may be deployed once more.
        let most = if outage.is_outlived() { 1 } else { 2 };
        assert!(
            new.iter().all(|new| (1..=most).contains(new)),
            "{outage:?}: {new:?}"
        );
        for id in workspace.providers() {
            wait_until("the end of every provider", || !is_running(id));
        }
        // Their ids are given to other processes in time.
        workspace.forget_providers();
        let left: Vec<_> = fs::read_dir(&self.temporary).unwrap().collect();
        // Who is killed leaves its socket behind.
        let expected = usize::from(outage == Outage::Provider);
        assert!(left.len() <= expected, "{outage:?} leaves {left:?}");
        for entry in left {
            fs::remove_dir_all(entry.unwrap().path()).unwrap();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is how long an outage is")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

#[test]
fn nothing_is_lost_doubled_or_left() {
    let minutes: u64 = (ProcessEnvironment.get("FLYTE_OUTAGES_MINUTES"))
        .filter(|minutes| !minutes.is_empty())
        .map_or(0, |minutes| minutes.parse().expect("a number of minutes"));
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let mut world = World::new();
    world.write();
    world.secured.workspace.apply();
    loop {
        for outage in OUTAGES {
            world.survive(outage);
        }
        if Instant::now() >= end {
            break;
        }
    }
    println!(
        "{} changes of {} environments, an outage in all but one of nine, {} versions",
        world.round,
        ALL,
        world.versions().iter().sum::<usize>()
    );
}
