//! Allow-lists: what the provider may use, and nothing else.
//!
//! Such a list can only be in the provider block, where readers of the configuration see it. Its
//! entries are read one by one, so that each message is at its entry.

use flyte_client::Endpoint;
use flyte_domain::ScopeName;
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::allowed_orgs::AllowedOrgs;
use crate::configuration::block::Config;
use crate::configuration::list::Names;
use crate::configuration::origins::Origins;
use crate::configuration::row::Row;
use crate::configuration::source::{Source, blame, rule_and_detail};
use crate::configuration::table::{ALLOWED_ENDPOINTS, ALLOWED_ORGS, ENDPOINT, ORG};

/// The endpoints that may be used, by host and port; unknown also if there is an error.
#[derive(Debug)]
pub(super) struct AllowedEndpoints(Field<Vec<Endpoint>>);

impl AllowedEndpoints {
    /// `insecure`, once known, says which port is meant by an entry without a scheme and a port.
    pub(super) fn find(
        config: &Config,
        insecure: Field<bool>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let is_plain = insecure.as_known().copied().unwrap_or_default();
        let list = entries(&ALLOWED_ENDPOINTS, config, diagnostics, |text| {
            if text.contains('*') {
                return Err((
                    format!("{}: an entry is not a pattern", ALLOWED_ENDPOINTS.name),
                    "Name every host, such as `flyte.example.com`.".to_owned(),
                ));
            }
            // An entry does not allow plain HTTP, so an entry with `http://` needs no `insecure`.
            Endpoint::parse(text, is_plain)
                .or_else(|_| Endpoint::parse(text, true))
                .map_err(|error| {
                    let rule = format!("{}: {error}", ALLOWED_ENDPOINTS.name);
                    (rule, format!("{}.", error.hint()))
                })
        });
        Self(match (list, insecure) {
            (Field::Known(_), Field::Unknown) => Field::Unknown,
            (list, _) => list,
        })
    }

    /// Returns whether there is a list. Whatever passes [`check`](Self::check) is then in it.
    pub(super) fn is_list(&self) -> bool {
        self.0.as_known().is_some()
    }

    /// Refuses an endpoint that is not in the list.
    pub(super) fn check(
        &self,
        endpoint: &Field<Endpoint>,
        source: Option<&Source>,
        diagnostics: &mut Diagnostics,
    ) {
        let (Field::Known(list), Field::Known(endpoint)) = (&self.0, endpoint) else {
            return;
        };
        let here = endpoint.authority();
        let allowed: Vec<_> = list.iter().map(Endpoint::authority).collect();
        if allowed.contains(&here) {
            return;
        }
        diagnostics.push(blame(
            ENDPOINT.name,
            source,
            format!("Endpoint `{endpoint}` is not allowed"),
            format!(
                "It is `{here}`, and `allowed_endpoints` in the provider block has only `{}`. No \
                 server was contacted.\n\nSet `endpoint` to one from the list, or add this one to \
                 the list if it is the Flyte that you mean.",
                allowed.join("`, `")
            ),
        ));
    }
}

/// The organisations that may be worked in.
pub(super) fn orgs(origins: &Origins<'_>, diagnostics: &mut Diagnostics) -> AllowedOrgs {
    AllowedOrgs::new(entries(
        &ALLOWED_ORGS,
        origins.config,
        diagnostics,
        |text| {
            if text.is_empty() {
                return Ok(String::new());
            }
            ScopeName::new("An organisation in allowed_orgs", text)
                .map(|name| name.to_string())
                .map_err(rule_and_detail)
        },
    ))
}

/// Refuses a provider's own organisation that may not be worked in. If it has none, each resource
/// may still name one.
pub(super) fn check_org(
    allowed: &AllowedOrgs,
    org: &Field<String>,
    origins: &Origins<'_>,
    diagnostics: &mut Diagnostics,
) {
    if let Field::Known(org) = org
        && let Err(refusal) = allowed.permit(org)
    {
        let written = origins.find(&ORG, &mut Diagnostics::new());
        diagnostics.push(written.blame(refusal.summary, refusal.detail));
    }
}

/// The entries of a list, each parsed; unknown also if there is an error. An error, as a rule and a
/// detail, goes to the diagnostics at its entry.
fn entries<T>(
    row: &Row<Names>,
    config: &Config,
    diagnostics: &mut Diagnostics,
    parse: impl Fn(&str) -> Result<T, (String, String)>,
) -> Field<Vec<T>> {
    let list = match row.attribute.map(|attribute| attribute(config)) {
        None | Some(Field::Null) => return Field::Null,
        Some(Field::Unknown) => return Field::Unknown,
        Some(Field::Known(names)) => names.elements(),
    };
    let path = Path::root().attribute(row.name);
    if list.is_empty() {
        let rule = format!("{} must not be empty", row.name);
        let detail = "An empty list would allow nothing. Remove it, or name one.";
        diagnostics.push(Diagnostic::error(rule, detail).at(path));
        return Field::Unknown;
    }
    let mut parsed = Some(Vec::with_capacity(list.len()));
    for (index, entry) in (0..).zip(list) {
        let outcome = match entry {
            Field::Unknown => None,
            Field::Known(text) => Some(parse(text)),
            Field::Null => Some(Err((
                format!("An element of {} must not be null", row.name),
                "Remove it, or give it a value.".to_owned(),
            ))),
        };
        match (outcome, &mut parsed) {
            (Some(Ok(entry)), Some(parsed)) => parsed.push(entry),
            (Some(Err((rule, detail))), _) => {
                diagnostics.push(Diagnostic::error(rule, detail).at(path.clone().index(index)));
                parsed = None;
            }
            _ => parsed = None,
        }
    }
    parsed.map_or(Field::Unknown, Field::Known)
}
