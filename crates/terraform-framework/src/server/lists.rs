//! List resources: `ValidateListResourceConfig` and `ListResource`.
//!
//! Invariants: a failure is an event with an error diagnostic, never a gRPC status, which
//! Terraform would show raw; and when Terraform stops listening, finding stops.

use std::sync::Arc;

use terraform_proto::tfplugin6 as tf;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use tonic::Response;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::erased::ListParameters;
use crate::list_resource::Listed;
use crate::provider::Provider;
use crate::server::answer::Stream;
use crate::server::inner::Inner;
use crate::server::{guard, wire};
use crate::value::Value;
use crate::write_only;

impl<P: Provider> Inner<P> {
    pub(super) fn validate_list(
        &self,
        request: tf::validate_list_resource_config::Request,
    ) -> tf::validate_list_resource_config::Response {
        let validated = || {
            let entry = self.registry.list_resource(&request.type_name)?;
            let typed = entry.typed();
            typed.validate(request.config, |config| entry.part.validate(config))
        };
        tf::validate_list_resource_config::Response {
            diagnostics: wire::diagnostics(validated().unwrap_or_else(Into::into)),
        }
    }

    pub(super) fn list(
        self: Arc<Self>,
        request: tf::list_resource::Request,
    ) -> Stream<tf::list_resource::Event> {
        let type_name = request.type_name.clone();
        let finding = Arc::clone(&self);
        let results = guard::stream(
            |sender| async move {
                let found = finding.found(request, sender).await;
                found.unwrap_or_else(Diagnostics::from)
            },
            |diagnostics| {
                (!diagnostics.is_empty()).then(|| Listed {
                    diagnostics,
                    ..Listed::default()
                })
            },
        );
        let events = results.map(move |listed| {
            let event = self.event(&type_name, listed);
            Ok(event.unwrap_or_else(|diagnostic| tf::list_resource::Event {
                diagnostic: wire::diagnostics(diagnostic.into()),
                ..Default::default()
            }))
        });
        Ok(Response::new(Box::pin(events)))
    }

    async fn found(
        &self,
        request: tf::list_resource::Request,
        results: mpsc::Sender<Listed>,
    ) -> Result<Diagnostics, Diagnostic> {
        let entry = self.registry.list_resource(&request.type_name)?;
        let wanted = ListParameters {
            config: entry.typed().decode_config(request.config)?,
            with_objects: request.include_resource_object,
            limit: u64::try_from(request.limit).ok().filter(|limit| *limit > 0),
            cancellation: self.cancellation(),
        };
        let nobody_listens = results.clone();
        let list = entry.part.list(self.data()?, wanted, results);
        Ok(tokio::select! {
            diagnostics = list => diagnostics,
            () = nobody_listens.closed() => Diagnostics::new(),
        })
    }

    fn event(
        &self,
        type_name: &str,
        listed: Listed,
    ) -> Result<tf::list_resource::Event, Diagnostic> {
        let Listed {
            identity,
            display_name,
            object,
            mut diagnostics,
        } = listed;
        if identity.is_null() {
            return Ok(tf::list_resource::Event {
                diagnostic: wire::diagnostics(diagnostics),
                ..Default::default()
            });
        }
        let typed = self.registry.resource(type_name)?.typed();
        let identity = typed.settle_identity(&Value::Null, identity, &mut diagnostics)?;
        Ok(tf::list_resource::Event {
            identity,
            display_name,
            resource_object: object
                .map(|object| write_only::removed(&typed.schema.block, object))
                .map(|object| wire::encode(&object, &typed.r#type))
                .transpose()?,
            diagnostic: wire::diagnostics(diagnostics),
        })
    }
}
