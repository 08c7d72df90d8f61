//! A budget of requests: so many in a second, and 429 for those above.
//!
//! The budget is a bucket that holds one second's worth and fills steadily. The refusal tells in
//! whole seconds when there will be something in it again.

use std::time::{Duration, Instant};

use crate::error::{ApiError, Code};

/// How much a backend is ready to take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throttle {
    /// Requests in a second, above 0.
    pub per_second: f64,
    /// Whether the refusal is a bare 429, as a gateway gives it, rather than Connect's
    /// `resource_exhausted`.
    pub bare: bool,
}

impl Throttle {
    /// So many requests in a second, and `resource_exhausted` for those above.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        Self {
            per_second: f64::from(requests.max(1)),
            bare: false,
        }
    }

    /// Reads `20` or, for a bare 429, `20:bare`.
    ///
    /// # Errors
    /// When the text is not of this form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (number, bare) = match text.split_once(':') {
            None => (text, false),
            Some((number, "bare")) => (number, true),
            Some(_) => return Err(format!("`{text}` is not `N` or `N:bare`")),
        };
        match number.parse() {
            Ok(requests @ 1..) => Ok(Self {
                bare,
                ..Self::per_second(requests)
            }),
            _ => Err(format!("`{number}` is not a number of requests above 0")),
        }
    }

    /// What a call that was refused is told.
    pub(crate) fn refusal() -> ApiError {
        let text = "the budget of requests is used up";
        ApiError::new(Code::ResourceExhausted, text)
    }
}

/// What is left of the budget.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) throttle: Throttle,
    left: f64,
    seen: Instant,
}

impl Budget {
    pub(crate) fn new(throttle: Throttle) -> Self {
        Self {
            throttle,
            left: throttle.per_second,
            seen: Instant::now(),
        }
    }

    /// Spends one request, or says how long there will be none.
    pub(crate) fn spend(&mut self, now: Instant) -> Result<(), Duration> {
        let rate = self.throttle.per_second;
        let gained = now.saturating_duration_since(self.seen).as_secs_f64() * rate;
        self.left = (self.left + gained).min(rate);
        self.seen = now;
        if self.left < 1.0 {
            let wait = (1.0 - self.left) / rate;
            return Err(Duration::from_secs_f64(wait.ceil()));
        }
        self.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_above_the_budget_is_told_when_to_come_back() {
        let mut budget = Budget::new(Throttle::per_second(2));
        let start = budget.seen;
        let at = |millis| start + Duration::from_millis(millis);
        assert_eq!(budget.spend(at(0)), Ok(()));
        assert_eq!(budget.spend(at(0)), Ok(()));
        assert_eq!(budget.spend(at(100)), Err(Duration::from_secs(1)));
        assert_eq!(budget.spend(at(600)), Ok(()));
        assert_eq!(budget.spend(at(600)), Err(Duration::from_secs(1)));
    }

    #[test]
    fn a_budget_does_not_grow_while_nobody_asks() {
        let mut budget = Budget::new(Throttle::per_second(2));
        let later = budget.seen + Duration::from_secs(60);
        let granted = (0..5).filter(|_| budget.spend(later).is_ok());
        assert_eq!(granted.count(), 2);
    }

    #[test]
    fn a_throttle_is_a_number_and_a_manner() {
        assert_eq!(Throttle::parse("20"), Ok(Throttle::per_second(20)));
        assert!(Throttle::parse("20:bare").unwrap().bare);
        for bad in ["", "0", "x", "20:429", "-1"] {
            assert!(Throttle::parse(bad).is_err(), "{bad}");
        }
    }
}
