//! The action: it tells of as many steps as it is asked for, and ends as it is asked to.

use serde::{Deserialize, Serialize};
use terraform_framework::{
    Action, Attribute, Block, Diagnostic, Diagnostics, Field, InvokeRequest, PlanActionRequest,
    Schema, Type,
};

/// The name of the action.
pub(crate) const WORK: &str = "lab_work";

pub(super) struct Work;

#[derive(Serialize, Deserialize)]
pub(super) struct Config {
    steps: Field<i64>,
    /// `crash`, `fail` or `waits`.
    end: Field<String>,
}

impl Action for Work {
    type Config = Config;
    type Data = ();

    fn type_name(&self) -> &'static str {
        WORK
    }

    fn schema(&self) -> Schema {
        Schema::new(
            Block::new("Works.")
                .attribute("steps", Attribute::required(Type::Number))
                .attribute("end", Attribute::optional(Type::String)),
        )
    }

    fn validate(&self, config: Config) -> Diagnostics {
        match config.steps {
            Field::Known(0) => Diagnostic::error("No work", "Sorry.").into(),
            _ => Diagnostics::new(),
        }
    }

    async fn plan(&self, request: PlanActionRequest<Config, ()>) -> Diagnostics {
        match request.config.steps {
            Field::Unknown => Diagnostic::warning("Nobody knows how long", "Sorry.").into(),
            _ => Diagnostics::new(),
        }
    }

    async fn invoke(&self, request: InvokeRequest<Config, ()>) -> Diagnostics {
        for step in 0..request.config.steps.known().unwrap_or_default() {
            request.progress.tell(format!("step {step}")).await;
        }
        match request.config.end.as_known().map(String::as_str) {
            Some("crash") => panic!("boom"),
            Some("fail") => Diagnostic::error("It did not work", "Sorry.").into(),
            Some("waits") => {
                request.cancellation.cancelled().await;
                Diagnostic::error("Interrupted", "Sorry.").into()
            }
            _ => Diagnostics::new(),
        }
    }
}
