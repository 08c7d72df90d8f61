//! The `flyte-mock` command.

use std::io::{self, Write};
use std::process::ExitCode;

use flyte_mock::cli::{self, Command, Setup};
use flyte_mock::{Mock, Proxy};

fn main() -> ExitCode {
    let outcome = match cli::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => write!(io::stdout(), "{}", cli::HELP),
        Ok(Command::Run(setup)) => start(*setup),
        Err(reason) => Err(io::Error::new(io::ErrorKind::InvalidInput, reason)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to tell if standard error is gone as well.
            let _ = writeln!(io::stderr(), "flyte-mock: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts a backend and what there is beside it, says what a user needs to know of them, and keeps
/// them until a signal says stop.
fn start(setup: Setup) -> io::Result<()> {
    let auth = setup.options.auth.clone();
    let mut mock = Mock::start(setup.options)?;
    let mut told = vec![format!("flyte-mock listening on {}", mock.url())];
    if let (Some(folder), Some(certificates)) = (&setup.tls, mock.certificates()) {
        certificates.write(folder)?;
        let path = folder.join("ca.pem");
        told.push(format!("authority to trust: {}", path.display()));
    }
    let proxy = match setup.proxy {
        None => None,
        Some(mut options) => {
            let hosts = setup.hosts.iter();
            options.hosts = hosts.map(|name| (name.clone(), mock.address())).collect();
            Some(Proxy::start(options)?)
        }
    };
    told.extend(
        proxy
            .as_ref()
            .map(|proxy| format!("proxy: {}", proxy.url())),
    );
    if let Some(auth) = auth.filter(|_| setup.api_key) {
        // A key has no room for a port.
        let host = setup.hosts.first().cloned();
        let host = host.unwrap_or_else(|| mock.address().ip().to_string());
        let keys = auth.api_keys(&host).into_iter();
        told.extend(keys.map(|key| format!("FLYTE_API_KEY={key}")));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let stopped = stop_signal()?;
        writeln!(io::stdout(), "{}", told.join("\n"))?;
        stopped.await;
        io::Result::Ok(())
    })?;
    mock.stop();
    Ok(())
}

/// Begins to wait for SIGINT or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Begins to wait for Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
