//! Dates and times of day, as a clock on a wall shows them.
//!
//! Days and months may be beyond their month and year, and are carried over: January 32nd is February
//! 1st. The server counts that way (Go, `time.Date`), and schedules depend on it.

const SECONDS_PER_DAY: i64 = 86_400;

/// What a clock shows. Months and days are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
}

impl Civil {
    /// What a clock shows so many seconds after it showed the beginning of 1970.
    pub(crate) const fn of(seconds: i64) -> Self {
        let days = seconds.div_euclid(SECONDS_PER_DAY);
        let rest = seconds.rem_euclid(SECONDS_PER_DAY);
        // Years begin in March here, so that the day of a leap year is the last one, and are counted
        // in groups of 400, which are all equally long.
        let shifted = days + 719_468;
        let group = shifted.div_euclid(146_097);
        let day_of_group = shifted.rem_euclid(146_097);
        let year_of_group = (day_of_group - day_of_group / 1_460 + day_of_group / 36_524
            - day_of_group / 146_096)
            / 365;
        let day_of_year =
            day_of_group - (365 * year_of_group + year_of_group / 4 - year_of_group / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let is_next_year = month_from_march >= 10;
        Self {
            year: group * 400 + year_of_group + if is_next_year { 1 } else { 0 },
            month: if is_next_year {
                month_from_march - 9
            } else {
                month_from_march + 3
            },
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: rest / 3_600,
            minute: rest / 60 % 60,
            second: rest % 60,
        }
    }

    /// The seconds from the beginning of 1970 to what the clock shows.
    pub(crate) const fn seconds(self) -> i64 {
        let months = self.year * 12 + self.month - 1;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        let (year, month_from_march) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let group = year.div_euclid(400);
        let year_of_group = year.rem_euclid(400);
        let day_of_year = (153 * month_from_march + 2) / 5;
        let day_of_group =
            year_of_group * 365 + year_of_group / 4 - year_of_group / 100 + day_of_year;
        let days = group * 146_097 + day_of_group - 719_468 + self.day - 1;
        days * SECONDS_PER_DAY + self.hour * 3_600 + self.minute * 60 + self.second
    }

    /// The day of the week, from 0 for Sunday.
    pub(crate) const fn weekday(self) -> i64 {
        // 1970 began on a Thursday.
        (self.seconds().div_euclid(SECONDS_PER_DAY) + 4).rem_euclid(7)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn date(year: i64, month: i64, day: i64) -> Civil {
        Civil {
            year,
            month,
            day,
            hour: 0,
            minute: 0,
            second: 0,
        }
    }

    #[test]
    fn dates_are_counted_as_everybody_does() {
        for (seconds, year, month, day, weekday) in [
            (0, 1970, 1, 1, 4),
            (951_782_400, 2000, 2, 29, 2),
            (1_795_046_400, 2026, 11, 19, 4),
            (-62_167_219_200, 0, 1, 1, 6),
            (253_402_214_400, 9999, 12, 31, 5),
        ] {
            let civil = Civil::of(seconds);
            assert_eq!(civil, date(year, month, day));
            assert_eq!(civil.seconds(), seconds);
            assert_eq!(civil.weekday(), weekday, "{civil:?}");
        }
    }

    #[test]
    fn what_is_beyond_a_month_or_a_year_is_carried_over() {
        for (written, meant) in [
            (date(2026, 1, 32), date(2026, 2, 1)),
            (date(2026, 2, 29), date(2026, 3, 1)),
            (date(2024, 2, 30), date(2024, 3, 1)),
            (date(2026, 13, 1), date(2027, 1, 1)),
        ] {
            assert_eq!(Civil::of(written.seconds()), meant);
        }
    }

    proptest! {
        #[test]
        fn seconds_survive(seconds in -100_000_000_000_i64..400_000_000_000) {
            let civil = Civil::of(seconds);
            prop_assert_eq!(civil.seconds(), seconds);
            prop_assert!((1..=12).contains(&civil.month) && (1..=31).contains(&civil.day));
            let next = Civil::of(seconds + SECONDS_PER_DAY);
            prop_assert_eq!((civil.weekday() + 1) % 7, next.weekday());
        }
    }
}
