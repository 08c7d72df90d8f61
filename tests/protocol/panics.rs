//! A bug in a handler: the call fails, the log has it, the process lives on.
//!
//! The real provider offers no way to make it panic, so this drives another one, built from the
//! same process contract and framework; its process is this test executable itself.

use environment::ProcessEnvironment;
use terraform_framework::{
    Block, ConfigureRequest, ConfigureResponse, Diagnostics, Offers, Provider, Schema, Server,
};
use terraform_plugin::Plugin;
use terraform_proto::tfplugin6 as tf;

use crate::core::{dynamic_value, errors};
use crate::host::Launch;

/// Panics when its configuration is checked.
struct Unruly;

/// No attributes.
#[derive(serde::Serialize, serde::Deserialize)]
struct Nothing {}

impl Provider for Unruly {
    type Config = Nothing;
    type Data = ();

    fn schema(&self) -> Schema {
        Schema::new(Block::new("Unruly."))
    }

    fn offers(&self) -> Offers<()> {
        Offers::new()
    }

    fn validate(&self, _config: Nothing) -> Diagnostics {
        panic!("boom\nand more");
    }

    async fn configure(&self, _request: ConfigureRequest<Nothing>) -> ConfigureResponse<()> {
        ConfigureResponse {
            data: Some(()),
            diagnostics: Diagnostics::new(),
        }
    }
}

#[tokio::test]
async fn a_panic_is_a_diagnostic_and_a_line_in_the_log_and_the_process_lives_on() {
    let host = Launch::test("panics::unruly_provider").start().await;
    let connection = host.connect().await;
    for _ in 0..2 {
        let answer = connection
            .provider()
            .validate_provider_config(tf::validate_provider_config::Request {
                config: Some(dynamic_value(vec![0x80])),
            })
            .await
            .unwrap()
            .into_inner();
        let [error] = answer.diagnostics.as_slice() else {
            panic!("{:?}", answer.diagnostics)
        };
        assert!(error.summary.contains("crashed"), "{error:?}");
        assert!(error.detail.contains("boom"), "{error:?}");
    }
    let answer = connection
        .provider()
        .configure_provider(tf::configure_provider::Request {
            config: Some(dynamic_value(vec![0x80])),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(errors(&answer.diagnostics), [] as [String; 0]);

    host.shut_down(&connection).await;
    let ended = host.end().await;
    assert!(ended.status.success(), "{ended:?}");
    assert!(ended.left_behind.is_empty(), "{ended:?}");
    let lines: Vec<_> = ended.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{ended:?}");
    for line in lines {
        assert!(line.starts_with("panic: boom and more (at "), "{line}");
    }
}

#[test]
#[ignore = "the process that the test above drives; alone it only says how it is not started"]
fn unruly_provider() {
    let plugin = Plugin {
        name: "unruly",
        address: "registry.terraform.io/acme/unruly",
        version: "0.0.0",
        description: "panics",
        crates: &[],
    };
    plugin.run(std::iter::empty(), &ProcessEnvironment, || {
        Server::new(Unruly)
    });
}
