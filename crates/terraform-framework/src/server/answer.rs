//! What an RPC answers with.

use terraform_proto::tfplugin6 as tf;
use tonic::codegen::BoxStream;
use tonic::{Response, Status};

/// One message.
pub(super) type Answer<T> = Result<Response<T>, Status>;
/// Many.
pub(super) type Stream<T> = Result<Response<BoxStream<T>>, Status>;

/// A response that can say nothing but diagnostics.
pub(super) trait Diagnosed {
    fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self;
}

macro_rules! diagnosed {
    ($($rpc:ident)*) => {
        $(impl Diagnosed for tf::$rpc::Response {
            fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self {
                Self { diagnostics, ..Self::default() }
            }
        })*
    };
}

// One type where the only field is the list, which clippy would have without the rest.
macro_rules! only_diagnosed {
    ($($rpc:ident)*) => {
        $(impl Diagnosed for tf::$rpc::Response {
            fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self {
                Self { diagnostics }
            }
        })*
    };
}

diagnosed! {
    get_metadata get_provider_schema get_resource_identity_schemas upgrade_resource_state upgrade_resource_identity
    read_resource plan_resource_change import_resource_state move_resource_state
    generate_resource_config read_data_source open_ephemeral_resource renew_ephemeral_resource
    get_functions configure_state_store read_state_bytes lock_state get_states plan_action
}

only_diagnosed! {
    validate_provider_config configure_provider validate_resource_config
    validate_data_resource_config validate_ephemeral_resource_config close_ephemeral_resource
    validate_list_resource_config validate_action_config validate_state_store write_state_bytes
    unlock_state delete_state
}

impl Diagnosed for tf::call_function::Response {
    fn diagnosed(diagnostics: Vec<tf::Diagnostic>) -> Self {
        let texts: Vec<_> = diagnostics
            .into_iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.summary, diagnostic.detail))
            .collect();
        Self {
            result: None,
            error: Some(tf::FunctionError {
                text: texts.join("\n"),
                function_argument: None,
            }),
        }
    }
}
