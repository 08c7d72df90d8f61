//! Functions on a process that nobody has configured, with arguments that Terraform would hold
//! back too.

use terraform_proto::tfplugin6 as tf;

use crate::core::dynamic_value;
use crate::host::Host;

const NULL: &[u8] = b"\xc0";
const UNKNOWN: &[u8] = b"\xd4\x00\x00";
const TEXT: &[u8] = b"\xa25m";
const LIST: &[u8] = b"\x91\x01";

async fn call(host: &Host, arguments: &[&[u8]]) -> tf::call_function::Response {
    let arguments = arguments.iter().map(|bytes| dynamic_value(bytes.to_vec()));
    let request = tf::call_function::Request {
        name: "duration_seconds".to_owned(),
        arguments: arguments.collect(),
    };
    let answer = host.client().await.call_function(request).await;
    answer.unwrap().into_inner()
}

#[tokio::test]
async fn the_schema_and_the_list_of_functions_agree() {
    let host = Host::start().await;
    let mut client = host.client().await;
    let schema = client.get_provider_schema(tf::get_provider_schema::Request {});
    let schema = schema.await.unwrap().into_inner();
    let listed = client.get_functions(tf::get_functions::Request {});
    assert_eq!(
        schema.functions,
        listed.await.unwrap().into_inner().functions
    );
    let function = &schema.functions["duration_seconds"];
    assert_eq!(function.parameters[0].r#type, b"\"string\"");
    assert_eq!(function.r#return.as_ref().unwrap().r#type, b"\"number\"");
    assert!(!function.summary.is_empty());
}

#[tokio::test]
async fn an_unconfigured_process_answers() {
    let host = Host::start().await;
    let answer = call(&host, &[TEXT]).await;
    assert_eq!(answer.error, None);
    let seconds = answer.result.unwrap().msgpack;
    assert_eq!(seconds[..], [0xcd, 0x01, 0x2c], "300");
}

#[tokio::test]
async fn what_no_function_takes_is_an_error_at_its_argument() {
    let host = Host::start().await;
    for (arguments, argument, text) in [
        (&[NULL][..], Some(0), "`duration` must not be null"),
        (&[UNKNOWN], Some(0), "`duration` must be known"),
        (&[LIST], Some(0), "must be string, found a list"),
        (&[], None, "`duration_seconds` takes more arguments"),
        (
            &[TEXT, TEXT],
            Some(1),
            "`duration_seconds` takes fewer arguments",
        ),
    ] {
        let answer = call(&host, arguments).await;
        assert_eq!(answer.result, None);
        let error = answer.error.unwrap();
        assert_eq!(error.function_argument, argument, "{}", error.text);
        assert!(error.text.contains(text), "{}", error.text);
    }
}
