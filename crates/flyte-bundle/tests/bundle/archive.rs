//! The archive, as those see it who unpack it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use flate2::read::GzDecoder;
use flyte_bundle::{Packed, pack, smallest};

use crate::folder::Folder;

/// Path, whether it can be executed, and content.
type Member = (String, bool, Vec<u8>);

fn members() -> Vec<Member> {
    let long = |count| format!("{}{}.py", "folder/".repeat(count), "n".repeat(200));
    let exact = format!("e{}", "/12345678".repeat(11));
    assert_eq!(exact.len(), 100);
    let member = |path: &str, is_executable, content: &[u8]| {
        (path.to_owned(), is_executable, content.to_vec())
    };
    vec![
        member("-dash", false, b"1"),
        member("empty", false, b""),
        member("run.sh", true, b"#!/bin/sh\n"),
        member("block", false, &[7; 512]),
        member("large", false, &vec![b'x'; 1_000_000]),
        member("päckchen/日本.py", true, "ü".as_bytes()),
        member("with space/new\nline", false, b"2"),
        member(&exact, false, b"3"),
        member(&format!("{exact}4"), false, b"4"),
        member(&format!("{}/x", "d".repeat(99)), false, b"4"),
        member(&long(1), false, b"5"),
        member(&long(30), true, b"6"),
        member(&format!("{}ü", &exact[..99]), false, b"7"),
    ]
}

fn packed() -> Packed {
    let folder = Folder::with(&[]);
    for (path, is_executable, content) in members() {
        folder.write(&path, content);
        set_executable(&folder.join(&path), is_executable);
    }
    pack(&folder.source("."), &|| false).unwrap()
}

#[cfg(unix)]
fn set_executable(path: &Path, is_executable: bool) {
    use std::os::unix::fs::PermissionsExt as _;

    // Neither is what is packed.
    let mode = if is_executable { 0o700 } else { 0o666 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_executable(_: &Path, _: bool) {}

/// Runs a program that unpacks the archive in a folder, and compares what is there then.
fn assert_unpacks(packed: &Packed, expected: &[Member], program: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("bundle.tar.gz");
    fs::write(&archive, &packed.archive).unwrap();
    let unpacked = folder.path().join("unpacked");
    fs::create_dir(&unpacked).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(&unpacked)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");

    let expected: BTreeMap<_, _> = expected
        .iter()
        .map(|(path, is_executable, content)| (path.clone(), (*is_executable, content.clone())))
        .collect();
    let mut found = BTreeMap::new();
    collect(&unpacked, "", &mut found);
    assert!(expected.keys().eq(found.keys()), "{:?}", found.keys());
    for (path, member) in &expected {
        assert!(*member == found[path], "{path}");
    }
}

fn collect(folder: &Path, start: &str, found: &mut BTreeMap<String, (bool, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{start}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else {
            let is_executable = is_executable(&entry.path());
            found.insert(path, (is_executable, fs::read(entry.path()).unwrap()));
        }
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert!([0o644, 0o755].contains(&mode), "{mode:o}");
    mode == 0o755
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}

const TAR: [&str; 3] = ["--overwrite", "-xvf", "../bundle.tar.gz"];

const PYTHON: [&str; 2] = [
    "-c",
    "import tarfile; tarfile.open('../bundle.tar.gz').extractall()",
];

#[test]
fn gnu_tar_unpacks_what_was_packed() {
    assert_unpacks(&packed(), &members(), "tar", &TAR);
}

#[test]
fn python_unpacks_what_was_packed() {
    assert_unpacks(&packed(), &members(), "python3", &PYTHON);
}

#[test]
fn the_smallest_is_an_empty_archive() {
    let smallest = smallest();
    assert_eq!(smallest.archive.len(), 29);
    assert_unpacks(&smallest, &[], "tar", &TAR);
    assert_unpacks(&smallest, &[], "python3", &PYTHON);
    // By md5sum.
    assert_eq!(hex(smallest.md5), "26f6f9d6a798e5ec414182ca3396a7fb");
}

#[test]
fn nothing_tells_of_the_machine() {
    let packed = packed();
    // gzip: no name, no time, best compression, no system.
    assert_eq!(packed.archive[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    let mut archive = tar::Archive::new(GzDecoder::new(packed.archive.as_slice()));
    for member in archive.entries().unwrap() {
        let member = member.unwrap();
        let header = member.header();
        assert!(header.as_ustar().is_some());
        assert_eq!(header.mtime().unwrap(), 347_155_200);
        assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
        assert_eq!(header.username().unwrap(), Some(""));
        assert_eq!(header.groupname().unwrap(), Some(""));
    }
}

#[test]
fn what_is_told_of_it_is_true() {
    let packed = packed();
    let members = members();
    assert_eq!(packed.files, members.len());
    let content: usize = members.iter().map(|(_, _, content)| content.len()).sum();
    assert_eq!(packed.content, content as u64);
}

fn hex(bytes: [u8; 16]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
