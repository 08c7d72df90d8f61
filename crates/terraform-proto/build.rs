//! Compiles the project's `proto/` with protox, so that no `protoc` has to be installed.

use std::error::Error;

/// Where the sources are.
const FOLDER: &str = "../../proto";
/// The gRPC services that Terraform calls.
const FILES: [&str; 3] = ["tfplugin6.proto", "plugin.proto", "health.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    for file in FILES {
        println!("cargo:rerun-if-changed={FOLDER}/{file}");
    }
    tonic_prost_build::configure()
        .build_transport(false)
        .generate_default_stubs(true)
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .bytes(".tfplugin6.DynamicValue")
        .compile_fds(protox::compile(FILES, [FOLDER])?)?;
    Ok(())
}
