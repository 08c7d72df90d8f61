//! Which endpoints a backend named for an operation in a place, kept for as long as the client lives:
//! they are asked for often, and the SDK keeps them too, by operation and place (flyte SDK 2.12.1,
//! `_client/controlplane.py`). An answer that failed is not kept.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use flyte_proto::flyteidl2::cluster::select_cluster_request::Operation;
use tokio::sync::OnceCell;
use tokio::time::timeout_at;

use crate::{CallOptions, Error};

/// Organisation, project and domain.
pub(super) type Place = (String, String, String);

/// An endpoint, that all wait for; nothing where the backend names none.
type Route = Arc<OnceCell<Option<String>>>;

/// The endpoints, by operation and place.
#[derive(Debug, Default)]
pub(super) struct Routes(Mutex<HashMap<(i32, Place), Route>>);

impl Routes {
    /// The endpoint for an operation in a place, which is asked for if it is not known. Nobody waits
    /// beyond his own deadline for the answer to another.
    pub(super) async fn to<'a, F>(
        &self,
        operation: Operation,
        place: Place,
        options: &CallOptions,
        select: impl Fn() -> F,
    ) -> Result<Option<String>, Error>
    where
        F: Future<Output = Result<Option<String>, Error>> + Send + 'a,
    {
        let route = self.route(operation, place);
        // Boxed, since futures of calls are so deep that the compiler gives up on more of them.
        let select =
            || -> Pin<Box<dyn Future<Output = F::Output> + Send + 'a>> { Box::pin(select()) };
        let known = route.get_or_try_init(&select);
        let known = match options.deadline {
            Some(deadline) => timeout_at(deadline, known).await.ok(),
            None => Some(known.await),
        };
        match known {
            Some(known) => Ok(known?.clone()),
            // His own call says that the time is up.
            None => select().await,
        }
    }

    fn route(&self, operation: Operation, place: Place) -> Route {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(routes.entry((operation.into(), place)).or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const UPLOADS: Operation = Operation::CreateUploadLocation;

    fn place(project: &str) -> Place {
        (String::new(), project.to_owned(), "development".to_owned())
    }

    #[tokio::test]
    async fn an_endpoint_is_asked_for_once_for_each_operation_and_place() {
        let (routes, asked) = (Routes::default(), AtomicUsize::new(0));
        let select = || async {
            let count = asked.fetch_add(1, Ordering::Relaxed) + 1;
            Ok(Some(count.to_string()))
        };
        for (operation, project, answer) in [
            (UPLOADS, "a", "1"),
            (UPLOADS, "a", "1"),
            (Operation::UploadTrigger, "a", "2"),
            (UPLOADS, "b", "3"),
            (Operation::UploadTrigger, "a", "2"),
        ] {
            let options = CallOptions::default();
            let found = routes.to(operation, place(project), &options, select);
            assert_eq!(found.await.unwrap().as_deref(), Some(answer));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_beyond_his_own_deadline_for_another() {
        let (routes, second) = (Routes::default(), Duration::from_secs(1));
        let forever = CallOptions::default();
        let mut slow = Box::pin(routes.to(UPLOADS, place("a"), &forever, pending));
        assert!(timeout(second, &mut slow).await.is_err());
        let own = || async { Ok(Some("own".to_owned())) };
        let options = CallOptions::within(second);
        let found = routes.to(UPLOADS, place("a"), &options, own).await;
        assert_eq!(found.unwrap().as_deref(), Some("own"));
    }
}
