//! When a clock shows next what five fields ask for, by the server's own steps (robfig/cron 3.0.1,
//! `SpecSchedule.Next`), what it makes of daylight saving time included:
//!
//! * a time that a clock shows twice is met twice;
//! * a time that a clock leaves out is not made up for: the next one is on another day;
//! * where midnight is what a clock leaves out, and the zone is ahead of UTC, the search steps over the
//!   whole day: it goes an hour back from one o'clock, and so into the day before.
//!
//! Times are whole seconds since 1970.

use jiff::ToSpan as _;
use jiff::civil::{DateTime, Time};

use crate::cron::field::Field;
use crate::cron::zone::Zone;
use crate::time::{seconds_until, shown_after};

/// How many years ahead are searched.
const YEARS: i16 = 5;
const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

/// What a clock has to show. Seconds are always zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) minute: Field,
    pub(super) hour: Field,
    pub(super) day: Field,
    pub(super) month: Field,
    pub(super) weekday: Field,
}

impl Fields {
    /// Either field of days may match, unless one of them leaves the choice to the other.
    fn has_day(&self, shown: DateTime) -> bool {
        let day = self.day.has(shown.day().into());
        let weekday = shown.weekday().to_sunday_zero_offset();
        let weekday = self.weekday.has(weekday.into());
        if self.day.is_open || self.weekday.is_open {
            day && weekday
        } else {
            day || weekday
        }
    }

    /// The first time after another that a clock of the zone shows it; nothing where there is none
    /// within five years.
    pub(super) fn after(&self, after: i64, zone: &Zone) -> Option<i64> {
        // The search would find out by trying every minute.
        if self.minute.is_empty() || self.hour.is_empty() || self.month.is_empty() {
            return None;
        }
        let mut clock = Clock {
            zone,
            at: after.checked_add(1)?,
            is_reset: false,
        };
        let last = clock.shows()?.year() + YEARS;
        while clock.shows()?.year() <= last {
            if self.advance(&mut clock)? {
                return Some(clock.at);
            }
        }
        None
    }

    /// Goes on until the clock shows what is asked for, or until a field begins again, so that the
    /// fields before it have to be looked at again. Nothing where the calendar ends.
    fn advance(&self, clock: &mut Clock<'_>) -> Option<bool> {
        while !self.month.has(clock.shows()?.month().into()) {
            clock.reset(|shown| shown.date().first_of_month().to_datetime(Time::midnight()))?;
            clock.forward_to(next_month(clock.shows()?)?)?;
            if clock.shows()?.month() == 1 {
                return Some(false);
            }
        }
        while !self.has_day(clock.shows()?) {
            clock.reset(|shown| shown.date().to_datetime(Time::midnight()))?;
            clock.forward_to(clock.shows()?.checked_add(1.day()).ok()?)?;
            clock.back_to_midnight()?;
            if clock.shows()?.day() == 1 {
                return Some(false);
            }
        }
        while !self.hour.has(clock.shows()?.hour().into()) {
            clock.reset(|shown| shown.date().at(shown.hour(), 0, 0, 0))?;
            clock.at += HOUR;
            if clock.shows()?.hour() == 0 {
                return Some(false);
            }
        }
        while !self.minute.has(clock.shows()?.minute().into()) {
            if !clock.is_reset {
                clock.is_reset = true;
                clock.at -= clock.at.rem_euclid(MINUTE);
            }
            clock.at += MINUTE;
            if clock.shows()?.minute() == 0 {
                return Some(false);
            }
        }
        let seconds = i64::from(clock.shows()?.second());
        if seconds != 0 {
            clock.is_reset = true;
            clock.at += MINUTE - seconds;
            return Some(false);
        }
        Some(true)
    }
}

/// The same day and time in the next month. Days that it does not have are carried over: the 31st is
/// May 1st where the next month is April (Go, `time.Date`).
fn next_month(shown: DateTime) -> Option<DateTime> {
    let days = shown.day() - 1;
    let first = shown.date().first_of_month();
    let date = first.checked_add(1.month()).ok()?.checked_add(days.days());
    Some(date.ok()?.to_datetime(shown.time()))
}

/// A clock of a zone, on its way forward.
struct Clock<'a> {
    zone: &'a Zone,
    at: i64,
    /// Whether the smaller fields have been set to their beginning: once is enough.
    is_reset: bool,
}

impl Clock<'_> {
    /// Nothing where the calendar ends.
    fn shows(&self) -> Option<DateTime> {
        shown_after(self.at + self.zone.offset(self.at))
    }

    /// When the clock shows this. Where it does so twice or never, one of the times that it could be
    /// (Go, `time.Date`).
    fn when(&self, shown: DateTime) -> i64 {
        let local = seconds_until(shown);
        let near = local - self.zone.offset(local);
        local - self.zone.offset(near)
    }

    fn reset(&mut self, beginning: impl Fn(DateTime) -> DateTime) -> Option<()> {
        if !self.is_reset {
            self.is_reset = true;
            self.at = self.when(beginning(self.shows()?));
        }
        Some(())
    }

    /// Goes to a later day. Nothing where that leads nowhere: the server would search forever, as
    /// where the clocks of `Pacific/Apia` left out a whole day of 2011.
    fn forward_to(&mut self, shown: DateTime) -> Option<()> {
        let before = self.at;
        self.at = self.when(shown);
        Some(()).filter(|()| self.at > before)
    }

    /// The midnight that is nearest by the hours that the clock shows.
    fn back_to_midnight(&mut self) -> Option<()> {
        let hour = i64::from(self.shows()?.hour());
        self.at += HOUR * if hour > 12 { 24 - hour } else { -hour };
        Some(())
    }
}
