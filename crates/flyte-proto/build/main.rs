//! Compiles the project's `proto/` with protox, so that no `protoc` has to be installed, and writes
//! where names of organisations stand.

mod organisations;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use prost::Message;
use protox::prost_reflect::DescriptorPool;

/// Where the sources are.
const FOLDER: &str = "../../proto";
/// The messages of the Flyte API, also as proto3 JSON.
const FILES: [&str; 12] = [
    "flyteidl2/app.proto",
    "flyteidl2/cluster.proto",
    "flyteidl2/common.proto",
    "flyteidl2/core.proto",
    "flyteidl2/dataproxy.proto",
    "flyteidl2/notification.proto",
    "flyteidl2/project.proto",
    "flyteidl2/secret.proto",
    "flyteidl2/settings.proto",
    "flyteidl2/task.proto",
    "flyteidl2/trigger.proto",
    "flyteidl2/workflow.proto",
];

#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "cargo tells a build script its folder through the environment, and reads what it prints"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={FOLDER}/flyteidl2");

    let files = protox::compile(FILES, [FOLDER])?;
    prost_build::Config::new()
        .btree_map(["."])
        .compile_well_known_types()
        .extern_path(".google.protobuf", "::pbjson_types")
        .extern_path(".google.protobuf.Struct", "crate::structure::Struct")
        .compile_fds(files.clone())?;
    pbjson_build::Builder::new()
        .register_descriptors(&files.encode_to_vec())?
        .btree_map(["."])
        .ignore_unknown_fields()
        .ignore_unknown_enum_variants()
        .extern_path(".google.protobuf", "::pbjson_types")
        .extern_path(".google.protobuf.Struct", "crate::structure::Struct")
        .build(&[".flyteidl2"])?;

    let pool = DescriptorPool::from_file_descriptor_set(files)?;
    let written = organisations::implementations(&pool, "flyteidl2");
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("organisations.rs"), written)?;
    Ok(())
}
