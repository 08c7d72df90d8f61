//! Identities: `GetResourceIdentitySchemas`, `UpgradeResourceIdentity`, and what every call about
//! a resource does with the identity that it gets and gives.

use terraform_proto::tfplugin6::resource_identity_schema::IdentityAttribute;
use terraform_proto::tfplugin6::{self as tf, ResourceIdentityData};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::identity::{self, Fault, IdentitySchema};
use crate::json::{self, Unsupported};
use crate::provider::Provider;
use crate::server::inner::Inner;
use crate::server::registry::Typed;
use crate::server::states::unusable;
use crate::server::wire;
use crate::value::Value;

impl<P: Provider> Inner<P> {
    pub(super) fn identity_schemas(&self) -> tf::get_resource_identity_schemas::Response {
        let resources = self.registry.resources.iter();
        tf::get_resource_identity_schemas::Response {
            identity_schemas: resources
                .filter_map(|(name, entry)| {
                    let identity = entry.typed().identity.as_ref()?;
                    Some(((*name).to_owned(), schema(&identity.schema)))
                })
                .collect(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn upgrade_identity(
        &self,
        request: tf::upgrade_resource_identity::Request,
    ) -> tf::upgrade_resource_identity::Response {
        let (upgraded_identity, diagnostics) = match self.upgraded_identity(request) {
            Ok(identity) => (identity, Diagnostics::new()),
            Err(diagnostic) => (None, diagnostic.into()),
        };
        tf::upgrade_resource_identity::Response {
            upgraded_identity,
            diagnostics: wire::diagnostics(diagnostics),
        }
    }

    fn upgraded_identity(
        &self,
        request: tf::upgrade_resource_identity::Request,
    ) -> Result<Option<ResourceIdentityData>, Diagnostic> {
        let entry = self.registry.resource(&request.type_name)?;
        let typed = entry.typed();
        let Some(identity) = &typed.identity else {
            return Ok(None);
        };
        let mut stored = request.raw_identity.unwrap_or_default().json;
        if request.version < identity.schema.version {
            let old = serde_json::from_slice(&stored)
                .map_err(|error| unusable(&format!("Its identity is not valid JSON: {error}.")))?;
            let new = entry.part.upgrade_identity(request.version, old);
            stored = new.map_err(|text| unusable(&text))?.to_string().into();
        }
        let value =
            json::decode(&stored, &identity.r#type, Unsupported::Ignore).map_err(|error| {
                unusable(&format!("Its identity does not fit the schema: {error}."))
            })?;
        typed.encode_identity(&value)
    }
}

impl Typed {
    /// The identity that Terraform sent; null if it has none, as Terraform before 1.12.
    pub(super) fn decode_identity(
        &self,
        sent: Option<&ResourceIdentityData>,
    ) -> Result<Value, Diagnostic> {
        match (&self.identity, sent) {
            (Some(identity), Some(sent)) => {
                wire::decode(sent.identity_data.clone(), &identity.r#type)
            }
            _ => Ok(Value::Null),
        }
    }

    /// An identity for Terraform, if the resource has one and this is not null.
    pub(super) fn encode_identity(
        &self,
        value: &Value,
    ) -> Result<Option<ResourceIdentityData>, Diagnostic> {
        let Some(identity) = self.identity.as_ref().filter(|_| !value.is_null()) else {
            return Ok(None);
        };
        Ok(Some(ResourceIdentityData {
            identity_data: Some(wire::encode(value, &identity.r#type)?),
        }))
    }

    /// The identity of a planned object. `before` is that of the object which stays; null if
    /// the plan is for a new one, whose identity is left out unless all of it is known:
    /// Terraform 1.12 and 1.13 cannot show a plan with such an identity as JSON.
    pub(super) fn plan_identity(
        &self,
        before: &Value,
        is_new: bool,
        planned: Value,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<ResourceIdentityData>, Diagnostic> {
        if self.identity.is_none() || diagnostics.has_errors() {
            return self.encode_identity(before);
        }
        let identity = if is_new && planned.contains_unknown() {
            Value::Null
        } else if is_new {
            planned
        } else {
            identity::keep(before, planned).unwrap_or_else(|fault| {
                diagnostics.push(fault.into());
                before.clone()
            })
        };
        self.encode_identity(&identity)
    }

    /// The identity of an existing object after an operation, which had `before`. One that
    /// failed may not know it.
    pub(super) fn settle_identity(
        &self,
        before: &Value,
        now: Value,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<ResourceIdentityData>, Diagnostic> {
        let Some(identity) = &self.identity else {
            return Ok(None);
        };
        match identity::settle(&identity.schema, before, now) {
            Ok(identity) => self.encode_identity(&identity),
            Err(fault) => {
                if !diagnostics.has_errors() {
                    diagnostics.push(fault.into());
                }
                if before.contains_unknown() {
                    Ok(None)
                } else {
                    self.encode_identity(before)
                }
            }
        }
    }
}

impl From<Fault> for Diagnostic {
    fn from(fault: Fault) -> Self {
        let (summary, reason) = match fault {
            Fault::Missing(name) => (
                "Identity is not whole",
                format!("The operation succeeded, but the object's identity lacks `{name}`."),
            ),
            Fault::Changed(name) => (
                "Identity has changed",
                format!("An object keeps its identity for life, but its `{name}` has changed."),
            ),
        };
        Self::error(
            summary,
            format!("{reason} This is a bug in the provider; please report it."),
        )
    }
}

fn schema(source: &IdentitySchema) -> tf::ResourceIdentitySchema {
    let attributes = source.attributes.iter();
    tf::ResourceIdentitySchema {
        version: source.version,
        identity_attributes: attributes
            .map(|(name, attribute)| IdentityAttribute {
                name: (*name).to_owned(),
                r#type: attribute.r#type.to_json(),
                required_for_import: attribute.required_for_import,
                optional_for_import: !attribute.required_for_import,
                description: attribute.description.to_owned(),
            })
            .collect(),
    }
}
