//! The `flyte-mock` command.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use flyte_mock::{
    Mock,
    cli::{self, Command},
};

fn main() -> ExitCode {
    let outcome = match cli::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => write!(io::stdout(), "{}", cli::HELP),
        Ok(Command::Run(options)) => Mock::start(options).and_then(serve),
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

/// Says where the backend is, and keeps it until a signal says stop.
fn serve(mut mock: Mock) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let stopped = stop_signal()?;
        writeln!(io::stdout(), "flyte-mock listening on {}", mock.url())?;
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
