//! The list of things: as many as it is asked for, and bugs on demand.

use serde::{Deserialize, Serialize};
use terraform_framework::{
    Attribute, Block, Diagnostic, Diagnostics, Field, Found, ListRequest, ListResource, Path,
    Results, Schema, Type,
};

use crate::lab::thing::{Model, Name, THING, Thing};

pub(super) struct Things;

#[derive(Serialize, Deserialize)]
pub(super) struct Config {
    /// How many there are; null is without end.
    most: Field<i64>,
    /// `crash`, `fail`, `warn` or `nameless`, after the last one.
    end: Field<String>,
}

impl ListResource for Things {
    type Resource = Thing;
    type Config = Config;

    fn type_name(&self) -> &'static str {
        THING
    }

    fn schema(&self) -> Schema {
        let count = Attribute::optional(Type::Number).rule(|count, path, diagnostics| {
            let is_negative = count.as_number().and_then(|count| count.as_i64()) < Some(0);
            if is_negative {
                diagnostics.push(Diagnostic::error("Too few", "Sorry.").at(path.clone()));
            }
        });
        Schema::new(
            Block::new("Lists things.")
                .attribute("most", count)
                .attribute("end", Attribute::optional(Type::String)),
        )
    }

    fn validate(&self, config: Config) -> Diagnostics {
        if config.end == Field::Known("never".to_owned()) {
            let path = Path::root().attribute("end");
            return Diagnostic::error("It ends", "Sorry.").at(path).into();
        }
        Diagnostics::new()
    }

    async fn list(&self, request: ListRequest<Self>, mut results: Results<Thing>) -> Diagnostics {
        let mut number = 0;
        while request.config.most != Field::Known(number) {
            let result = thing(&format!("t{number}"), request.include_object);
            if results.found(result).await.is_break() {
                return Diagnostics::new();
            }
            number += 1;
        }
        match request.config.end.as_known().map(String::as_str) {
            Some("crash") => panic!("boom"),
            Some("fail") => Diagnostic::error("The rest is lost", "Sorry.").into(),
            Some("warn") => Diagnostic::warning("Some are hidden", "Sorry.").into(),
            Some("nameless") => {
                let _ = results.found(thing("vague", false)).await;
                Diagnostics::new()
            }
            Some("waits") => {
                request.cancellation.cancelled().await;
                Diagnostic::error("Interrupted", "Sorry.").into()
            }
            _ => Diagnostics::new(),
        }
    }
}

fn thing(name: &str, with_object: bool) -> Found<Thing> {
    let model = Model {
        name: Field::Known(name.to_owned()),
        size: Field::Known(1),
    };
    Found {
        identity: <Name as terraform_framework::Identity<Model>>::of(&model),
        display_name: format!("Thing {name}"),
        object: with_object.then_some(model),
        diagnostics: Diagnostics::new(),
    }
}
