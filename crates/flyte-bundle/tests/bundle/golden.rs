//! A bundle whose hash and bytes are written down.
//!
//! **Equal hashes have to mean equal bytes.** Flyte's address of a bundle is made of the MD5 of its
//! bytes, the identity of a warm pool of its hash, and a pool takes no task with a second address. So
//! whoever changes the bytes of an archive, be it by a new compressor in Cargo.lock, has to raise the
//! format number in `src/hash.rs`, and writes down both again here. It costs users an upload and
//! new containers, once.

use flyte_bundle::{hash, pack};

use crate::folder::Folder;

const HASH: &str = "a9c127f04ec44beebb6004b30ddc85a00e36b1c26c82ef31d577799332490175";
const MD5: &str = "c5effcfc952d8d678bef0b3f926e86fa";

#[test]
fn equal_hashes_mean_equal_bytes() {
    let folder = Folder::with(&["main.py", "pkg/__init__.py", "päckchen/日本.py"]);
    folder.write("empty", "");
    folder.write(&format!("{}/long.py", "folder".repeat(30)), "long");
    // Enough to be compressed in more than one block, and neither all the same nor random.
    let numbers =
        (0..200_000u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 20) as u8 % 64);
    folder.write("numbers", numbers.collect::<Vec<_>>());
    folder.write(
        "text",
        "for number in range(10):\n    print(number)\n".repeat(2_000),
    );
    make_executable(&folder);

    let source = folder.source(".");
    let packed = pack(&source, &|| false).unwrap();
    let md5: String = packed
        .md5
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(
        (packed.hash.as_str(), md5.as_str()),
        (HASH, MD5),
        "read the head of this file"
    );
    assert_eq!(hash(&source, &|| false).unwrap(), packed.hash);
}

#[cfg(unix)]
fn make_executable(folder: &Folder) {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    folder.write("run.sh", "#!/bin/sh\n");
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.join("run.sh"), mode).unwrap();
}

/// There, no file can be executed, so that it has other bytes and another hash.
#[cfg(not(unix))]
fn make_executable(folder: &Folder) {
    folder.write("run.sh", "#!/bin/sh\n");
}
