//! The organisations that the provider may work in.
//!
//! A guard against a configuration that reaches the wrong one: anything outside the list is refused
//! before any call to Flyte.

use terraform_framework::{Diagnostic, Field, Path};

/// The organisations that the provider may work in; all of them where there is no list.
///
/// No organisation is the empty string, which has to be in the list like any other.
#[derive(Clone, Debug, Default)]
pub(super) struct AllowedOrgs(Field<Vec<String>>);

impl AllowedOrgs {
    /// The list from the provider block. While it is not known yet, nothing is refused: then there
    /// is no client either.
    pub(super) fn new(list: Field<Vec<String>>) -> Self {
        Self(list)
    }

    /// Lets the organisation pass that is derived from the name of the host if none is configured,
    /// or refuses it.
    ///
    /// # Errors
    /// A diagnostic at `org` for one that is not in the list.
    pub(super) fn permit_derived(&self, org: &str) -> Result<(), Diagnostic> {
        self.permit(org).map_err(|refusal| {
            let list = self.0.as_known();
            let list = list.map(Vec::as_slice).unwrap_or_default();
            Diagnostic {
                detail: format!(
                    "`allowed_orgs` in the provider block is `{list:?}`. No organisation is named \
                     here or by the provider, so requests would carry `{org}`: the first label of \
                     the endpoint's host name, which the Flyte SDK takes, too. Flyte was not \
                     asked.\n\nSet `org` to one from the list, here or in the provider block, or \
                     add `{org:?}` to the list if this is where you mean to work."
                ),
                ..refusal
            }
        })
    }

    /// Lets an organisation pass, or refuses it.
    ///
    /// # Errors
    /// A diagnostic at `org` for one that is not in the list.
    pub(super) fn permit(&self, org: &str) -> Result<(), Diagnostic> {
        let Field::Known(list) = &self.0 else {
            return Ok(());
        };
        if list.iter().any(|allowed| allowed == org) {
            return Ok(());
        }
        let refusal = if org.is_empty() {
            Diagnostic::error(
                "An organisation must be named",
                format!(
                    "`allowed_orgs` in the provider block is `{list:?}`, and no organisation is \
                     named here or by the provider. Flyte was not asked.\n\nSet `org` to one from \
                     the list, here or in the provider block, or add `\"\"` to the list, which \
                     stands for no organisation."
                ),
            )
        } else {
            Diagnostic::error(
                format!("Organisation `{org}` is not allowed"),
                format!(
                    "`allowed_orgs` in the provider block is `{list:?}`. Flyte was not \
                     asked.\n\nSet `org` to one from the list, or add `{org:?}` to the list if \
                     this is where you mean to work. An organisation that only the Terraform state \
                     or an import names belongs to another configuration."
                ),
            )
        };
        Err(refusal.at(Path::root().attribute("org")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(list: &[&str], org: &str) -> Option<Diagnostic> {
        let list = list.iter().map(ToString::to_string).collect();
        AllowedOrgs::new(Field::Known(list)).permit(org).err()
    }

    #[test]
    fn only_what_is_in_the_list_passes() {
        assert_eq!(refused(&["acme", "beta"], "beta"), None);
        for org in ["other", "Acme", "acm", "acme "] {
            let refusal = refused(&["acme", "beta"], org).unwrap();
            let told = refusal.to_string();
            assert!(told.starts_with("error at org: "), "{told}");
            assert!(told.contains(&format!("Organisation `{org}`")), "{told}");
            assert!(told.contains("`[\"acme\", \"beta\"]`"), "{told}");
        }
    }

    #[test]
    fn one_that_is_taken_from_the_host_has_to_be_in_the_list() {
        let allowed = AllowedOrgs::new(Field::Known(vec![String::new(), "acme".to_owned()]));
        assert_eq!(allowed.permit_derived("acme"), Ok(()));
        let refusal = allowed.permit_derived("flyte").unwrap_err();
        assert_eq!(refusal.summary, "Organisation `flyte` is not allowed");
        assert!(refusal.detail.contains("first label"), "{refusal}");
    }

    #[test]
    fn no_organisation_is_the_empty_text() {
        assert_eq!(refused(&["acme", ""], ""), None);
        assert_eq!(refused(&["acme", ""], "acme"), None);
        let refusal = refused(&["acme"], "").unwrap();
        assert_eq!(refusal.summary, "An organisation must be named");
        assert!(refusal.detail.contains("add `\"\"`"), "{refusal}");
    }

    #[test]
    fn without_a_list_everything_passes() {
        for list in [Field::Null, Field::Unknown] {
            for org in ["", "acme"] {
                assert_eq!(AllowedOrgs::new(list.clone()).permit(org), Ok(()));
            }
        }
    }
}
