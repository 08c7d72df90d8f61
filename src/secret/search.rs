//! Finding the secrets of a place.

use flyte_client::{CallOptions, Client, Error};
use flyte_domain::{NamePattern, SecretId, SecretScope, StoredSecret};
use terraform_framework::{Attribute, Diagnostic, Field, Path, Type};

use crate::findings;

/// Which secrets are wanted.
#[derive(Debug)]
pub(crate) struct SecretFilter {
    /// Empty if there is none.
    pub(crate) org: String,
    pub(crate) scope: SecretScope,
    /// Whether secrets of narrower places are wanted, too.
    pub(crate) narrower: bool,
    pub(crate) name: Option<NamePattern>,
}

/// The wanted secrets, by place and name. Names that are not valid for a secret here are left out.
///
/// # Errors
/// The call that failed: the list is whole, or there is none.
pub(crate) async fn find(
    client: &Client,
    wanted: &SecretFilter,
    options: &CallOptions,
) -> Result<Vec<(SecretId, StoredSecret)>, Error> {
    let (project, domain) = (wanted.scope.project(), wanted.scope.domain());
    let mut pages = client
        .secret_pages(&wanted.org, project, domain, options)
        .await?;
    let mut found = Vec::new();
    while let Some(page) = pages.next().await? {
        let secrets = page.into_iter().map(StoredSecret::from_wire);
        let named = secrets.filter_map(|secret| Some((secret.id.clone()?, secret)));
        found.extend(named.filter(|(id, _)| wanted.has(id)));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

impl SecretFilter {
    /// Returns whether a secret is wanted: a backend also returns those of narrower places.
    fn has(&self, id: &SecretId) -> bool {
        let within = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        let is_in = match self.narrower {
            true => {
                within(self.scope.domain(), id.scope.domain())
                    && within(self.scope.project(), id.scope.project())
            }
            false => id.scope == self.scope,
        };
        let name = self.name.as_ref();
        is_in && name.is_none_or(|pattern| pattern.matches(id.name.as_str()))
    }
}

/// The attribute `name`: a pattern.
pub(crate) fn name() -> Attribute {
    Attribute::optional(Type::String)
        .rule(|value, path, diagnostics| {
            if let Some(text) = value.as_str()
                && let Err(broken) = NamePattern::of_secrets(text)
            {
                diagnostics.push(findings::violation(&broken, path.clone()));
            }
        })
        .description(
            "Pattern that the names of the secrets match, as in `db-*`: `*` stands for any characters, \
             `?` for one. Default: all names.",
        )
}

/// The pattern in the attribute `name`.
///
/// # Errors
/// A diagnostic at `name`.
pub(crate) fn pattern(name: &Field<String>) -> Result<Option<NamePattern>, Diagnostic> {
    let pattern = name.as_known().map(|text| NamePattern::of_secrets(text));
    pattern
        .transpose()
        .map_err(|broken| findings::violation(&broken, Path::root().attribute("name")))
}
