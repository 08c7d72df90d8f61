//! Who did something, as backends with a login tell it.

use flyte_proto::flyteidl2::common::EnrichedIdentity;
use flyte_proto::flyteidl2::common::enriched_identity::Principal;

/// What a person would call who it was: an address, a name, or at least what the login knows.
pub(super) fn principal(identity: &EnrichedIdentity) -> Option<String> {
    let names = match identity.principal.as_ref()? {
        Principal::User(user) => {
            let spec = user.spec.clone().unwrap_or_default();
            let subject = user.id.clone().unwrap_or_default().subject;
            let name = format!("{} {}", spec.first_name, spec.last_name);
            vec![spec.email, name.trim().to_owned(), subject]
        }
        Principal::Application(application) => {
            let name = application.spec.clone().unwrap_or_default().name;
            let subject = application.id.clone().unwrap_or_default().subject;
            vec![name, subject]
        }
    };
    names.into_iter().find(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_name_that_people_know_comes_first() {
        for (identity, expected) in [
            (
                json!({"user": {"id": {"subject": "00u1"}, "spec": {"firstName": "Ada", "lastName": "L", "email": "ada@example.com"}}}),
                Some("ada@example.com"),
            ),
            (
                json!({"user": {"id": {"subject": "00u1"}, "spec": {"firstName": "Ada"}}}),
                Some("Ada"),
            ),
            (json!({"user": {"id": {"subject": "00u1"}}}), Some("00u1")),
            (
                json!({"application": {"id": {"subject": "0oa"}, "spec": {"name": "ci"}}}),
                Some("ci"),
            ),
            (json!({"user": {}}), None),
            (json!({}), None),
        ] {
            let identity = serde_json::from_value(identity).unwrap();
            assert_eq!(principal(&identity).as_deref(), expected);
        }
    }
}
