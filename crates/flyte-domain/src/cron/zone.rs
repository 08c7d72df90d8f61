//! Time zones, by their names in the IANA database.
//!
//! The database is part of the program, so that every machine plans alike. It has the names that the
//! SDK lists (flyte SDK 2.12.1, `Timezone`) and that Go brings along. The server looks a name up in
//! the files of its own machine (Go, `time.LoadLocation`): with capitals and small letters, and with
//! whatever else is in that folder, such as `posix/Europe/Berlin`, which is refused here, as is
//! `Local`, by which Go means the zone of the machine.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use strsim::levenshtein;

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// A time zone that the database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zone(TimeZone);

impl Zone {
    /// The one without daylight saving time.
    pub(super) const UTC: Self = Self(TimeZone::UTC);

    /// The zone of this name, in this spelling.
    pub(super) fn named(name: &str) -> Result<Self, Violation> {
        let found = TimeZoneDatabase::bundled().get(name).ok();
        // Names are found whatever their capitals, and one stands for no zone in particular.
        let found = found.filter(|zone| zone.iana_name() == Some(name) && !zone.is_unknown());
        found.map(Self).ok_or_else(|| unknown(name))
    }

    /// How many seconds its clocks are ahead of UTC at a time, given in seconds since 1970.
    pub(super) fn offset(&self, seconds: i64) -> i64 {
        let beyond = if seconds < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        let time = Timestamp::from_second(seconds).unwrap_or(beyond);
        self.0.to_offset(time).seconds().into()
    }
}

fn unknown(name: &str) -> Violation {
    let hint = if name == "Local" {
        "Write the name of a zone, such as `Europe/Berlin`: `Local` would be that of the machine that \
         Flyte happens to run on."
            .to_owned()
    } else if let Some(known) = same_but_for_capitals(name) {
        format!("Write `{known}`: Flyte distinguishes upper and lower case.")
    } else if name.contains(['+', '-']) && name.contains(|it: char| it.is_ascii_digit()) {
        "Write a name of the IANA time zone database, such as `Europe/Berlin`. What is always two \
         hours ahead of UTC is `Etc/GMT-2`, with the sign the other way round."
            .to_owned()
    } else {
        let meant = nearest(name).map(|known| format!("Did you mean `{known}`? "));
        format!(
            "{}Write a name of the IANA time zone database, such as `Europe/Berlin`, or `UTC`.",
            meant.unwrap_or_default()
        )
    };
    Violation::new(
        "timezone must be the name of a time zone",
        Received::shown(Shown::Zone, name),
        hint,
    )
}

fn names() -> Vec<String> {
    let database = TimeZoneDatabase::bundled();
    database.available().map(|name| name.to_string()).collect()
}

fn same_but_for_capitals(name: &str) -> Option<String> {
    names()
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(name))
}

/// The zone of the same place, else the one with the least to change, if that is a quarter of the
/// letters or less: short names such as `PST` are near to names that mean something else.
fn nearest(name: &str) -> Option<String> {
    let written = letters(name);
    let place = place(&written);
    let same_place = names().into_iter().find(|known| {
        let known = letters(known);
        known.contains('/') && self::place(&known) == place
    });
    same_place.or_else(|| {
        let near = names().into_iter().filter_map(|known| {
            let distance = levenshtein(&written, &letters(&known));
            (distance <= written.chars().count() / 4).then_some((distance, known))
        });
        near.min().map(|(_, known)| known)
    })
}

fn letters(name: &str) -> String {
    let letters = name.chars().take(40).flat_map(char::to_lowercase);
    letters
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '/' {
                letter
            } else {
                '_'
            }
        })
        .collect()
}

/// What stands behind the last `/`.
fn place(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_has_the_names_of_go() {
        for name in [
            "UTC",
            "Europe/Berlin",
            "US/Eastern",
            "EST5EDT",
            "Etc/GMT-5",
            "Factory",
        ] {
            assert!(Zone::named(name).is_ok(), "{name}");
        }
        // As many as in Go 1.26, of 2025.
        assert!(names().len() >= 598);
        for name in names() {
            assert!(Zone::named(&name).is_ok(), "{name}");
        }
    }

    #[test]
    fn clocks_are_ahead_by_the_season() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(berlin.offset(1_767_225_600), 3_600);
        assert_eq!(berlin.offset(1_782_864_000), 7_200);
        assert_eq!(Zone::UTC.offset(i64::MAX), 0);
    }

    #[test]
    fn a_name_that_is_none_is_told_with_what_was_meant() {
        for (name, hint) in [
            (
                "europe/berlin",
                "Write `Europe/Berlin`: Flyte distinguishes upper",
            ),
            ("utc", "Write `UTC`: "),
            ("Local", "Write the name of a zone, such as"),
            ("Berlin", "Did you mean `Europe/Berlin`? "),
            ("US/New York", "Did you mean `America/New_York`? "),
            ("Europe/Berlim", "Did you mean `Europe/Berlin`? "),
            ("CET2", "Did you mean `CET`? "),
            (
                "UTC+2",
                "Write a name of the IANA time zone database, such as `Europe/Berlin`. What",
            ),
            ("PST", "Write a name of the IANA"),
            ("Etc/Unknown", "Write a name of the IANA"),
            ("Mars/Phobos", "Write a name of the IANA"),
            ("../Europe/Berlin", "Did you mean `Europe/Berlin`? "),
            ("a\nb", "Write a name of the IANA"),
            ("Europe/Berlin ", "Did you mean `Europe/Berlin`? "),
        ] {
            let violation = Zone::named(name).unwrap_err();
            assert!(
                violation.hint().starts_with(hint),
                "{name}: {}",
                violation.hint()
            );
        }
    }
}
