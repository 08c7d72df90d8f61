//! Actions: `ValidateActionConfig`, `PlanAction` and `InvokeAction`.
//!
//! Invariant: an invocation ends with exactly one `completed`, whatever becomes of it. Without
//! it Terraform counts the action as neither done nor failed.

use std::sync::Arc;

use terraform_proto::tfplugin6::invoke_action::event::{self, Completed, Type};
use terraform_proto::tfplugin6::{self as tf};
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tonic::Response;

use crate::action::{Progress, Step};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::Provider;
use crate::server::answer::Stream;
use crate::server::inner::Inner;
use crate::server::{guard, wire};

impl<P: Provider> Inner<P> {
    pub(super) fn validate_action(
        &self,
        request: tf::validate_action_config::Request,
    ) -> tf::validate_action_config::Response {
        let validated = || {
            let entry = self.registry.action(&request.type_name)?;
            let typed = entry.typed();
            typed.validate(request.config, |config| entry.part.validate(config))
        };
        tf::validate_action_config::Response {
            diagnostics: wire::diagnostics(validated().unwrap_or_else(Into::into)),
        }
    }

    pub(super) async fn plan_action(
        &self,
        request: tf::plan_action::Request,
    ) -> tf::plan_action::Response {
        let planned = async {
            let entry = self.registry.action(&request.action_type)?;
            let config = entry.typed().decode_config(request.config)?;
            Ok::<_, Diagnostic>(entry.part.plan(self.data()?, &config).await)
        };
        tf::plan_action::Response {
            diagnostics: wire::diagnostics(planned.await.unwrap_or_else(Into::into)),
            deferred: None,
        }
    }

    pub(super) fn invoke_action(
        self: Arc<Self>,
        request: tf::invoke_action::Request,
    ) -> Stream<tf::invoke_action::Event> {
        let steps = guard::stream(
            |sender| async move {
                let invoked = self.invoked(request, sender).await;
                invoked.unwrap_or_else(Diagnostics::from)
            },
            |diagnostics| Some(Step::Completed(diagnostics)),
        );
        let events = steps.map(|step| {
            let r#type = match step {
                Step::Progress(message) => Type::Progress(event::Progress { message }),
                Step::Completed(diagnostics) => Type::Completed(Completed {
                    diagnostics: wire::diagnostics(diagnostics),
                }),
            };
            Ok(tf::invoke_action::Event {
                r#type: Some(r#type),
            })
        });
        Ok(Response::new(Box::pin(events)))
    }

    async fn invoked(
        &self,
        request: tf::invoke_action::Request,
        steps: mpsc::Sender<Step>,
    ) -> Result<Diagnostics, Diagnostic> {
        let entry = self.registry.action(&request.action_type)?;
        let config = entry.typed().decode_config(request.config)?;
        let (progress, cancellation) = (Progress::new(steps), self.cancellation());
        let invoke = entry
            .part
            .invoke(self.data()?, &config, progress, cancellation);
        Ok(invoke.await)
    }
}
