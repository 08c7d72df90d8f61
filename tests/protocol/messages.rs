//! Messages of any size.

use terraform_provider_flyte::idl::tfplugin6::{DynamicValue, validate_provider_config};
use tonic::Code;

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
        config: Some(DynamicValue {
            msgpack: msgpack.into(),
            json: Vec::new().into(),
        }),
    };
    let answer = client.validate_provider_config(request).await;
    let code = answer.map_or_else(|status| status.code(), |_| Code::Ok);
    assert!(matches!(code, Code::Ok | Code::Unimplemented), "{code}");
}
