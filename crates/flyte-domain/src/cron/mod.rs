//! Cron expressions with their time zones.

use crate::violation::Violation;

/// A cron expression of five fields, or a word such as `@daily`, and a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    expression: String,
    /// Never that of UTC.
    timezone: Option<String>,
}

/// The time zone where none is said, as the SDK writes it (flyte SDK 2.12.1, `Cron`).
pub(crate) const UTC: &str = "UTC";

impl Cron {
    const WORDS: [&str; 7] = [
        "@yearly",
        "@annually",
        "@monthly",
        "@weekly",
        "@daily",
        "@midnight",
        "@hourly",
    ];

    /// Looks at the shape of the expression; the server reads it closely.
    ///
    /// # Errors
    /// The setting that breaks a rule, by its name.
    pub fn new(
        expression: &str,
        timezone: Option<&str>,
    ) -> Result<Self, (&'static str, Violation)> {
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || "*/,-?".contains(character);
        let fields: Vec<_> = expression.split(' ').collect();
        let five = fields.len() == 5
            && fields
                .iter()
                .all(|field| !field.is_empty() && field.chars().all(allowed));
        let every = expression
            .strip_prefix("@every ")
            .is_some_and(|rest| !rest.is_empty());
        if !five && !every && !Self::WORDS.contains(&expression) {
            let rule = "cron must have five fields: minute, hour, day, month, weekday";
            let hint = "Write an expression such as `0 2 * * *`, or a word such as `@daily`.";
            return Err((
                "cron",
                Violation::new(rule, expression.escape_debug(), hint),
            ));
        }
        let timezone = timezone.filter(|timezone| !timezone.is_empty());
        let zone =
            |character: char| character.is_ascii_alphanumeric() || "/_+-".contains(character);
        if let Some(timezone) = timezone.filter(|timezone| !timezone.chars().all(zone)) {
            let rule = "timezone must be the name of a time zone";
            let hint = "Write a name such as `Europe/Berlin` or `UTC`.";
            return Err((
                "timezone",
                Violation::new(rule, timezone.escape_debug(), hint),
            ));
        }
        Ok(Self {
            expression: expression.to_owned(),
            timezone: timezone.filter(|zone| *zone != UTC).map(str::to_owned),
        })
    }

    /// The expression.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// The time zone; UTC when absent.
    #[must_use]
    pub fn timezone(&self) -> Option<&str> {
        self.timezone.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cron_has_five_fields_or_a_word() {
        for expression in [
            "0 2 * * *",
            "*/15 8-18 ? JAN-MAR MON,TUE",
            "@daily",
            "@every 1h",
        ] {
            assert!(
                Cron::new(expression, Some("Europe/Berlin")).is_ok(),
                "{expression}"
            );
        }
        for expression in [
            "",
            "0 2 * *",
            "0 0 2 * * *",
            "0  2 * * *",
            "@often",
            "@every ",
            "a;b * * * *",
        ] {
            assert_eq!(
                Cron::new(expression, None).unwrap_err().0,
                "cron",
                "{expression}"
            );
        }
        assert_eq!(Cron::new("@daily", Some("a b")).unwrap_err().0, "timezone");
        assert_eq!(Cron::new("@daily", Some("UTC")), Cron::new("@daily", None));
    }
}
