//! A provider for what the real one has no use for, or does not do wrong: its process is this
//! test executable itself.
//!
//! [`thing`] is a resource, with a history and with bugs on demand; [`things`] lists them,
//! [`work`] is an action.

mod thing;
mod things;
mod work;

use environment::ProcessEnvironment;
use serde_json::{Value as Json, json};
use terraform_framework::{
    Block, ConfigureRequest, ConfigureResponse, Diagnostics, Offers, Provider, Schema, Server,
};
use terraform_plugin::Plugin;
use terraform_proto::tfplugin6 as tf;
use terraform_proto::tfplugin6::provider_client::ProviderClient;

use crate::connect::Connection;
use crate::core::{encode, errors};
use crate::host::{Host, Launch};
pub(crate) use crate::lab::thing::THING;
pub(crate) use crate::lab::work::WORK;

/// The provider.
struct Lab;

/// No attributes.
#[derive(serde::Serialize, serde::Deserialize)]
struct Nothing {}

impl Provider for Lab {
    type Config = Nothing;
    type Data = ();

    fn schema(&self) -> Schema {
        Schema::new(Block::new("A laboratory."))
    }

    fn offers(&self) -> Offers<()> {
        Offers::new()
            .resource(thing::Thing)
            .list_resource(things::Things)
            .action(work::Work)
    }

    async fn configure(&self, _request: ConfigureRequest<Nothing>) -> ConfigureResponse<()> {
        ConfigureResponse {
            data: Some(()),
            diagnostics: Diagnostics::new(),
        }
    }
}

/// A running process of it, configured.
#[derive(Debug)]
pub(crate) struct Process {
    host: Host,
    connection: Connection,
}

impl Process {
    pub(crate) async fn start() -> Self {
        let host = Launch::test("lab::lab_provider").start().await;
        let connection = host.connect().await;
        let process = Self { host, connection };
        let request = tf::configure_provider::Request {
            config: Some(encode(&json!({}))),
            ..Default::default()
        };
        let answer = process.client().configure_provider(request).await.unwrap();
        assert_eq!(errors(&answer.into_inner().diagnostics), [] as [String; 0]);
        process
    }

    /// A client of it.
    pub(crate) fn client(&self) -> ProviderClient<Connection> {
        self.connection.provider()
    }

    /// What Ctrl-C makes core do.
    pub(crate) async fn stop(&self) {
        let request = tf::stop_provider::Request {};
        self.client().stop_provider(request).await.unwrap();
    }

    /// Ends it, as it should end.
    pub(crate) async fn end(self) {
        self.host.shut_down(&self.connection).await;
        let ended = self.host.end().await;
        assert!(ended.status.success(), "{ended:?}");
        assert!(ended.left_behind.is_empty(), "{ended:?}");
    }
}

/// An identity of a thing, as core sends it.
pub(crate) fn identity(name: &str) -> Option<tf::ResourceIdentityData> {
    Some(tf::ResourceIdentityData {
        identity_data: Some(encode(&json!({ "name": name }))),
    })
}

/// What is in an identity; null if there is none.
pub(crate) fn identity_of(data: Option<tf::ResourceIdentityData>) -> Json {
    let data = data.and_then(|data| data.identity_data);
    crate::core::decode(data.as_ref())
}

#[test]
#[ignore = "the process that other tests drive; alone it only says how it is not started"]
fn lab_provider() {
    let plugin = Plugin {
        name: "lab",
        address: "registry.terraform.io/acme/lab",
        version: "0.0.0",
        description: "a laboratory",
        crates: &[],
    };
    plugin.run(std::iter::empty(), &ProcessEnvironment, || Server::new(Lab));
}
