//! The attribute `secrets`: which secrets of Flyte's store the containers get, and how. The secrets
//! themselves never pass through Terraform.

use flyte_domain::{Delivery, Secret};
use serde::{Deserialize, Serialize};
use terraform_framework::{Attribute, Block, Diagnostics, Field, Nesting, Path, Type, Usage};

use crate::findings;
use crate::literal::{known, read_alike};

/// One secret.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SecretObject {
    pub key: Field<String>,
    pub group: Field<String>,
    pub as_env_var: Field<String>,
    pub mount: Field<String>,
}

pub(crate) fn attribute() -> Attribute {
    let object = Block::default()
        .attribute(
            "key",
            Attribute::required(Type::String).description("Name of the secret."),
        )
        .attribute(
            "group",
            Attribute::optional(Type::String).description("Group that the secret belongs to."),
        )
        .attribute(
            "as_env_var",
            Attribute::optional(Type::String).description(
                "Environment variable that holds the secret: capitals, digits and `_`. Without \
                 it and `mount`, it is made of group and key: `my-key` of the group `team` \
                 becomes `TEAM_MY_KEY`.",
            ),
        )
        .attribute(
            "mount",
            Attribute::optional(Type::String).description(
                "Folder in which the secret is a file; only `/etc/flyte/secrets`. With \
                 `as_env_var` too, the variable wins.",
            ),
        );
    let read = |secrets: &Vec<Field<SecretObject>>| {
        let secrets = Field::Known(secrets.clone());
        check(&secrets, &Path::root(), &mut Diagnostics::new())
    };
    let attribute = Attribute::nested(Nesting::List, object, Usage::Optional);
    attribute.equal_when(read_alike(read)).description(
        "Secrets from Flyte's store that the containers get. Only their names pass through \
         Terraform, never their values. The order counts. An empty list differs from none, as in \
         the SDK: it gives the containers an empty security context.",
    )
}

impl SecretObject {
    fn check(&self, path: &Path, diagnostics: &mut Diagnostics) -> Option<Secret> {
        let text = |field| known::<String>(field).map(|text| text.map(String::as_str));
        let key = text(&self.key)??;
        let secret = Secret::new(
            key,
            text(&self.group)?,
            text(&self.as_env_var)?,
            text(&self.mount)?,
        );
        secret
            .map_err(|(name, violation)| {
                let path = path.clone().attribute(name);
                diagnostics.push(findings::violation(&violation, path));
            })
            .ok()
    }
}

/// The secrets, once all of them are known; null ones are ignored. Broken rules go to the
/// diagnostics.
pub(crate) fn check(
    secrets: &Field<Vec<Field<SecretObject>>>,
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Vec<Secret>>> {
    let Some(secrets) = known(secrets)? else {
        return Some(None);
    };
    let secrets: Vec<_> = (0_i64..)
        .zip(secrets)
        .filter(|(_, secret)| !secret.is_null())
        .map(|(index, secret)| {
            secret
                .as_known()?
                .check(&path.clone().index(index), diagnostics)
        })
        .collect();
    secrets.into_iter().collect::<Option<_>>().map(Some)
}

/// The secrets that are known and break no rule, each with its place.
pub(crate) fn known_ones(secrets: &Field<Vec<Field<SecretObject>>>) -> Vec<(i64, Secret)> {
    let secrets = secrets.as_known().into_iter().flatten();
    let told_elsewhere = &mut Diagnostics::new();
    (0_i64..)
        .zip(secrets)
        .filter_map(|(index, secret)| {
            let secret = secret.as_known()?.check(&Path::root(), told_elsewhere)?;
            Some((index, secret))
        })
        .collect()
}

/// The secrets as Flyte holds them.
pub(crate) fn objects(secrets: Option<&[Secret]>) -> Field<Vec<Field<SecretObject>>> {
    let objects = |secrets: &[Secret]| secrets.iter().map(|it| Field::Known(it.into())).collect();
    secrets.map(objects).into()
}

/// The secret as Flyte holds it.
impl From<&Secret> for SecretObject {
    fn from(secret: &Secret) -> Self {
        let (as_env_var, mount) = match secret.delivery() {
            Delivery::File => (Field::Null, Field::Known(Secret::MOUNT_PATH.to_owned())),
            Delivery::EnvVar(_) if secret.has_derived_name() => (Field::Null, Field::Null),
            Delivery::EnvVar(name) => (Field::Known(name.clone()), Field::Null),
        };
        Self {
            key: Field::Known(secret.key().to_owned()),
            group: secret.group().map(str::to_owned).into(),
            as_env_var,
            mount,
        }
    }
}
