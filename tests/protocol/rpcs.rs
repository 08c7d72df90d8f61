//! Every RPC of protocol 6.10 answers, whatever it is sent.

use serde_json::json;
use terraform_proto::tfplugin6 as tf;

use crate::core::{Core, RESOURCE, dynamic_value, errors};
use crate::host::{Host, Launch};

/// Calls each method with an empty request; the answer must be a message, not a gRPC error.
macro_rules! answered {
    ($client:ident: $($method:ident($request:ident))*) => {
        $(
            let answer = $client.$method(tf::$request::Request::default()).await;
            assert!(answer.is_ok(), "{}: {answer:?}", stringify!($method));
        )*
    };
}

#[tokio::test]
async fn every_unary_call_is_answered_by_a_message() {
    let host = Host::start().await;
    let connection = host.connect().await;
    let mut client = connection.provider();
    answered! { client:
        get_metadata(get_metadata)
        get_provider_schema(get_provider_schema)
        get_resource_identity_schemas(get_resource_identity_schemas)
        validate_provider_config(validate_provider_config)
        configure_provider(configure_provider)
        validate_resource_config(validate_resource_config)
        upgrade_resource_state(upgrade_resource_state)
        upgrade_resource_identity(upgrade_resource_identity)
        read_resource(read_resource)
        plan_resource_change(plan_resource_change)
        apply_resource_change(apply_resource_change)
        import_resource_state(import_resource_state)
        move_resource_state(move_resource_state)
        generate_resource_config(generate_resource_config)
        validate_data_resource_config(validate_data_resource_config)
        read_data_source(read_data_source)
        get_functions(get_functions)
        call_function(call_function)
        validate_ephemeral_resource_config(validate_ephemeral_resource_config)
        open_ephemeral_resource(open_ephemeral_resource)
        renew_ephemeral_resource(renew_ephemeral_resource)
        close_ephemeral_resource(close_ephemeral_resource)
        validate_list_resource_config(validate_list_resource_config)
        validate_state_store_config(validate_state_store)
        configure_state_store(configure_state_store)
        lock_state(lock_state)
        unlock_state(unlock_state)
        get_states(get_states)
        delete_state(delete_state)
        validate_action_config(validate_action_config)
        plan_action(plan_action)
        stop_provider(stop_provider)
    }
    let chunks = tokio_stream::iter([tf::write_state_bytes::RequestChunk::default()]);
    let answer = client.write_state_bytes(chunks).await.unwrap();
    assert_eq!(errors(&answer.into_inner().diagnostics).len(), 1);
    host.shut_down(&connection).await;
    let ended = host.end().await;
    ended.assert_clean();
    assert_eq!(ended.stderr, "", "nothing has panicked");
}

#[tokio::test]
async fn every_stream_says_what_is_missing_and_ends() {
    let host = Host::start().await;
    let mut client = host.client().await;

    let request = tf::list_resource::Request::default();
    let mut stream = client.list_resource(request).await.unwrap().into_inner();
    let event = stream.message().await.unwrap().unwrap();
    assert_eq!(errors(&event.diagnostic).len(), 1);
    assert!(stream.message().await.unwrap().is_none());

    let request = tf::invoke_action::Request::default();
    let mut stream = client.invoke_action(request).await.unwrap().into_inner();
    let event = stream.message().await.unwrap().unwrap();
    let Some(tf::invoke_action::event::Type::Completed(completed)) = event.r#type else {
        panic!("{event:?}")
    };
    assert_eq!(errors(&completed.diagnostics).len(), 1);
    assert!(stream.message().await.unwrap().is_none());

    let request = tf::read_state_bytes::Request::default();
    let mut stream = client.read_state_bytes(request).await.unwrap().into_inner();
    let chunk = stream.message().await.unwrap().unwrap();
    assert_eq!(errors(&chunk.diagnostics).len(), 1);
    assert!(stream.message().await.unwrap().is_none());
}

#[tokio::test]
async fn the_schema_says_what_the_provider_can_do() {
    let host = Host::start().await;
    let schema = host
        .client()
        .await
        .get_provider_schema(tf::get_provider_schema::Request {})
        .await
        .unwrap()
        .into_inner();
    assert!(schema.provider.is_some());
    assert!(schema.resource_schemas.contains_key(RESOURCE));
    let capabilities = schema.server_capabilities.unwrap();
    assert!(capabilities.plan_destroy);
    assert!(capabilities.get_provider_schema_optional);
}

#[tokio::test]
async fn a_process_that_was_never_asked_for_its_schema_serves_all_the_same() {
    let host = Host::start().await;
    let answer = host
        .client()
        .await
        .upgrade_resource_state(tf::upgrade_resource_state::Request {
            type_name: RESOURCE.to_owned(),
            version: 0,
            raw_state: Some(tf::RawState {
                json: br#"{"name":"env"}"#.to_vec(),
                ..Default::default()
            }),
        })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(errors(&answer.diagnostics), [] as [String; 0]);
    assert!(answer.upgraded_state.is_some());
}

/// What a value of the resource is not.
fn garbage() -> Vec<Vec<u8>> {
    vec![
        // Nothing, and the beginning of something.
        vec![],
        vec![0xc1],
        vec![0xdf, 0xff, 0xff, 0xff, 0xff],
        vec![0xdd, 0xff, 0xff, 0xff, 0xff],
        // An array nested deeper than any stack.
        vec![0x91; 1 << 20],
        // A text, an empty map, a map with an unknown name, a name that is not a text.
        b"\xa4text".to_vec(),
        vec![0x80],
        b"\x81\xa1x\x01".to_vec(),
        vec![0x81, 0x01, 0x01],
        // An extension that claims more than there is.
        vec![0xc7, 0xff, 0x0c, 0x00],
        // Text that is no UTF-8, and more than one value.
        vec![0xa2, 0xff, 0xfe],
        vec![0xc0, 0xc0],
    ]
}

#[tokio::test]
async fn values_that_make_no_sense_are_diagnostics_and_never_a_panic() {
    let config = json!({ "endpoint": "http://127.0.0.1:9", "insecure": true });
    let core = Core::launch(Launch::new(), config).await;
    let mut client = core.client();
    let type_name = RESOURCE.to_owned();
    for bytes in garbage() {
        let start = bytes[..bytes.len().min(8)].to_vec();
        let value = Some(dynamic_value(bytes));
        let validated = client
            .validate_resource_config(tf::validate_resource_config::Request {
                type_name: type_name.clone(),
                config: value.clone(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        let planned = client
            .plan_resource_change(tf::plan_resource_change::Request {
                type_name: type_name.clone(),
                prior_state: value.clone(),
                proposed_new_state: value.clone(),
                config: value.clone(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        let applied = client
            .apply_resource_change(tf::apply_resource_change::Request {
                type_name: type_name.clone(),
                prior_state: value.clone(),
                planned_state: value.clone(),
                config: value.clone(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        let read = client
            .read_resource(tf::read_resource::Request {
                type_name: type_name.clone(),
                current_state: value.clone(),
                ..Default::default()
            })
            .await
            .unwrap()
            .into_inner();
        // Nothing at all is null by the protocol's rules, which is no value to complain of.
        if start.is_empty() {
            continue;
        }
        for (call, diagnostics) in [
            ("validate", &validated.diagnostics),
            ("plan", &planned.diagnostics),
            ("apply", &applied.diagnostics),
            ("read", &read.diagnostics),
        ] {
            assert!(!errors(diagnostics).is_empty(), "{call} {start:x?}");
        }
    }
    let ended = core.end().await;
    assert_eq!(ended.stderr, "", "nothing has panicked");
}

#[tokio::test]
async fn a_stored_state_that_makes_no_sense_is_a_diagnostic() {
    let host = Host::start().await;
    let mut client = host.client().await;
    let deep = "[".repeat(1 << 20);
    for json in ["", "{", "[]", "7", r#"{"name":{}}"#, deep.as_str()] {
        let answer = client
            .upgrade_resource_state(tf::upgrade_resource_state::Request {
                type_name: RESOURCE.to_owned(),
                version: 0,
                raw_state: Some(tf::RawState {
                    json: json.as_bytes().to_vec(),
                    ..Default::default()
                }),
            })
            .await
            .unwrap()
            .into_inner();
        let start: String = json.chars().take(8).collect();
        assert!(!errors(&answer.diagnostics).is_empty(), "{start}");
    }
}
