//! Settings are read on a separate thread: files may be on a drive that does not answer, and the
//! thread that serves Terraform must go on.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use environment::Environment;
use terraform_framework::{ConfigureRequest, ConfigureResponse, Diagnostic, Diagnostics};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::backend::Backend;
use crate::configuration::block::Config;
use crate::configuration::origins::Origins;
use crate::configuration::resolve;
use crate::configuration::table::{
    CA_CERT_FILE, CLIENT_CERT_FILE, CLIENT_KEY_FILE, CLIENT_SECRET_FILE, CONFIG_FILE,
};

/// How long reading all settings may take.
const LONGEST: Duration = Duration::from_secs(30);

/// The backend that is described by all sources together.
pub(crate) async fn configure(
    request: ConfigureRequest<Config>,
    environment: Arc<dyn Environment>,
) -> ConfigureResponse<Backend> {
    within(LONGEST, request, environment).await
}

async fn within(
    longest: Duration,
    request: ConfigureRequest<Config>,
    environment: Arc<dyn Environment>,
) -> ConfigureResponse<Backend> {
    let ConfigureRequest {
        config,
        terraform_version,
        cancellation,
    } = request;
    let work = {
        let (config, environment) = (config.clone(), Arc::clone(&environment));
        spawn_blocking(move || {
            let mut diagnostics = Diagnostics::new();
            let environment = environment.as_ref();
            let data = resolve(&config, environment, &terraform_version, &mut diagnostics);
            ConfigureResponse { data, diagnostics }
        })
    };
    let refusal = match cancellation.run(timeout(longest, work)).await {
        Some(Ok(Ok(response))) => return response,
        Some(Ok(Err(error))) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => interrupted(),
        },
        Some(Err(_)) => too_slow(longest, &config, environment.as_ref()),
        None => interrupted(),
    };
    ConfigureResponse {
        data: None,
        diagnostics: refusal.into(),
    }
}

fn interrupted() -> Diagnostic {
    Diagnostic::error(
        "Interrupted before it could read the settings of the provider",
        "Flyte was not asked anything. Run the command again to go on.",
    )
}

fn too_slow(longest: Duration, config: &Config, environment: &dyn Environment) -> Diagnostic {
    let origins = Origins::block(config, environment, &mut Diagnostics::new());
    let rows = [
        &CONFIG_FILE,
        &CLIENT_SECRET_FILE,
        &CA_CERT_FILE,
        &CLIENT_CERT_FILE,
        &CLIENT_KEY_FILE,
    ];
    let named: String = rows
        .into_iter()
        .filter_map(|row| {
            let setting = origins.find(row, &mut Diagnostics::new());
            let (path, source) = setting.known()?;
            Some(format!("\n\n`{path}` is named by {source}."))
        })
        .collect();
    Diagnostic::error(
        "The settings of the provider could not be read in time",
        format!(
            "It took more than {} s. One of the files may be on a drive that does not answer: \
             Flyte's configuration file, or one that a setting names.{named}",
            longest.as_secs()
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Mutex;
    use std::sync::mpsc::{self, Receiver, Sender};

    use terraform_framework::{Cancellation, Field};

    use super::*;

    /// An environment that gives the home folder only when the test lets it, like a file on a dead
    /// drive, which never gives its content.
    struct StuckEnvironment(Mutex<Receiver<()>>);

    impl Environment for StuckEnvironment {
        fn get(&self, _: &str) -> Option<String> {
            None
        }

        fn home(&self) -> Option<PathBuf> {
            let _ = self.0.lock().unwrap().recv();
            None
        }
    }

    fn stuck() -> (Sender<()>, Arc<dyn Environment>) {
        let (let_go, stuck) = mpsc::channel();
        (let_go, Arc::new(StuckEnvironment(Mutex::new(stuck))))
    }

    fn request(cancellation: Cancellation) -> ConfigureRequest<Config> {
        ConfigureRequest {
            config: Config {
                ca_cert_file: Field::Known("/dead/ca.pem".into()),
                ..Config::default()
            },
            terraform_version: "1.15.5".to_owned(),
            cancellation,
        }
    }

    #[tokio::test]
    async fn a_file_that_never_comes_is_given_up() {
        let (_let_go, environment) = stuck();
        let request = request(Cancellation::never());
        let response = within(Duration::from_millis(1), request, environment).await;
        assert!(response.data.is_none());
        let told: Vec<_> = response
            .diagnostics
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told.len(), 1, "{told:?}");
        for part in [
            "could not be read in time",
            "`/dead/ca.pem` is named by `ca_cert_file` in the provider block",
        ] {
            assert!(told[0].contains(part), "{}", told[0]);
        }
    }
}
