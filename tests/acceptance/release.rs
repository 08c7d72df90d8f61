//! What a release consists of, and that Terraform installs from it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::harness::backend::{live, mock};
use crate::harness::environment;
use crate::harness::terraform::{project, provider};
use crate::harness::workspace::Workspace;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A script of this project's, which succeeds; what it prints.
#[track_caller]
fn script(name: &str, arguments: &[&Path]) -> String {
    let output = Command::new(project().join("scripts").join(name))
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .output();
    let output = output.expect("the script starts");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {complaint}");
    String::from_utf8(output.stdout).expect("it prints text")
}

fn platform() -> String {
    script("platform", &[]).trim().to_owned()
}

/// A binary, packed into this folder: the zip.
#[track_caller]
fn pack(binary: &Path, folder: &Path) -> PathBuf {
    let platform = platform();
    script(
        "package",
        &[binary, Path::new(VERSION), Path::new(&platform), folder],
    );
    folder.join(format!("terraform-provider-flyte_{VERSION}_{platform}.zip"))
}

/// The binary under test, packed once for all tests.
fn packed() -> &'static Path {
    static PACKED: OnceLock<PathBuf> = OnceLock::new();
    // What is static is never dropped, so a temporary folder would stay.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("package");
    PACKED.get_or_init(|| pack(provider(), &folder))
}

/// A small program that is not the provider.
fn another_program(folder: &Path) -> PathBuf {
    let path = folder.join("another-program");
    fs::write(&path, "#!/bin/sh\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Makes Terraform install from a mirror with this zip, and from nowhere else.
fn install_from(zip: &Path, workspace: &Workspace) {
    let mirror = workspace.path().join("mirror");
    script("install-provider", &[zip, &mirror]);
    workspace.file(
        "settings.tfrc",
        &format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n"
        ),
    );
}

#[test]
fn terraform_installs_from_the_zip_and_notes_its_checksums() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    install_from(packed(), &workspace);
    workspace.terraform(&["init", "-no-color"]).succeeded();

    let lock = fs::read_to_string(workspace.path().join(".terraform.lock.hcl")).unwrap();
    assert!(lock.contains("/flyte-iac/flyte\""), "{lock}");
    assert!(lock.contains(&format!("version = \"{VERSION}\"")), "{lock}");
    assert!(lock.contains("\"h1:"), "{lock}");
    workspace.apply_for_good();
    assert_eq!(live(&mock), ["development/fast_env"]);
    workspace.destroy();
}

#[test]
fn another_zip_under_the_same_version_is_refused() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environment(""));
    install_from(packed(), &workspace);
    workspace.terraform(&["init", "-no-color"]).succeeded();

    let forged = TempDir::new().unwrap();
    let zip = pack(&another_program(forged.path()), forged.path());
    install_from(&zip, &workspace);
    fs::remove_dir_all(workspace.path().join(".terraform")).unwrap();
    let run = workspace.terraform(&["init", "-no-color"]);
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains("checksums"), "{told}");
    assert!(mock.requests().is_empty());
}

#[test]
fn the_checksums_are_those_of_the_files() {
    let folder = packed().parent().unwrap();
    let listed =
        fs::read_to_string(folder.join(format!("terraform-provider-flyte_{VERSION}_SHA256SUMS")));
    let listed = listed.unwrap();
    let names: Vec<_> = listed
        .lines()
        .map(|line| line.split_once("  ").expect("two spaces").1)
        .collect();
    let zip = packed().file_name().unwrap().to_str().unwrap();
    let manifest = format!("terraform-provider-flyte_{VERSION}_manifest.json");
    assert_eq!(names, [zip, manifest.as_str()]);
    for line in listed.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let found = Sha256::digest(fs::read(folder.join(name)).unwrap());
        assert_eq!(sum, format!("{found:x}"), "{name}");
    }
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join(manifest)).unwrap()).unwrap();
    assert_eq!(manifest["metadata"]["protocol_versions"][0], "6.0");
}

#[test]
fn the_same_binary_is_packed_into_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let binary = another_program(folder.path());
    let first = pack(&binary, &folder.path().join("first"));
    // Another file, made later and under another name.
    let again = folder.path().join("again");
    fs::copy(&binary, &again).unwrap();
    let second = pack(&again, &folder.path().join("second"));
    assert_eq!(fs::read(&first).unwrap(), fs::read(second).unwrap());

    let unpacked = folder.path().join("unpacked");
    let run = Command::new("python3")
        .args([
            "-c",
            "import shutil, sys; shutil.unpack_archive(*sys.argv[1:], 'zip')",
        ])
        .args([&first, &unpacked])
        .status();
    assert!(run.unwrap().success());
    let mut entries: Vec<_> = fs::read_dir(&unpacked)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    entries.sort();
    let program = format!("terraform-provider-flyte_v{VERSION}");
    assert_eq!(entries, ["LICENSE", &program]);
    let content = fs::read(unpacked.join(&program)).unwrap();
    assert_eq!(content, fs::read(&binary).unwrap());
}

#[test]
fn the_list_of_dependencies_is_what_is_linked() {
    let text = script("sbom", &[]);
    assert_eq!(text, script("sbom", &[]), "it is the same each time");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, &text).unwrap();
    script("check-sbom", &[file.path()]);
    let list: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(list["metadata"]["component"]["version"], VERSION);
    assert_eq!(list["metadata"]["supplier"]["name"], "flyte-iac");
    assert_eq!(list["metadata"]["timestamp"], "2023-11-14T22:13:20Z");
    let components = list["components"].as_array().unwrap();
    let names: Vec<_> = components
        .iter()
        .map(|component| component["name"].as_str().unwrap())
        .collect();
    for linked in ["reqwest", "rustls", "tonic", "aws-lc-sys", "rust-std"] {
        assert!(names.contains(&linked), "{linked} is linked");
    }
    for not in ["proptest", "flyte-mock", "protox", "serde_derive"] {
        assert!(!names.contains(&not), "{not} is not linked");
    }
    let lock = fs::read_to_string(project().join("Cargo.lock")).unwrap();
    for component in components {
        // What the compilers bring is in no lock file.
        if component["name"] != "rust-std" {
            let checksum = component["hashes"][0]["content"].as_str().unwrap();
            assert!(lock.contains(checksum), "{component}");
        }
        assert!(
            component["licenses"][0]["expression"].is_string(),
            "{component}"
        );
    }
    for entry in list["dependencies"].as_array().unwrap() {
        for needed in entry["dependsOn"].as_array().unwrap() {
            let mut known = components.iter().map(|component| &component["bom-ref"]);
            assert!(known.any(|known| known == needed), "{needed}");
        }
    }
}

#[test]
fn the_licences_of_all_that_is_linked_are_told() {
    let list: Value = serde_json::from_str(&script("sbom", &[])).unwrap();
    let notices = script("notices", &[]);
    assert_eq!(notices, script("notices", &[]), "it is the same each time");
    for component in list["components"].as_array().unwrap() {
        let part = |name: &str| component[name].as_str().unwrap();
        let name = format!("\n{} {} (", part("name"), part("version"));
        assert!(notices.contains(&name), "{name}");
    }
    assert!(notices.contains("Permission is hereby granted"));

    let folder = TempDir::new().unwrap();
    let (binary, file) = (
        another_program(folder.path()),
        folder.path().join("notices"),
    );
    fs::write(&file, &notices).unwrap();
    let arguments = [
        &*binary,
        Path::new(VERSION),
        Path::new("linux_amd64"),
        folder.path(),
    ];
    let list = format!("terraform-provider-flyte_{VERSION}_linux_amd64.cdx.json");
    fs::write(folder.path().join(&list), "{}").unwrap();
    script("package", &[&arguments[..], &[&*file]].concat());
    let sums = folder
        .path()
        .join(format!("terraform-provider-flyte_{VERSION}_SHA256SUMS"));
    assert!(fs::read_to_string(sums).unwrap().contains(&list));
    let zip = folder.path().join(format!(
        "terraform-provider-flyte_{VERSION}_linux_amd64.zip"
    ));
    let listed = Command::new("python3")
        .args(["-m", "zipfile", "-l"])
        .arg(zip)
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    for entry in ["LICENSE", "NOTICES"] {
        assert!(listed.contains(entry), "{listed}");
    }
}

#[test]
fn what_has_no_commit_or_no_tag_is_no_release() {
    let folder = TempDir::new().unwrap();
    let release = folder.path().join("scripts/release");
    fs::create_dir(folder.path().join("scripts")).unwrap();
    fs::copy(project().join("scripts/release"), &release).unwrap();
    let version = folder.path().join("scripts/version");
    fs::write(&version, "#!/bin/sh\necho 1.2.3\n").unwrap();
    fs::set_permissions(&version, fs::Permissions::from_mode(0o755)).unwrap();
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=test", "-c", "user.email=test@example.com"]);
        let run = command.current_dir(folder.path()).args(arguments).output();
        assert!(run.unwrap().status.success(), "{arguments:?}");
    };
    let refusal = || {
        let run = Command::new(&release)
            .arg("no-such-system")
            .output()
            .unwrap();
        assert!(!run.status.success());
        String::from_utf8(run.stderr).unwrap()
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "All"]);
    git(&["tag", "v1.2.3-rc1"]);
    let told = refusal();
    assert!(
        told.contains("no tag v1.2.3,") && told.contains("ALLOW_UNTAGGED=1"),
        "{told}"
    );
    git(&["tag", "v1.2.3"]);
    let told = refusal();
    assert!(told.contains("scripts/platform"), "it goes on: {told}");
    fs::write(folder.path().join("changed"), "").unwrap();
    let told = refusal();
    assert!(
        told.contains("not what is committed") && told.contains("ALLOW_DIRTY=1"),
        "{told}"
    );
}
