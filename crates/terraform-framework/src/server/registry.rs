//! What the provider offers, by name, with each schema computed once and only when it is needed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::{ErasedAction, ErasedDataSource, ErasedListResource, ErasedResource};
use crate::function::Function;
use crate::identity::IdentitySchema;
use crate::provider::Provider;
use crate::schema::{Schema, location, validation};
use crate::server::{unsupported, wire};
use crate::types::Type;
use crate::value::Value;

/// A schema with the type of its values.
pub(super) struct Typed {
    pub(super) schema: Schema,
    pub(super) r#type: Type,
    /// The same of the identity; only a resource has one.
    pub(super) identity: Option<TypedIdentity>,
}

impl Typed {
    pub(super) fn new(schema: Schema) -> Self {
        let r#type = schema.block.value_type();
        Self {
            schema,
            r#type,
            identity: None,
        }
    }

    /// The configuration of something whose block may be absent, which is one without anything
    /// inside.
    pub(super) fn decode_config(
        &self,
        config: Option<tf::DynamicValue>,
    ) -> Result<Value, Diagnostic> {
        let config = wire::decode(config, &self.r#type)?;
        Ok(if config.is_null() {
            self.schema.block.empty_value()
        } else {
            config
        })
    }

    /// Holds a configuration against the schema, and then against further rules.
    pub(super) fn validate(
        &self,
        config: Option<tf::DynamicValue>,
        rules: impl FnOnce(&Value) -> Diagnostics,
    ) -> Result<Diagnostics, Diagnostic> {
        let config = self.decode_config(config)?;
        let mut diagnostics = validation::validate(&self.schema.block, &config);
        diagnostics.extend(rules(&config));
        Ok(self.located(diagnostics))
    }

    /// Diagnostics, each at a place that Terraform can show.
    pub(super) fn located(&self, diagnostics: Diagnostics) -> Diagnostics {
        location::located(&self.schema.block, diagnostics)
    }

    fn of_resource<D>(resource: &dyn ErasedResource<D>) -> Self {
        Self {
            identity: resource.identity_schema().map(TypedIdentity::new),
            ..Self::new(resource.schema())
        }
    }
}

/// The schema of an identity with the type of its values.
pub(super) struct TypedIdentity {
    pub(super) schema: IdentitySchema,
    pub(super) r#type: Type,
}

impl TypedIdentity {
    fn new(schema: IdentitySchema) -> Self {
        let r#type = schema.value_type();
        Self { schema, r#type }
    }
}

/// Something that the provider offers, and its schema.
pub(super) struct Entry<T: ?Sized> {
    pub(super) part: Arc<T>,
    describe: fn(&T) -> Typed,
    typed: OnceLock<Typed>,
}

impl<T: ?Sized> Entry<T> {
    fn new(part: Arc<T>, describe: fn(&T) -> Typed) -> Self {
        Self {
            part,
            describe,
            typed: OnceLock::new(),
        }
    }

    pub(super) fn typed(&self) -> &Typed {
        self.typed.get_or_init(|| (self.describe)(&self.part))
    }
}

type Entries<T> = BTreeMap<&'static str, Entry<T>>;

pub(super) struct Registry<D> {
    pub(super) resources: Entries<dyn ErasedResource<D>>,
    pub(super) data_sources: Entries<dyn ErasedDataSource<D>>,
    pub(super) list_resources: Entries<dyn ErasedListResource<D>>,
    pub(super) actions: Entries<dyn ErasedAction<D>>,
    pub(super) functions: BTreeMap<&'static str, Arc<dyn Function>>,
}

impl<D: Send + Sync + 'static> Registry<D> {
    pub(super) fn new(provider: &impl Provider<Data = D>) -> Self {
        let offers = provider.offers();
        let functions = offers.functions.into_iter();
        Self {
            resources: entries(offers.resources, |it| it.type_name(), Typed::of_resource),
            data_sources: entries(
                offers.data_sources,
                |it| it.type_name(),
                |it| Typed::new(it.schema()),
            ),
            list_resources: entries(
                offers.list_resources,
                |it| it.type_name(),
                |it| Typed::new(it.schema()),
            ),
            actions: entries(
                offers.actions,
                |it| it.type_name(),
                |it| Typed::new(it.schema()),
            ),
            functions: functions
                .map(|function| (function.name(), function))
                .collect(),
        }
    }

    pub(super) fn resource(&self, name: &str) -> Result<&Entry<dyn ErasedResource<D>>, Diagnostic> {
        find(&self.resources, "resource", name)
    }

    pub(super) fn data_source(
        &self,
        name: &str,
    ) -> Result<&Entry<dyn ErasedDataSource<D>>, Diagnostic> {
        find(&self.data_sources, "data source", name)
    }

    pub(super) fn list_resource(
        &self,
        name: &str,
    ) -> Result<&Entry<dyn ErasedListResource<D>>, Diagnostic> {
        find(&self.list_resources, "list resource", name)
    }

    pub(super) fn action(&self, name: &str) -> Result<&Entry<dyn ErasedAction<D>>, Diagnostic> {
        find(&self.actions, "action", name)
    }
}

fn entries<T: ?Sized>(
    parts: Vec<Arc<T>>,
    name: fn(&T) -> &'static str,
    describe: fn(&T) -> Typed,
) -> Entries<T> {
    let parts = parts.into_iter();
    parts
        .map(|part| (name(&part), Entry::new(part, describe)))
        .collect()
}

fn find<'a, T: ?Sized>(
    entries: &'a Entries<T>,
    kind: &str,
    name: &str,
) -> Result<&'a Entry<T>, Diagnostic> {
    entries
        .get(name)
        .ok_or_else(|| unsupported::diagnostic(kind, name))
}
