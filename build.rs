//! Compiles `proto/` with protox, so that no `protoc` has to be installed.

use std::error::Error;

use prost::Message;

/// The gRPC services that Terraform calls.
const PLUGIN: [&str; 3] = ["tfplugin6.proto", "plugin.proto", "health.proto"];
/// The messages of the Flyte API, also as proto3 JSON.
const FLYTE: [&str; 8] = [
    "flyteidl2/cluster.proto",
    "flyteidl2/common.proto",
    "flyteidl2/core.proto",
    "flyteidl2/dataproxy.proto",
    "flyteidl2/project.proto",
    "flyteidl2/task.proto",
    "flyteidl2/trigger.proto",
    "flyteidl2/workflow.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");

    tonic_prost_build::configure()
        .build_transport(false)
        .generate_default_stubs(true)
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .bytes(".tfplugin6.DynamicValue")
        .compile_fds(protox::compile(PLUGIN, ["proto"])?)?;

    let flyte = protox::compile(FLYTE, ["proto"])?;
    prost_build::Config::new()
        .btree_map(["."])
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .extern_path(".google.protobuf.Struct", "crate::idl::structure::Struct")
        .compile_fds(flyte.clone())?;
    pbjson_build::Builder::new()
        .register_descriptors(&flyte.encode_to_vec())?
        .btree_map(["."])
        .ignore_unknown_fields()
        .ignore_unknown_enum_variants()
        .extern_path(".google.protobuf", "::pbjson_types")
        .extern_path(".google.protobuf.Struct", "crate::idl::structure::Struct")
        .build(&[".flyteidl2"])?;
    Ok(())
}
