//! A method for each RPC, which runs in a task of its own.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use terraform_proto::tfplugin6::{self as tf, provider_server};
use tonic::{Request, Response};

use crate::provider::Provider;
use crate::server::answer::{Answer, Diagnosed, Stream};
use crate::server::inner::Inner;
use crate::server::{guard, resources, unsupported};

/// A provider as the gRPC service that Terraform calls.
pub struct Server<P: Provider>(Arc<Inner<P>>);

impl<P: Provider> Server<P> {
    /// Serves a provider.
    pub fn new(provider: P) -> Self {
        Self(Arc::new(Inner::new(provider)))
    }

    async fn call<T, F>(&self, work: impl FnOnce(Arc<Inner<P>>) -> F) -> Answer<T>
    where
        T: Diagnosed + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        Ok(Response::new(
            guard::run(work(Arc::clone(&self.0)), T::diagnosed).await,
        ))
    }
}

impl<P: Provider> fmt::Debug for Server<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

#[tonic::async_trait]
impl<P: Provider> provider_server::Provider for Server<P> {
    async fn get_metadata(
        &self,
        _: Request<tf::get_metadata::Request>,
    ) -> Answer<tf::get_metadata::Response> {
        self.call(|inner| async move { inner.metadata() }).await
    }

    async fn get_provider_schema(
        &self,
        _: Request<tf::get_provider_schema::Request>,
    ) -> Answer<tf::get_provider_schema::Response> {
        self.call(|inner| async move { inner.schemas() }).await
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<tf::get_resource_identity_schemas::Request>,
    ) -> Answer<tf::get_resource_identity_schemas::Response> {
        self.call(|inner| async move { inner.identity_schemas() })
            .await
    }

    async fn validate_provider_config(
        &self,
        request: Request<tf::validate_provider_config::Request>,
    ) -> Answer<tf::validate_provider_config::Response> {
        self.call(|inner| async move { inner.validate_provider(request.into_inner()) })
            .await
    }

    async fn configure_provider(
        &self,
        request: Request<tf::configure_provider::Request>,
    ) -> Answer<tf::configure_provider::Response> {
        self.call(|inner| async move { inner.configure(request.into_inner()).await })
            .await
    }

    async fn stop_provider(
        &self,
        _: Request<tf::stop_provider::Request>,
    ) -> Answer<tf::stop_provider::Response> {
        tracing::info!("stop requested");
        self.0.cancel();
        Ok(Response::new(Default::default()))
    }

    async fn validate_resource_config(
        &self,
        request: Request<tf::validate_resource_config::Request>,
    ) -> Answer<tf::validate_resource_config::Response> {
        self.call(|inner| async move { inner.validate_resource(request.into_inner()) })
            .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<tf::upgrade_resource_state::Request>,
    ) -> Answer<tf::upgrade_resource_state::Response> {
        self.call(|inner| async move { inner.upgrade_state(request.into_inner()) })
            .await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<tf::upgrade_resource_identity::Request>,
    ) -> Answer<tf::upgrade_resource_identity::Response> {
        self.call(|inner| async move { inner.upgrade_identity(request.into_inner()) })
            .await
    }

    async fn read_resource(
        &self,
        request: Request<tf::read_resource::Request>,
    ) -> Answer<tf::read_resource::Response> {
        self.call(|inner| async move { inner.read_resource(request.into_inner()).await })
            .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<tf::plan_resource_change::Request>,
    ) -> Answer<tf::plan_resource_change::Response> {
        self.call(|inner| async move { inner.plan_resource(request.into_inner()).await })
            .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<tf::apply_resource_change::Request>,
    ) -> Answer<tf::apply_resource_change::Response> {
        let request = request.into_inner();
        let last_known = resources::last_known(&request);
        let inner = Arc::clone(&self.0);
        let work = async move { inner.apply_resource(request).await };
        let response = guard::run(work, |diagnostics| tf::apply_resource_change::Response {
            diagnostics,
            ..last_known
        });
        Ok(Response::new(response.await))
    }

    async fn import_resource_state(
        &self,
        request: Request<tf::import_resource_state::Request>,
    ) -> Answer<tf::import_resource_state::Response> {
        self.call(|inner| async move { inner.import_resource(request.into_inner()).await })
            .await
    }

    async fn move_resource_state(
        &self,
        request: Request<tf::move_resource_state::Request>,
    ) -> Answer<tf::move_resource_state::Response> {
        self.call(|inner| async move { inner.move_state(request.into_inner()) })
            .await
    }

    async fn generate_resource_config(
        &self,
        request: Request<tf::generate_resource_config::Request>,
    ) -> Answer<tf::generate_resource_config::Response> {
        self.call(|inner| async move { inner.generate_config(request.into_inner()) })
            .await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<tf::validate_data_resource_config::Request>,
    ) -> Answer<tf::validate_data_resource_config::Response> {
        self.call(|inner| async move { inner.validate_data_source(request.into_inner()) })
            .await
    }

    async fn read_data_source(
        &self,
        request: Request<tf::read_data_source::Request>,
    ) -> Answer<tf::read_data_source::Response> {
        self.call(|inner| async move { inner.read_data_source(request.into_inner()).await })
            .await
    }

    async fn get_functions(
        &self,
        _: Request<tf::get_functions::Request>,
    ) -> Answer<tf::get_functions::Response> {
        self.call(|inner| async move { inner.functions() }).await
    }

    async fn call_function(
        &self,
        request: Request<tf::call_function::Request>,
    ) -> Answer<tf::call_function::Response> {
        self.call(|inner| async move { inner.call_function(request.into_inner()) })
            .await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<tf::validate_ephemeral_resource_config::Request>,
    ) -> Answer<tf::validate_ephemeral_resource_config::Response> {
        unsupported::answer(unsupported::EPHEMERAL, &request.into_inner().type_name)
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<tf::open_ephemeral_resource::Request>,
    ) -> Answer<tf::open_ephemeral_resource::Response> {
        unsupported::answer(unsupported::EPHEMERAL, &request.into_inner().type_name)
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<tf::renew_ephemeral_resource::Request>,
    ) -> Answer<tf::renew_ephemeral_resource::Response> {
        unsupported::answer(unsupported::EPHEMERAL, &request.into_inner().type_name)
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<tf::close_ephemeral_resource::Request>,
    ) -> Answer<tf::close_ephemeral_resource::Response> {
        unsupported::answer(unsupported::EPHEMERAL, &request.into_inner().type_name)
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<tf::validate_list_resource_config::Request>,
    ) -> Answer<tf::validate_list_resource_config::Response> {
        self.call(|inner| async move { inner.validate_list(request.into_inner()) })
            .await
    }

    async fn list_resource(
        &self,
        request: Request<tf::list_resource::Request>,
    ) -> Stream<tf::list_resource::Event> {
        Arc::clone(&self.0).list(request.into_inner())
    }

    async fn validate_action_config(
        &self,
        request: Request<tf::validate_action_config::Request>,
    ) -> Answer<tf::validate_action_config::Response> {
        self.call(|inner| async move { inner.validate_action(request.into_inner()) })
            .await
    }

    async fn plan_action(
        &self,
        request: Request<tf::plan_action::Request>,
    ) -> Answer<tf::plan_action::Response> {
        self.call(|inner| async move { inner.plan_action(request.into_inner()).await })
            .await
    }

    async fn invoke_action(
        &self,
        request: Request<tf::invoke_action::Request>,
    ) -> Stream<tf::invoke_action::Event> {
        Arc::clone(&self.0).invoke_action(request.into_inner())
    }

    async fn validate_state_store_config(
        &self,
        request: Request<tf::validate_state_store::Request>,
    ) -> Answer<tf::validate_state_store::Response> {
        unsupported::answer(unsupported::STATE_STORE, &request.into_inner().type_name)
    }

    async fn configure_state_store(
        &self,
        request: Request<tf::configure_state_store::Request>,
    ) -> Answer<tf::configure_state_store::Response> {
        unsupported::configure_state_store(&request.into_inner().type_name)
    }

    async fn read_state_bytes(
        &self,
        request: Request<tf::read_state_bytes::Request>,
    ) -> Stream<tf::read_state_bytes::Response> {
        unsupported::read_state_bytes(&request.into_inner().type_name)
    }

    async fn write_state_bytes(
        &self,
        _: Request<tonic::Streaming<tf::write_state_bytes::RequestChunk>>,
    ) -> Answer<tf::write_state_bytes::Response> {
        unsupported::answer(unsupported::STATE_STORE, "")
    }

    async fn lock_state(
        &self,
        request: Request<tf::lock_state::Request>,
    ) -> Answer<tf::lock_state::Response> {
        unsupported::answer(unsupported::STATE_STORE, &request.into_inner().type_name)
    }

    async fn unlock_state(
        &self,
        request: Request<tf::unlock_state::Request>,
    ) -> Answer<tf::unlock_state::Response> {
        unsupported::answer(unsupported::STATE_STORE, &request.into_inner().type_name)
    }

    async fn get_states(
        &self,
        request: Request<tf::get_states::Request>,
    ) -> Answer<tf::get_states::Response> {
        unsupported::answer(unsupported::STATE_STORE, &request.into_inner().type_name)
    }

    async fn delete_state(
        &self,
        request: Request<tf::delete_state::Request>,
    ) -> Answer<tf::delete_state::Response> {
        unsupported::answer(unsupported::STATE_STORE, &request.into_inner().type_name)
    }
}
