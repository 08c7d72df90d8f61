//! One token, kept and renewed: by one caller at a time, for all.
//!
//! * Whoever needs a token while one is being fetched waits for it, and takes what comes: the token
//!   or the failure. 50 calls that find the token expired make one request for a new one.
//! * Whoever has a token that is still valid waits for nobody: one that is about to end is renewed
//!   ahead, by one caller, and all others go on with it. If that fails, it is tried again after a
//!   while; the token's end is soon enough to fail.
//! * The caller that fetches does so in its own future. If that is dropped, so is the fetching (a
//!   command is killed), and the next one in the queue starts again; nothing stays locked.
//! * A failure is remembered for a while, and handed to all who ask in that time. One that will not
//!   pass by itself stands for long, so that an apply of a thousand resources does not ask a thousand
//!   times with a wrong secret, which locks accounts; one that may pass stands for a time that grows,
//!   so that an issuer that is down is not kept there.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as Turn;
use tokio::time::Instant;

use crate::credentials::{Fault, NumberedToken, Token};

/// How long a failure stands that will not pass by itself.
const REMEMBERED: Duration = Duration::from_secs(30);
/// How long the first of several failures stands that may pass; each further one twice as long, up
/// to [`REMEMBERED`].
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// What fetching gave: a token, nothing better than what there is, or a failure.
pub(super) type Fetched = Result<Option<Token>, Fault>;

#[derive(Debug)]
pub(super) struct TokenCache {
    /// How many times fetching came to an end.
    rounds: AtomicU64,
    /// Whose turn it is to fetch.
    turn: Turn<()>,
    /// Never locked while waiting for something.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    held: Option<Arc<NumberedToken>>,
    /// How the last round ended, if it brought no token.
    failed: Option<Failed>,
}

#[derive(Clone, Debug)]
struct Failed {
    outcome: Result<(), Fault>,
    /// Until when it stands for all who ask.
    until: Instant,
    /// How long the next one will, if this one may pass.
    pause: Duration,
}

impl Failed {
    fn stands(&self) -> bool {
        Instant::now() < self.until
    }
}

impl TokenCache {
    /// A keeper that has this token to begin with.
    pub(super) fn new(token: Option<Token>) -> Self {
        Self {
            rounds: AtomicU64::new(0),
            turn: Turn::new(()),
            state: Mutex::new(State {
                held: token.map(|token| Arc::new(NumberedToken { serial: 0, token })),
                failed: None,
            }),
        }
    }

    /// The token at hand, renewed if its end is near; `None` if none was fetched yet.
    pub(super) async fn current<F>(
        &self,
        fetch: impl FnOnce(Arc<NumberedToken>) -> F,
    ) -> Result<Option<Arc<NumberedToken>>, Fault>
    where
        F: Future<Output = Fetched>,
    {
        let seen = self.rounds.load(Ordering::Acquire);
        let Some(held) = self.held() else {
            return Ok(None);
        };
        if held.token.is_fresh() {
            return Ok(Some(held));
        }
        let _turn = if held.token.is_valid() {
            match self.turn.try_lock() {
                Ok(turn) => turn,
                // Somebody renews it; this caller need not know how that ends.
                Err(_) => return Ok(Some(held)),
            }
        } else {
            self.turn.lock().await
        };
        // Somebody may have renewed it before the turn was ours.
        let held = self.held().unwrap_or(held);
        if held.token.is_fresh() {
            return Ok(Some(held));
        }
        match Box::pin(self.round(seen, || fetch(Arc::clone(&held)))).await {
            Ok(new) => Ok(Some(new.unwrap_or(held))),
            Err(_) if held.token.is_valid() => Ok(Some(held)),
            Err(fault) => Err(fault),
        }
    }

    /// A token in place of the one that was refused, or of none; `None` if there is no other.
    pub(super) async fn renew<F>(
        &self,
        refused: Option<&NumberedToken>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Arc<NumberedToken>>, Fault>
    where
        F: Future<Output = Fetched>,
    {
        let seen = self.rounds.load(Ordering::Acquire);
        let _turn = self.turn.lock().await;
        if let Some(held) = self.held()
            && refused.is_none_or(|refused| refused.serial != held.serial)
            && held.token.is_fresh()
        {
            return Ok(Some(held));
        }
        // Boxed, since hardly any call has to fetch, and each would carry what that takes.
        Box::pin(self.round(seen, fetch)).await
    }

    /// Makes a token that was fetched, and that the server refused nevertheless, a failure that stands
    /// for a while: what issues such tokens is not asked for one by everybody.
    pub(super) fn reject(&self, refused: &NumberedToken, fault: Fault) {
        let mut state = self.state();
        let is_this = state.held.as_ref().map(|held| held.serial) == Some(refused.serial);
        if is_this && refused.serial > 0 {
            state.failed = Some(Failed {
                outcome: Err(fault),
                until: Instant::now() + REMEMBERED,
                pause: FIRST_PAUSE,
            });
        }
    }

    /// Fetches, unless a round that ended since `seen` or not long ago has failed. It is the caller's
    /// turn.
    async fn round<F>(
        &self,
        seen: u64,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Arc<NumberedToken>>, Fault>
    where
        F: Future<Output = Fetched>,
    {
        let failed = self.state().failed.clone();
        if let Some(failed) = &failed
            && (self.rounds.load(Ordering::Acquire) != seen || failed.stands())
        {
            return failed.outcome.clone().map(|()| None);
        }
        let fetched = fetch().await;
        let serial = self.rounds.fetch_add(1, Ordering::AcqRel) + 1;
        let mut state = self.state();
        let outcome = match fetched {
            Ok(Some(token)) => {
                let held = Arc::new(NumberedToken { serial, token });
                state.held = Some(Arc::clone(&held));
                state.failed = None;
                return Ok(Some(held));
            }
            Ok(None) => Ok(()),
            Err(fault) => Err(fault),
        };
        let pause = failed.map_or(FIRST_PAUSE, |failed| failed.pause);
        let stands = match &outcome {
            Err(fault) if fault.may_pass() => pause,
            _ => REMEMBERED,
        };
        state.failed = Some(Failed {
            outcome: outcome.clone(),
            until: Instant::now() + stands,
            pause: (pause * 2).min(REMEMBERED),
        });
        outcome.map(|()| None)
    }

    fn held(&self) -> Option<Arc<NumberedToken>> {
        self.state().held.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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

    fn text(held: Option<Arc<NumberedToken>>) -> String {
        use secrecy::ExposeSecret;
        held.unwrap().token.secret().expose_secret().to_owned()
    }

    fn refusal() -> Fault {
        Fault::new("no", "do")
    }

    #[tokio::test(start_paused = true)]
    async fn fifty_calls_with_an_expired_token_fetch_one() {
        let old = token("old").valid(Instant::now(), LIFE);
        let cache = Arc::new(TokenCache::new(Some(old)));
        let count = Arc::new(AtomicU64::new(0));
        advance(LIFE).await;
        let mut calls = JoinSet::new();
        for _ in 0..50 {
            let (cache, count) = (Arc::clone(&cache), Arc::clone(&count));
            calls.spawn(async move {
                let held = cache.current(|_| async move {
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
            let cache = Arc::new(TokenCache::new(None));
            let count = Arc::new(AtomicU64::new(0));
            let mut calls = JoinSet::new();
            for _ in 0..50 {
                let (cache, count) = (Arc::clone(&cache), Arc::clone(&count));
                calls.spawn(async move {
                    let held = cache.renew(None, || async move {
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
    async fn a_failure_is_remembered_and_one_that_may_pass_for_longer_each_time() {
        for (passing, most) in [(true, 8), (false, 4)] {
            let cache = TokenCache::new(None);
            let count = Cell::new(0);
            let fail = || async {
                count.set(count.get() + 1);
                Err(refusal().passing(passing))
            };
            // Somebody asks every second, for two minutes.
            for _ in 0..120 {
                cache.renew(None, fail).await.unwrap_err();
                advance(Duration::from_secs(1)).await;
            }
            assert!(count.get() <= most, "{passing}: {}", count.get());
            advance(REMEMBERED).await;
            let fetch = || async { Ok(Some(token("new"))) };
            assert_eq!(text(cache.renew(None, fetch).await.unwrap()), "new");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_a_valid_token_waits_for_nobody() {
        let old = token("old").valid(Instant::now(), LIFE);
        let cache = TokenCache::new(Some(old));
        advance(LIFE * 3 / 4).await;
        let slow = cache.current(|_| async {
            sleep(Duration::from_secs(60)).await;
            Ok(Some(token("new")))
        });
        let others = async {
            let start = Instant::now();
            for _ in 0..50 {
                let held = cache.current(|_| async { Err(refusal()) }).await;
                assert_eq!(text(held.unwrap()), "old");
            }
            start.elapsed()
        };
        let (slow, others) = tokio::join!(slow, others);
        assert_eq!(others, Duration::ZERO);
        assert_eq!(text(slow.unwrap()), "new");
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_ahead_that_failed_is_not_tried_by_every_call() {
        let old = token("old").valid(Instant::now(), LIFE);
        let cache = TokenCache::new(Some(old));
        advance(LIFE * 3 / 4).await;
        let count = Cell::new(0);
        for _ in 0..10 {
            let held = cache.current(|_| async {
                count.set(count.get() + 1);
                Err(refusal().passing(true))
            });
            assert_eq!(text(held.await.unwrap()), "old");
        }
        assert_eq!(count.get(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_is_refused_at_once_is_not_fetched_by_everybody() {
        let cache = TokenCache::new(None);
        let count = Cell::new(0);
        let fetch = || async {
            count.set(count.get() + 1);
            Ok(Some(token("bad")))
        };
        let held = cache.renew(None, fetch).await.unwrap().unwrap();
        cache.reject(&held, refusal());
        for _ in 0..100 {
            cache.renew(Some(&held), fetch).await.unwrap_err();
        }
        assert_eq!(count.get(), 1);
        advance(REMEMBERED).await;
        cache.renew(Some(&held), fetch).await.unwrap();
        assert_eq!(count.get(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_is_dropped_leaves_the_fetching_to_the_next() {
        let cache = TokenCache::new(None);
        let dropped = cache.renew(None, std::future::pending);
        let waiting = cache.renew(None, || async { Ok(Some(token("new"))) });
        let (dropped, waiting) = tokio::join!(timeout(Duration::from_secs(1), dropped), waiting);
        dropped.unwrap_err();
        assert_eq!(text(waiting.unwrap()), "new");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_others_have_renewed_is_taken() {
        let cache = TokenCache::new(Some(token("old")));
        let old = cache.current(|_| async { Ok(None) }).await.unwrap();
        let fetch = || async { Ok(Some(token("new"))) };
        cache.renew(old.as_deref(), fetch).await.unwrap();
        let fetch = || async { Err(refusal()) };
        let held = cache.renew(old.as_deref(), fetch).await.unwrap();
        assert_eq!(text(held), "new");
    }

    #[tokio::test(start_paused = true)]
    async fn a_valid_token_is_used_when_its_renewal_fails() {
        let old = token("old").valid(Instant::now(), LIFE);
        let cache = TokenCache::new(Some(old));
        let fail = |_| async { Err(refusal().passing(true)) };
        advance(LIFE * 3 / 4).await;
        assert_eq!(text(cache.current(fail).await.unwrap()), "old");
        advance(LIFE).await;
        cache.current(fail).await.unwrap_err();
    }
}
