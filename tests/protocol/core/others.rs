//! What Terraform core does with everything that is no managed resource: it checks and configures the
//! provider, reads data sources, starts actions, calls functions and imports.

use serde_json::Value as Json;
use terraform_proto::tfplugin6::invoke_action::event::Type;
use terraform_proto::tfplugin6::{self as tf, Diagnostic};

use crate::connect::Connection;
use crate::core::schema::Block;
use crate::core::{Core, capabilities, encode};
use crate::host::Launch;

/// What a process says of a provider block, first to the check of it and then when it is configured.
pub(crate) async fn configured(launch: Launch, config: &Json) -> Vec<Diagnostic> {
    let host = launch.start().await;
    let connection = host.connect().await;
    let schemas = schemas(&connection).await;
    let block = Block(schemas.provider.unwrap().block.unwrap());
    said_of(&block, &connection, config).await
}

async fn said_of(block: &Block, connection: &Connection, config: &Json) -> Vec<Diagnostic> {
    let config = Some(block.encode(&block.complete(config)));
    let mut client = connection.provider();
    let checked = client.validate_provider_config(tf::validate_provider_config::Request {
        config: config.clone(),
    });
    let checked = checked.await.unwrap().into_inner().diagnostics;
    if !checked.is_empty() {
        return checked;
    }
    let configured = client.configure_provider(tf::configure_provider::Request {
        terraform_version: "1.15.5".to_owned(),
        config,
        client_capabilities: capabilities(),
    });
    configured.await.unwrap().into_inner().diagnostics
}

async fn schemas(connection: &Connection) -> tf::get_provider_schema::Response {
    let request = tf::get_provider_schema::Request {};
    let answer = connection.provider().get_provider_schema(request).await;
    answer.unwrap().into_inner()
}

impl Core {
    /// The attributes of the resource that take a text, each by the names that lead to it.
    pub(crate) fn texts(&self) -> Vec<Vec<String>> {
        self.resource.texts()
    }

    /// The same of the provider block.
    pub(crate) fn texts_of_provider(&self) -> Vec<Vec<String>> {
        self.provider.texts()
    }

    /// What this process says of another provider block.
    pub(crate) async fn configured_anew(&self, config: &Json) -> Vec<Diagnostic> {
        said_of(&self.provider, &self.connection, config).await
    }

    /// Checks the configuration of a data source, and reads it if it is right.
    pub(crate) async fn read_data(&self, name: &str, config: &Json) -> Vec<Diagnostic> {
        let schemas = schemas(&self.connection).await;
        let block = Block(schemas.data_source_schemas[name].block.clone().unwrap());
        let config = Some(block.encode(&block.complete(config)));
        let mut client = self.client();
        let request = tf::validate_data_resource_config::Request {
            type_name: name.to_owned(),
            config: config.clone(),
        };
        let checked = client.validate_data_resource_config(request).await.unwrap();
        let checked = checked.into_inner().diagnostics;
        if !checked.is_empty() {
            return checked;
        }
        let request = tf::read_data_source::Request {
            type_name: name.to_owned(),
            config,
            client_capabilities: capabilities(),
            ..Default::default()
        };
        let read = client.read_data_source(request).await.unwrap();
        read.into_inner().diagnostics
    }

    /// Checks the configuration of an action, and starts it if it is right.
    pub(crate) async fn invoke(&self, name: &str, config: &Json) -> Vec<Diagnostic> {
        let schemas = schemas(&self.connection).await;
        let schema = schemas.action_schemas[name].schema.clone().unwrap();
        let block = Block(schema.block.unwrap());
        let config = Some(block.encode(&block.complete(config)));
        let mut client = self.client();
        let request = tf::validate_action_config::Request {
            type_name: name.to_owned(),
            config: config.clone(),
        };
        let checked = client.validate_action_config(request).await.unwrap();
        let checked = checked.into_inner().diagnostics;
        if !checked.is_empty() {
            return checked;
        }
        let request = tf::invoke_action::Request {
            action_type: name.to_owned(),
            config,
            ..Default::default()
        };
        let mut stream = client.invoke_action(request).await.unwrap().into_inner();
        while let Some(event) = stream.message().await.unwrap() {
            if let Some(Type::Completed(end)) = event.r#type {
                return end.diagnostics;
            }
        }
        panic!("an action has an end");
    }

    /// What a function refuses.
    pub(crate) async fn call(&self, name: &str, arguments: &[Json]) -> Option<tf::FunctionError> {
        let schemas = schemas(&self.connection).await;
        let function = &schemas.functions[name];
        let more = function.variadic_parameter.iter().cycle();
        let arguments = arguments.iter().zip(function.parameters.iter().chain(more));
        let request = tf::call_function::Request {
            name: name.to_owned(),
            arguments: arguments
                .map(|(value, parameter)| match &parameter.r#type[..] {
                    br#""dynamic""# => Block::dynamic(value),
                    _ => encode(value),
                })
                .collect(),
        };
        let answer = self.client().call_function(request).await.unwrap();
        answer.into_inner().error
    }

    /// What a `moved` block from a resource of another provider says.
    pub(crate) async fn moved(&self, source: &str, state: &Json) -> Vec<Diagnostic> {
        let request = tf::move_resource_state::Request {
            source_provider_address: "registry.terraform.io/unionai/unionai".to_owned(),
            source_type_name: source.to_owned(),
            source_state: Some(tf::RawState {
                json: state.to_string().into_bytes(),
                ..Default::default()
            }),
            target_type_name: self.type_name.to_owned(),
            ..Default::default()
        };
        let answer = self.client().move_resource_state(request).await.unwrap();
        answer.into_inner().diagnostics
    }

    /// What an import says: the import itself, and the read that core does of what came.
    pub(crate) async fn imported(&self, id: &str) -> Vec<Diagnostic> {
        let request = tf::import_resource_state::Request {
            type_name: self.type_name.to_owned(),
            id: id.to_owned(),
            client_capabilities: capabilities(),
            ..Default::default()
        };
        let answer = self.client().import_resource_state(request).await.unwrap();
        let answer = answer.into_inner();
        let Some(imported) = answer.imported_resources.first() else {
            return answer.diagnostics;
        };
        let request = tf::read_resource::Request {
            type_name: self.type_name.to_owned(),
            current_state: imported.state.clone(),
            private: imported.private.clone(),
            client_capabilities: capabilities(),
            ..Default::default()
        };
        let read = self.client().read_resource(request).await.unwrap();
        let read = read.into_inner().diagnostics;
        answer.diagnostics.into_iter().chain(read).collect()
    }
}
