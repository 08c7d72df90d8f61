//! Messages of any size.

use terraform_proto::tfplugin6::validate_provider_config;

use crate::core::{dynamic_value, errors};
use crate::host::Host;

#[tokio::test]
async fn a_message_of_many_mebibytes_is_accepted() {
    let host = Host::start().await;
    let mut client = host.client().await;
    // A string that is no provider configuration; what matters is that it is read at all.
    let length: u32 = 20 << 20;
    let mut msgpack = vec![0xdb];
    msgpack.extend(length.to_be_bytes());
    msgpack.resize(msgpack.len() + length as usize, b'x');
    let request = validate_provider_config::Request {
        config: Some(dynamic_value(msgpack)),
    };
    let answer = client.validate_provider_config(request).await.unwrap();
    assert!(!errors(&answer.into_inner().diagnostics).is_empty());
}
