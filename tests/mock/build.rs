//! Compiles the Flyte API's messages, with their JSON forms, from the provider's `proto/`.

use std::env;
use std::error::Error;
use std::path::PathBuf;

use prost::Message;

/// The packages that the mock serves; the last is its own, the rest is the provider's.
const FILES: [&str; 13] = [
    "flyteidl2/app.proto",
    "flyteidl2/common.proto",
    "flyteidl2/core.proto",
    "flyteidl2/task.proto",
    "flyteidl2/trigger.proto",
    "flyteidl2/project.proto",
    "flyteidl2/cluster.proto",
    "flyteidl2/dataproxy.proto",
    "flyteidl2/notification.proto",
    "flyteidl2/workflow.proto",
    "flyteidl2/secret.proto",
    "flyteidl2/settings.proto",
    "flyteidl2/auth.proto",
];
const FOLDERS: [&str; 2] = ["../../proto", "proto"];

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its folder through the environment"
)]
fn main() -> Result<(), Box<dyn Error>> {
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
    }
    let files = protox::compile(FILES, FOLDERS)?;
    prost_build::Config::new()
        .btree_map(["."])
        .bytes(["."])
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .extern_path(".google.protobuf.Struct", "crate::idl::structure::Struct")
        .extern_path(
            ".google.protobuf.Timestamp",
            "crate::idl::timestamp::Timestamp",
        )
        .compile_fds(files.clone())?;
    pbjson_build::Builder::new()
        .register_descriptors(&files.encode_to_vec())?
        .btree_map(["."])
        .ignore_unknown_fields()
        .ignore_unknown_enum_variants()
        .extern_path(".google.protobuf", "::pbjson_types")
        .extern_path(".google.protobuf.Struct", "crate::idl::structure::Struct")
        .extern_path(
            ".google.protobuf.Timestamp",
            "crate::idl::timestamp::Timestamp",
        )
        .out_dir(PathBuf::from(env::var("OUT_DIR")?))
        .build(&[".flyteidl2"])?;
    Ok(())
}
