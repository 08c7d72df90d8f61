//! One token, kept and renewed: by one caller at a time, for all.
//!
//! * Whoever needs a token while one is being fetched waits for it, and takes what comes: the token
//!   or the failure. 50 calls that find the token expired make one request for a new one.
//! * The caller that fetches does so in its own future. If that is dropped, so is the fetching (a
//!   command is killed), and the next one in the queue starts anew; nothing stays locked.
//! * A failure that will not pass by itself is remembered for a while, so that an apply of a
//!   thousand resources does not ask a thousand times with a wrong secret, which locks accounts.
//! * A token that is about to end is renewed ahead. If that fails while it is still valid, it is
//!   used: its end is soon enough to fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::proof::{Fault, Held, Token};

/// How long a failure stands that will not pass by itself.
const REMEMBERED: Duration = Duration::from_secs(30);

/// What fetching gave: a token, nothing better than what there is, or a failure.
pub(super) type Fetched = Result<Option<Token>, Fault>;

#[derive(Debug)]
pub(super) struct Keeper {
    /// How many times fetching came to an end.
    rounds: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    held: Option<Arc<Held>>,
    /// How the last round ended, if it brought no token, and until when that stands.
    failed: Option<(Result<(), Fault>, Instant)>,
}

impl Keeper {
    /// A keeper that has this token to begin with.
    pub(super) fn new(token: Option<Token>) -> Self {
        Self {
            rounds: AtomicU64::new(0),
            state: Mutex::new(State {
                held: token.map(|token| Arc::new(Held { serial: 0, token })),
                failed: None,
            }),
        }
    }

    /// The token at hand, renewed if its end is near; `None` if none was fetched yet.
    pub(super) async fn current<F>(
        &self,
        fetch: impl FnOnce(Arc<Held>) -> F,
    ) -> Result<Option<Arc<Held>>, Fault>
    where
        F: Future<Output = Fetched>,
    {
        let seen = self.rounds.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let Some(held) = state.held.clone() else {
            return Ok(None);
        };
        if held.token.is_fresh() {
            return Ok(Some(held));
        }
        match self
            .round(&mut state, seen, || fetch(Arc::clone(&held)))
            .await
        {
            Ok(new) => Ok(Some(new.unwrap_or(held))),
            Err(_) if held.token.is_valid() => Ok(Some(held)),
            Err(fault) => Err(fault),
        }
    }

    /// A token in place of the one that was refused, or of none; `None` if there is no other.
    pub(super) async fn renew<F>(
        &self,
        refused: Option<&Held>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Arc<Held>>, Fault>
    where
        F: Future<Output = Fetched>,
    {
        let seen = self.rounds.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(held) = &state.held
            && refused.is_none_or(|refused| refused.serial != held.serial)
            && held.token.is_fresh()
        {
            return Ok(Some(Arc::clone(held)));
        }
        self.round(&mut state, seen, fetch).await
    }

    /// Fetches, unless a round that ended since `seen` or not long ago has failed.
    async fn round<F>(
        &self,
        state: &mut State,
        seen: u64,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Arc<Held>>, Fault>
    where
        F: Future<Output = Fetched>,
    {
        if let Some((outcome, until)) = &state.failed
            && (self.rounds.load(Ordering::Acquire) != seen || Instant::now() < *until)
        {
            return outcome.clone().map(|()| None);
        }
        let fetched = fetch().await;
        let serial = self.rounds.fetch_add(1, Ordering::AcqRel) + 1;
        let outcome = match fetched {
            Ok(Some(token)) => {
                let held = Arc::new(Held { serial, token });
                state.held = Some(Arc::clone(&held));
                state.failed = None;
                return Ok(Some(held));
            }
            Ok(None) => Ok(()),
            Err(fault) => Err(fault),
        };
        let stands = match &outcome {
            Err(fault) if fault.may_pass() => Duration::ZERO,
            _ => REMEMBERED,
        };
        state.failed = Some((outcome.clone(), Instant::now() + stands));
        outcome.map(|()| None)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use http::header::AUTHORIZATION;
    use tokio::task::JoinSet;
    use tokio::time::{advance, sleep, timeout};

    use super::*;

    const LIFE: Duration = Duration::from_secs(2);

    fn token(text: &str) -> Token {
        Token::new(AUTHORIZATION, text.into()).unwrap()
    }

    fn text(held: Option<Arc<Held>>) -> String {
        use secrecy::ExposeSecret;
        held.unwrap().token.secret().expose_secret().to_owned()
    }

    fn refusal() -> Fault {
        Fault::new("no", "do")
    }

    #[tokio::test(start_paused = true)]
    async fn fifty_calls_with_an_expired_token_fetch_one() {
        let old = token("old").valid(Instant::now(), LIFE);
        let keeper = Arc::new(Keeper::new(Some(old)));
        let count = Arc::new(AtomicU64::new(0));
        advance(LIFE).await;
        let mut calls = JoinSet::new();
        for _ in 0..50 {
            let (keeper, count) = (Arc::clone(&keeper), Arc::clone(&count));
            calls.spawn(async move {
                let held = keeper.current(|_| async move {
                    count.fetch_add(1, Ordering::Relaxed);
                    sleep(Duration::from_secs(1)).await;
                    Ok(Some(token("new")))
                });
                text(held.await.unwrap())
            });
        }
        let texts = calls.join_all().await;
        assert_eq!(texts, vec!["new"; 50]);
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn all_that_wait_share_a_failure() {
        for passing in [true, false] {
            let keeper = Arc::new(Keeper::new(None));
            let count = Arc::new(AtomicU64::new(0));
            let mut calls = JoinSet::new();
            for _ in 0..50 {
                let (keeper, count) = (Arc::clone(&keeper), Arc::clone(&count));
                calls.spawn(async move {
                    let held = keeper.renew(None, || async move {
                        count.fetch_add(1, Ordering::Relaxed);
                        sleep(Duration::from_secs(1)).await;
                        Err(refusal().passing(passing))
                    });
                    held.await.unwrap_err()
                });
            }
            assert_eq!(calls.join_all().await.len(), 50);
            assert_eq!(count.load(Ordering::Relaxed), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_a_failure_that_stays_is_remembered() {
        for (passing, fetches) in [(true, 2), (false, 1)] {
            let keeper = Keeper::new(None);
            let count = Cell::new(0);
            let fail = || async {
                count.set(count.get() + 1);
                Err(refusal().passing(passing))
            };
            for _ in 0..2 {
                keeper.renew(None, fail).await.unwrap_err();
            }
            assert_eq!(count.get(), fetches);
            advance(REMEMBERED).await;
            keeper.renew(None, fail).await.unwrap_err();
            assert_eq!(count.get(), fetches + 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_is_dropped_leaves_the_fetching_to_the_next() {
        let keeper = Keeper::new(None);
        let dropped = keeper.renew(None, std::future::pending);
        let waiting = keeper.renew(None, || async { Ok(Some(token("new"))) });
        let (dropped, waiting) = tokio::join!(timeout(Duration::from_secs(1), dropped), waiting);
        dropped.unwrap_err();
        assert_eq!(text(waiting.unwrap()), "new");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_others_have_renewed_is_taken() {
        let keeper = Keeper::new(Some(token("old")));
        let old = keeper.current(|_| async { Ok(None) }).await.unwrap();
        let fetch = || async { Ok(Some(token("new"))) };
        keeper.renew(old.as_deref(), fetch).await.unwrap();
        let fetch = || async { Err(refusal()) };
        let held = keeper.renew(old.as_deref(), fetch).await.unwrap();
        assert_eq!(text(held), "new");
    }

    #[tokio::test(start_paused = true)]
    async fn a_valid_token_is_used_when_its_renewal_fails() {
        let old = token("old").valid(Instant::now(), LIFE);
        let keeper = Keeper::new(Some(old));
        let fail = |_| async { Err(refusal().passing(true)) };
        advance(LIFE * 3 / 4).await;
        assert_eq!(text(keeper.current(fail).await.unwrap()), "old");
        advance(LIFE).await;
        keeper.current(fail).await.unwrap_err();
    }
}
