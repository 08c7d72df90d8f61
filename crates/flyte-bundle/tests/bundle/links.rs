//! Links, and what is neither a file nor a folder.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

use flyte_bundle::{Setting, Source, pack};

use crate::folder::{Folder, bundled};

#[test]
fn a_link_to_a_file_is_the_file_under_its_own_name() {
    let folder = Folder::with(&["run.sh", "sub/x"]);
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.join("run.sh"), executable.clone()).unwrap();
    symlink("../run.sh", folder.join("sub/start")).unwrap();
    symlink("sub/start", folder.join("start")).unwrap();
    let linked = pack(&folder.source("."), &|| false).unwrap();

    let copied = Folder::with(&["sub/x"]);
    for path in ["run.sh", "start", "sub/start"] {
        copied.write(path, "run.sh");
        fs::set_permissions(copied.join(path), executable.clone()).unwrap();
    }
    assert_eq!(linked, pack(&copied.source("."), &|| false).unwrap());
}

#[test]
fn the_folder_may_be_a_link() {
    let folder = Folder::with(&["real/a.py", "real/b.csv"]);
    folder.make_repository(".");
    fs::create_dir(folder.join("elsewhere")).unwrap();
    folder.write(".gitignore", "*.csv\n");
    symlink("../real", folder.join("elsewhere/link")).unwrap();
    assert_eq!(bundled(&folder.source("elsewhere/link")), ["a.py"]);
}

#[test]
fn links_to_nothing_and_sockets_are_left_out() {
    let folder = Folder::with(&["a.py"]);
    symlink("nowhere", folder.join("broken")).unwrap();
    symlink("loop", folder.join("loop")).unwrap();
    symlink("a.py/x", folder.join("below-a-file")).unwrap();
    let _socket = UnixListener::bind(folder.join("socket")).unwrap();
    symlink("socket", folder.join("to-socket")).unwrap();
    assert_eq!(folder.bundled(), ["a.py"]);
}

#[test]
fn links_that_lead_out_are_refused() {
    for target in ["../secret", "/dev/zero", "../src-2/x"] {
        let folder = Folder::with(&["secret", "src-2/x", "src/a.py"]);
        symlink(target, folder.join("src/link")).unwrap();
        let source = folder.source("src");
        let error = crate::folder::error(&source);
        assert_eq!(
            error.to_string(),
            "`link` is a link that leads out of the folder"
        );
        assert_eq!(error.setting(), Setting::SourceDir);
        let exclude = vec!["link".to_owned()];
        assert_eq!(bundled(&Source { exclude, ..source }), ["a.py"]);
    }
}

#[test]
fn links_to_folders_are_refused_wherever_they_lead() {
    for target in [".", "..", "real", "/"] {
        let folder = Folder::with(&["src/sub/a.py", "src/sub/real/x"]);
        symlink(target, folder.join("src/sub/link")).unwrap();
        let error = crate::folder::error(&folder.source("src"));
        assert_eq!(error.to_string(), "`sub/link` is a link to a folder");
        assert_eq!(
            error.hint(),
            "Links to folders are not followed. Put the folder itself in its place, or leave the \
             link out with `exclude`."
        );
        folder.write("src/.gitignore", "/sub/link/\n.gitignore\n");
        let source = folder.source("src");
        assert_eq!(bundled(&source), ["sub/a.py", "sub/real/x"]);
    }
}

#[test]
fn an_included_folder_has_no_links_to_folders_either() {
    let folder = Folder::with(&["a.py", "gen/x/b.py"]);
    folder.write(".gitignore", "*\n!a.py\n");
    symlink("x", folder.join("gen/link")).unwrap();
    symlink("gen", folder.join("link")).unwrap();
    for include in ["gen", "gen/*/b.py", "link/x/b.py", "link"] {
        let error = folder.error_with(&[include], &[]);
        assert_eq!(error.setting(), Setting::Include(0));
        assert!(
            error.to_string().ends_with("link` is a link to a folder"),
            "{error}"
        );
    }
    // None of the folders that stars stand for is a link.
    assert_eq!(
        folder.bundled_with(&["**/b.py"], &[]),
        ["a.py", "gen/x/b.py"]
    );
    assert_eq!(
        folder.bundled_with(&["gen"], &["link"]),
        ["a.py", "gen/x/b.py"]
    );
}

#[test]
fn a_fifo_is_refused_and_not_opened() {
    let folder = Folder::with(&["a.py"]);
    let made = Command::new("mkfifo").arg(folder.join("fifo")).status();
    assert!(made.unwrap().success());
    let error = folder.error_with(&[], &[]);
    assert_eq!(error.to_string(), "`fifo` is neither a file nor a folder");
    assert_eq!(folder.bundled_with(&[], &["fifo"]), ["a.py"]);
    fs::rename(folder.join("fifo"), folder.join(".flyteignore")).unwrap();
    let error = folder.error_with(&[], &[]);
    assert_eq!(error.subject(), ".flyteignore");
    fs::rename(folder.join(".flyteignore"), folder.join("x.log")).unwrap();
    symlink("x.log", folder.join("link")).unwrap();
    let error = folder.error_with(&[], &[]);
    assert_eq!(error.to_string(), "`link` is neither a file nor a folder");
}

/// There are other systems without such names.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_text_is_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let folder = Folder::with(&["a.py", "b.py"]);
    let name = OsStr::from_bytes(b"sub-\xff");
    fs::create_dir(folder.path().join(name)).unwrap();
    fs::write(folder.path().join(name).join("x"), "").unwrap();
    let error = folder.error_with(&[], &[]);
    assert_eq!(
        error.to_string(),
        "`sub-\u{fffd}/x` is a name that is not UTF-8"
    );
    assert_eq!(folder.bundled_with(&[], &["sub-?"]), ["a.py", "b.py"]);
}
