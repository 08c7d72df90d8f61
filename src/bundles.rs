//! Code bundles on their way to Flyte: whether it takes any, which is asked once for each place,
//! and where the bundles are that were uploaded in this run.
//!
//! Bundles are packed and uploaded one after the other: in parallel they would only share the
//! bandwidth, and each is held in memory. Environments with the same files share one upload.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flyte_client::{CallOptions, Client, Error, NoUploads, Upload};
use flyte_domain::CodeBundle;
use terraform_framework::Diagnostic;
use tokio::sync::{Mutex as Turn, OnceCell};
use tokio::time::timeout_at;

use crate::findings;
use crate::preflight::Place;

/// What has been asked and uploaded so far.
#[derive(Debug, Default)]
pub(super) struct Bundles {
    answers: Mutex<HashMap<Key, Arc<OnceCell<Answer>>>>,
    uploaded: Mutex<HashMap<(Key, String), String>>,
    turn: Turn<()>,
}

/// Organisation, project and domain.
type Key = (String, String, String);

/// Whether Flyte takes bundles in a place.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// It does.
    Taken,
    /// It does not, for this reason.
    Refused(&'static str),
    /// It did not say; the apply finds out.
    Untold,
}

/// A bundle to upload.
#[derive(Debug)]
pub(super) struct Archive {
    /// The hash that identifies its files.
    pub(super) hash: String,
    /// Its bytes.
    pub(super) content: Vec<u8>,
}

impl Bundles {
    /// Asks whether Flyte takes bundles in a place. It is asked for an address to upload this
    /// sample to; nothing is uploaded.
    pub(super) async fn are_taken(
        &self,
        client: &Client,
        place: Place<'_>,
        options: &CallOptions,
        sample: impl FnOnce() -> Archive + Send,
    ) -> Answer {
        let cell = Arc::clone(lock(&self.answers).entry(key(place)).or_default());
        // Boxed, since futures of calls are so deep that the compiler gives up on more of them.
        let ask: Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>> = Box::pin(async {
            let sample = upload(place, sample());
            match client.check_uploads(&sample, options).await {
                Ok(()) => Ok(Answer::Taken),
                // Other callers may have more time to wait for the answer.
                Err(error) if error.is_out_of_time() => Err(error),
                Err(error) => Ok(refusal(&error).map_or(Answer::Untold, Answer::Refused)),
            }
        });
        let asked = cell.get_or_try_init(|| ask);
        let asked = match options.deadline {
            Some(deadline) => timeout_at(deadline, asked).await.ok(),
            None => Some(asked.await),
        };
        match asked {
            Some(Ok(answer)) => answer.clone(),
            Some(Err(_)) | None => Answer::Untold,
        }
    }

    /// The URI of the bundle of these files, which is packed and uploaded unless that was done
    /// before in this run.
    ///
    /// # Errors
    /// When it could not be packed or uploaded; `doing` says what for.
    pub(super) async fn upload<F>(
        &self,
        client: &Client,
        place: Place<'_>,
        hash: &str,
        options: &CallOptions,
        doing: &str,
        pack: impl FnOnce() -> F,
    ) -> Result<String, Diagnostic>
    where
        F: Future<Output = Result<Archive, Diagnostic>>,
    {
        let key = (key(place), hash.to_owned());
        let uploaded = || lock(&self.uploaded).get(&key).cloned();
        // A bundle that was uploaded already does not wait for other uploads.
        if let Some(uri) = uploaded() {
            return Ok(uri);
        }
        let turn = async {
            match options.deadline {
                Some(deadline) => timeout_at(deadline, self.turn.lock()).await.ok(),
                None => Some(self.turn.lock().await),
            }
        };
        let Some(_turn) = turn.await else {
            return Err(Diagnostic::error(
                doing,
                "Other code bundles were still being uploaded when the time for this operation \
                 was up. Nothing was changed. Raise its limit in `timeouts`, and apply again.",
            ));
        };
        if let Some(uri) = uploaded() {
            return Ok(uri);
        }
        let archive = pack().await?;
        let archive = upload(place, archive);
        let uri: Pin<Box<dyn Future<Output = Result<String, Error>> + Send>> =
            Box::pin(client.upload(&archive, options));
        let uri = uri.await.map_err(|error| failed(doing, &error))?;
        lock(&self.uploaded).insert(key, uri.clone());
        Ok(uri)
    }
}

fn upload(place: Place<'_>, archive: Archive) -> Upload {
    Upload {
        org: place.org.to_owned(),
        project: place.project.to_owned(),
        domain: place.domain.to_owned(),
        file_name: CodeBundle::file_name(&archive.hash),
        content: archive.content.into(),
    }
}

fn key(place: Place<'_>) -> Key {
    let Place {
        org,
        project,
        domain,
    } = place;
    (org.to_owned(), project.to_owned(), domain.to_owned())
}

/// Why Flyte takes no bundles at all, if that is what an error says.
fn refusal(error: &Error) -> Option<&'static str> {
    Some(match error.no_uploads()? {
        NoUploads::NoDataProxy => "this Flyte has no data proxy service, which takes code bundles",
        _ => "the store of this Flyte cannot sign addresses to upload to",
    })
}

fn failed(doing: &str, error: &Error) -> Diagnostic {
    let mut diagnostic = findings::call(doing, error);
    if refusal(error).is_some() {
        diagnostic.detail += "\n\nTo use a bundle anyway, put one where containers can fetch it, \
                              or into the image, and name it with `code = { uri = … }`. Without \
                              `code`, plan again and let the plan ask Flyte (`skip_backend_check` \
                              must not be set): it then leaves the empty bundle out, and says what \
                              that means.";
    }
    diagnostic
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
