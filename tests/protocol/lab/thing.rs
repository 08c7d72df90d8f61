//! The resource: a name and a size. Its first schema had the size as a text, its first identity
//! called the name `label`; it takes over `old_thing` of the provider `acme/old`.
//!
//! The name asks for bugs: `vague` has no identity once it exists, `shifty` becomes another thing
//! whenever it is read, changed or imported.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use terraform_framework::{
    ApplyResponse, Attribute, Block, CreateRequest, DeleteRequest, Diagnostic, Diagnostics, Field,
    Identity, IdentitySchema, ImportRequest, ImportTarget, PlanRequest, PlanResponse, ReadRequest,
    ReadResponse, Resource, Schema, TakeOverRequest, Type, UpdateRequest,
};

/// The name of the resource, and of its list.
pub(crate) const THING: &str = "lab_thing";

pub(super) struct Thing;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) name: Field<String>,
    pub(super) size: Field<i64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) name: Field<String>,
}

impl Identity<Model> for Name {
    fn schema() -> Option<IdentitySchema> {
        let mut schema = IdentitySchema::default().required("name", Type::String, "The name.");
        schema.version = 1;
        Some(schema)
    }

    fn of(model: &Model) -> Self {
        let is_vague = model.name == Field::Known("vague".to_owned());
        Self {
            name: if is_vague {
                Field::Null
            } else {
                model.name.clone()
            },
        }
    }

    fn upgrade(version: i64, stored: Json) -> Result<Json, String> {
        assert_eq!(version, 0);
        Ok(json!({ "name": stored["label"] }))
    }
}

impl Resource for Thing {
    type Model = Model;
    type Data = ();
    type Identity = Name;

    fn type_name(&self) -> &'static str {
        THING
    }

    fn schema(&self) -> Schema {
        let block = Block::new("A thing.")
            .attribute(
                "name",
                Attribute::optional_computed(Type::String).requires_replace(),
            )
            .attribute("size", Attribute::with_default(Type::Number, 1));
        Schema {
            version: 2,
            ..Schema::new(block)
        }
    }

    async fn plan(&self, request: PlanRequest<Model, ()>) -> PlanResponse<Model> {
        PlanResponse {
            plan: request.plan,
            requires_replace: Vec::new(),
            diagnostics: Diagnostics::new(),
        }
    }

    async fn create(&self, request: CreateRequest<Model, ()>) -> ApplyResponse<Model> {
        let mut plan = request.plan;
        if plan.name.is_unknown() {
            plan.name = Field::Known("given".to_owned());
        }
        left(Some(plan))
    }

    async fn read(&self, request: ReadRequest<Model, ()>) -> ReadResponse<Model> {
        ReadResponse {
            state: Some(shifted(request.state)),
            private: request.private,
            diagnostics: Diagnostics::new(),
        }
    }

    async fn update(&self, request: UpdateRequest<Model, ()>) -> ApplyResponse<Model> {
        left(Some(shifted(request.plan)))
    }

    async fn delete(&self, _request: DeleteRequest<Model, ()>) -> ApplyResponse<Model> {
        left(None)
    }

    async fn import(&self, request: ImportRequest<Model, (), Name>) -> Result<Model, Diagnostics> {
        let name = match request.target {
            ImportTarget::Id(id) => Field::Known(id),
            ImportTarget::Identity(identity) => identity.name,
        };
        Ok(shifted(Model {
            name,
            ..request.empty
        }))
    }

    fn take_over(&self, request: TakeOverRequest<Model>) -> Result<Model, Diagnostics> {
        if request.provider_address != "registry.terraform.io/acme/old" {
            return Err(Diagnostic::error("Only old things are taken over", "Sorry.").into());
        }
        assert_eq!(request.type_name, "old_thing");
        assert_eq!(request.schema_version, 7);
        assert_eq!(request.private, b"theirs");
        assert_eq!(request.identity, Some(json!({ "id": "x" })));
        let name = request.state["title"].as_str().map(str::to_owned);
        Ok(Model {
            name: name.into(),
            ..request.empty
        })
    }

    fn upgrade(&self, version: i64, state: Json) -> Result<Json, String> {
        let Some(size) = state["size"].as_str() else {
            return Err(format!("The size of version {version} is not a text."));
        };
        Ok(json!({ "name": state["name"], "size": size.parse::<i64>().unwrap() }))
    }
}

fn shifted(mut model: Model) -> Model {
    if model.name == Field::Known("shifty".to_owned()) {
        model.name = Field::Known("another".to_owned());
    }
    model
}

fn left(state: Option<Model>) -> ApplyResponse<Model> {
    ApplyResponse {
        state,
        private: Default::default(),
        diagnostics: Diagnostics::new(),
    }
}
