//! When attempts are made, on a paused clock.

use std::cell::RefCell;

use super::*;

const SCHEDULE: Schedule = Schedule {
    max_retries: 4,
    heard: None,
    first_delay: Duration::from_millis(500),
    longest_delay: Duration::from_secs(2),
    attempt_timeout: Duration::from_secs(30),
};

fn no_limits() -> Limits {
    Limits::new(usize::MAX, None)
}

fn unavailable() -> Failure {
    Failure::new(Kind::Refused("busy".into()), Code::Unavailable).with_status(503)
}

/// An attempt that nobody answers.
async fn silence(time: Duration) -> Failure {
    sleep(time).await;
    Failure::new(Kind::Timeout, Code::DeadlineExceeded)
}

fn asking_to_wait(wait: Duration) -> Failure {
    let mut failure = unavailable();
    failure.retry_after = Some(wait);
    failure
}

/// Runs attempts that all fail, and tells when each was made.
async fn run(
    fail: impl Fn() -> Failure,
    deadline: Option<Duration>,
) -> (Vec<Duration>, Outcome<()>) {
    let start = Instant::now();
    let times = RefCell::new(Vec::new());
    let outcome = SCHEDULE
        .run(
            Effect::Read,
            deadline.map(|time| start + time),
            &no_limits(),
            |_, _| {
                times.borrow_mut().push(start.elapsed());
                std::future::ready(Err(fail()))
            },
        )
        .await;
    (times.into_inner(), outcome)
}

#[tokio::test(start_paused = true)]
async fn delays_are_random_and_bounded() {
    let mut first_delays = Vec::new();
    for _ in 0..20 {
        let (times, outcome) = run(unavailable, None).await;
        assert_eq!(outcome.attempts, 5);
        let (_, reason) = outcome.result.unwrap_err();
        assert_eq!(reason, StopReason::Exhausted);
        let bounds = [500, 1000, 2000, 2000].map(Duration::from_millis);
        for (pair, bound) in times.windows(2).zip(bounds) {
            // The clock counts in milliseconds.
            assert!(
                pair[1] - pair[0] <= bound + Duration::from_millis(1),
                "{times:?}"
            );
        }
        first_delays.push(times[1]);
    }
    first_delays.sort();
    first_delays.dedup();
    assert!(first_delays.len() > 1, "no jitter: {first_delays:?}");
}

#[tokio::test(start_paused = true)]
async fn the_server_is_not_asked_before_it_wants() {
    let wait = Duration::from_secs(7);
    let (times, outcome) = run(|| asking_to_wait(wait), None).await;
    assert_eq!(outcome.attempts, 5);
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] >= wait),
        "{times:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_an_attempt_that_cannot_be_made() {
    let minute = Duration::from_secs(60);
    for (wait, deadline) in [
        (minute, Some(minute / 2)),
        (minute * 60, None),
        (Duration::MAX, None),
        (Duration::MAX, Some(minute)),
    ] {
        let (times, outcome) = run(|| asking_to_wait(wait), deadline).await;
        assert_eq!(times, [Duration::ZERO]);
        let (failure, reason) = outcome.result.unwrap_err();
        assert_eq!(failure.code, Code::Unavailable);
        assert_eq!(reason, StopReason::LongWait(wait));
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_an_attempt_and_tells_what_was_before() {
    let start = Instant::now();
    let deadline = start + Duration::from_secs(20);
    let outcome: Outcome<()> = SCHEDULE
        .run(
            Effect::Read,
            Some(deadline),
            &no_limits(),
            |number, time| async move {
                assert!(time <= Duration::from_secs(20));
                if number > 1 {
                    return Err(silence(time).await);
                }
                Err(unavailable())
            },
        )
        .await;
    assert_eq!(outcome.attempts, 2);
    let (failure, reason) = outcome.result.unwrap_err();
    assert_eq!(
        (&failure.kind, reason),
        (&Kind::Deadline, StopReason::NoTime)
    );
    assert_eq!(
        failure.to_string(),
        "the time for this operation is up; before that, the server answered `unavailable`: busy"
    );
    assert!(start.elapsed() < Duration::from_secs(21));
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_would_miss_the_deadline_is_not_waited_for() {
    let (times, outcome) = run(unavailable, Some(Duration::from_millis(1500))).await;
    assert!(!times.is_empty());
    assert!(
        times.iter().all(|time| *time < Duration::from_millis(1500)),
        "{times:?}"
    );
    let (failure, _) = outcome.result.unwrap_err();
    assert_eq!(failure.code, Code::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn no_attempt_is_made_after_the_deadline() {
    let (times, outcome) = run(unavailable, Some(Duration::ZERO)).await;
    assert!(times.is_empty());
    assert_eq!(outcome.attempts, 0);
    assert_eq!(outcome.result.unwrap_err().0.kind, Kind::Deadline);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_is_repeated() {
    let schedule = Schedule {
        attempt_timeout: Duration::MAX,
        ..SCHEDULE
    };
    for schedule in [SCHEDULE, schedule] {
        let outcome = schedule
            .run(
                Effect::Upsert,
                None,
                &no_limits(),
                |number, time| async move {
                    if number < 3 {
                        return Err(silence(time).await);
                    }
                    Ok(number)
                },
            )
            .await;
        assert_eq!(outcome.result.unwrap(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn waiting_for_ones_turn_takes_no_time_from_the_attempt_and_ends_at_the_deadline() {
    let limits = Limits::new(1, Some(0.1));
    limits.turn().await;
    let start = Instant::now();
    let run = |deadline: u64| {
        let deadline = Some(start + Duration::from_secs(deadline));
        SCHEDULE.run(Effect::Read, deadline, &limits, |_, time| async move {
            Ok(time)
        })
    };
    let outcome = run(60).await;
    assert_eq!(outcome.result.unwrap(), SCHEDULE.attempt_timeout);
    assert!(start.elapsed() >= Duration::from_secs(10));
    let outcome = run(15).await;
    assert_eq!(outcome.attempts, 0);
    let (failure, reason) = outcome.result.unwrap_err();
    assert_eq!((failure.kind, reason), (Kind::Queue, StopReason::NoTime));
    assert!(start.elapsed() < Duration::from_secs(16));
}

#[tokio::test(start_paused = true)]
async fn repeated_attempts_keep_the_pace_too() {
    let limits = Limits::new(1, Some(0.5));
    let start = Instant::now();
    let times = RefCell::new(Vec::new());
    let outcome: Outcome<()> = SCHEDULE
        .run(Effect::Read, None, &limits, |_, _| {
            times.borrow_mut().push(start.elapsed());
            std::future::ready(Err(unavailable()))
        })
        .await;
    assert_eq!(outcome.attempts, 5);
    let times = times.into_inner();
    let pace = Duration::from_millis(1999);
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] >= pace),
        "{times:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn dropping_the_call_drops_the_attempt() {
    let guard = std::sync::Arc::new(());
    let limits = no_limits();
    let attempt = SCHEDULE.run(Effect::Read, None, &limits, |_, _| {
        let held = std::sync::Arc::clone(&guard);
        async move {
            std::future::pending::<()>().await;
            drop(held);
            Ok(())
        }
    });
    timeout(Duration::from_secs(1), attempt).await.unwrap_err();
    assert_eq!(std::sync::Arc::strong_count(&guard), 1);
}

/// Runs attempts that fail in this way for a minute, and tells how the call went.
async fn outage(schedule: &Schedule, fail: impl Fn() -> Failure) -> Outcome<()> {
    let start = Instant::now();
    let deadline = Some(start + Duration::from_secs(600));
    let limits = no_limits();
    let attempt = |_, _| {
        std::future::ready(if start.elapsed() < Duration::from_secs(60) {
            Err(fail())
        } else {
            Ok(())
        })
    };
    schedule
        .run(Effect::Upsert, deadline, &limits, attempt)
        .await
}

#[tokio::test(start_paused = true)]
async fn a_server_that_was_heard_is_waited_for_and_another_is_not() {
    let schedule = Schedule {
        heard: Some(Arc::default()),
        ..SCHEDULE
    };
    let (_, reason) = outage(&schedule, unavailable).await.result.unwrap_err();
    assert_eq!(reason, StopReason::Exhausted);
    let answers = |_, _| std::future::ready(Ok(()));
    let limits = no_limits();
    let outcome = schedule.run(Effect::Read, None, &limits, answers);
    outcome.await.result.unwrap();
    let outcome = outage(&schedule, unavailable).await;
    outcome.result.unwrap();
    assert!(outcome.attempts > 6, "{}", outcome.attempts);
    // The user may have said how often; and what has no end must not be waited for.
    let (_, reason) = outage(&schedule.counted(), unavailable)
        .await
        .result
        .unwrap_err();
    assert_eq!(reason, StopReason::Exhausted);
    let fails = |_, _| std::future::ready(Err::<(), _>(unavailable()));
    let outcome = schedule.run(Effect::Read, None, &limits, fails).await;
    assert_eq!(outcome.attempts, 5);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_was_heard() {
    let schedule = Schedule {
        heard: Some(Arc::default()),
        ..SCHEDULE
    };
    let refuses = |_, _| {
        let kind = Kind::Refused("no".into());
        std::future::ready(Err::<(), _>(Failure::new(kind, Code::PermissionDenied)))
    };
    let limits = no_limits();
    let outcome = schedule.run(Effect::Read, None, &limits, refuses);
    outcome.await.result.unwrap_err();
    outage(&schedule, unavailable).await.result.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_a_server_asks_to_wait_for_is_not_counted() {
    let limited = || {
        let kind = Kind::Refused("slow down".into());
        Failure::new(kind, Code::ResourceExhausted).with_status(429)
    };
    outage(&SCHEDULE, limited).await.result.unwrap();
    let later = || asking_to_wait(Duration::from_secs(1));
    outage(&SCHEDULE, later).await.result.unwrap();
}
