//! What the provider offers, by name, with each schema computed once and only when it is needed.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::absent;
use crate::terraform::{
    diagnostics::Diagnostic,
    erased::{ErasedDataSource, ErasedResource},
    function::Function,
    identity::IdentitySchema,
    provider::Provider,
    schema::Schema,
    types::Type,
};

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

pub(super) struct Offered<D> {
    pub(super) resources: BTreeMap<&'static str, Entry<dyn ErasedResource<D>>>,
    pub(super) data_sources: BTreeMap<&'static str, Entry<dyn ErasedDataSource<D>>>,
    pub(super) functions: BTreeMap<&'static str, Arc<dyn Function>>,
}

impl<D: Send + Sync + 'static> Offered<D> {
    pub(super) fn new(provider: &impl Provider<Data = D>) -> Self {
        let offers = provider.offers();
        let resources = offers.resources.into_iter();
        let data_sources = offers.data_sources.into_iter();
        let functions = offers.functions.into_iter();
        Self {
            resources: resources
                .map(|part| (part.type_name(), Entry::new(part, Typed::of_resource)))
                .collect(),
            data_sources: data_sources
                .map(|part| {
                    let describe = |part: &dyn ErasedDataSource<D>| Typed::new(part.schema());
                    (part.type_name(), Entry::new(part, describe))
                })
                .collect(),
            functions: functions
                .map(|function| (function.name(), function))
                .collect(),
        }
    }

    pub(super) fn resource(&self, name: &str) -> Result<&Entry<dyn ErasedResource<D>>, Diagnostic> {
        self.resources
            .get(name)
            .ok_or_else(|| absent::diagnostic("resource", name))
    }

    pub(super) fn data_source(
        &self,
        name: &str,
    ) -> Result<&Entry<dyn ErasedDataSource<D>>, Diagnostic> {
        self.data_sources
            .get(name)
            .ok_or_else(|| absent::diagnostic("data source", name))
    }
}
