//! What the pages are about: the provider and everything that it offers, by kind.
//!
//! A kind decides where its pages, templates and examples are. What the provider offers of it has
//! a page without further ado; [`snapshot`](crate::snapshot) makes sure that nothing which
//! Terraform sees is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use terraform_framework::{Block, IdentitySchema, Provider as _, Schema, Signature};
use terraform_provider_flyte::Flyte;
use test_support::feature::Feature;

/// A kind of thing that a provider can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its folder in `docs/`, in `tests/docs/templates/` and in `examples/`, as the Terraform
    /// registry names it.
    pub(crate) folder: &'static str,
    /// What one of it is called: the default template, and the main example without its suffix.
    pub(crate) one: &'static str,
    /// Where `terraform providers schema -json` has it.
    pub(crate) part: &'static str,
    /// What it takes to use it, unless every Terraform can.
    pub(crate) needs: Option<Feature>,
}

const RESOURCES: Kind = Kind {
    folder: "resources",
    one: "resource",
    part: "resource_schemas",
    needs: None,
};
const DATA_SOURCES: Kind = Kind {
    folder: "data-sources",
    one: "data-source",
    part: "data_source_schemas",
    needs: None,
};
const FUNCTIONS: Kind = Kind {
    folder: "functions",
    one: "function",
    part: "functions",
    needs: Some(Feature::Functions),
};
const LIST_RESOURCES: Kind = Kind {
    folder: "list-resources",
    one: "list-resource",
    part: "list_resource_schemas",
    needs: Some(Feature::Query),
};
const ACTIONS: Kind = Kind {
    folder: "actions",
    one: "action",
    part: "action_schemas",
    needs: Some(Feature::Actions),
};

/// Every kind.
pub(crate) static KINDS: [Kind; 5] = [RESOURCES, DATA_SOURCES, FUNCTIONS, LIST_RESOURCES, ACTIONS];

/// What a page is about.
#[derive(Debug)]
pub(crate) struct Subject {
    /// Nothing for the provider itself.
    pub(crate) kind: Option<Kind>,
    /// As it is called in a configuration.
    pub(crate) name: String,
    pub(crate) contents: Contents,
    /// By what a resource is found again.
    pub(crate) identity: Option<IdentitySchema>,
}

/// What there is to say of it.
#[derive(Debug)]
pub(crate) enum Contents {
    Block(Block),
    Function(Signature),
}

impl Subject {
    /// The path of its page in `docs/`, which does without the provider's prefix.
    pub(crate) fn page(&self) -> String {
        let name = self.name.strip_prefix("flyte_").unwrap_or(&self.name);
        match &self.kind {
            Some(kind) => format!("{}/{name}.md", kind.folder),
            None => "index.md".to_owned(),
        }
    }

    /// The folder of its examples in `examples/`.
    pub(crate) fn examples(&self) -> String {
        match &self.kind {
            Some(kind) => format!("{}/{}", kind.folder, self.name),
            None => "provider".to_owned(),
        }
    }

    /// Its schema, if it has one.
    pub(crate) fn block(&self) -> Option<&Block> {
        match &self.contents {
            Contents::Block(block) => Some(block),
            Contents::Function(_) => None,
        }
    }
}

/// The provider, and everything it offers, by the path of its page in `docs/`.
pub(crate) fn all() -> BTreeMap<String, Subject> {
    let provider = Flyte::new(Arc::new(BTreeMap::new()));
    let offers = provider.offers();
    let mut all = vec![Subject {
        kind: None,
        name: "flyte".to_owned(),
        contents: Contents::Block(provider.schema().block),
        identity: None,
    }];
    for (kind, schemas) in [
        (RESOURCES, offers.resource_schemas()),
        (DATA_SOURCES, offers.data_source_schemas()),
        (LIST_RESOURCES, offers.list_resource_schemas()),
        (ACTIONS, offers.action_schemas()),
    ] {
        all.extend(
            schemas
                .into_iter()
                .map(|(name, schema)| of(kind, name, schema)),
        );
    }
    all.extend(
        offers
            .signatures()
            .into_iter()
            .map(|(name, signature)| Subject {
                kind: Some(FUNCTIONS),
                name: name.to_owned(),
                contents: Contents::Function(signature),
                identity: None,
            }),
    );
    let mut identities: BTreeMap<_, _> = offers.identity_schemas().into_iter().collect();
    for subject in &mut all {
        if subject.kind == Some(RESOURCES) {
            subject.identity = identities.remove(subject.name.as_str());
        }
    }
    all.into_iter()
        .map(|subject| (subject.page(), subject))
        .collect()
}

fn of(kind: Kind, name: &str, schema: Schema) -> Subject {
    Subject {
        kind: Some(kind),
        name: name.to_owned(),
        contents: Contents::Block(schema.block),
        identity: None,
    }
}
