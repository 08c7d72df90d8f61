//! What changes a bundle, and what does not.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use flyte_bundle::{Hash, hash, pack};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use crate::folder::Folder;

type Files = BTreeMap<String, Vec<u8>>;

fn files() -> impl Strategy<Value = Files> {
    let name = select(&["a", "b", "a.b", "a-b", "B", "é", "run.sh"][..]);
    let path = vec(name, 1..4).prop_map(|names| names.join("/"));
    let files = btree_map(path, vec(any::<u8>(), 0..2_000), 1..10);
    files.prop_map(|mut files| {
        let folders: Vec<_> = files.keys().map(|path| format!("{path}/")).collect();
        let is_in_a_file = |path: &String| folders.iter().any(|folder| path.starts_with(folder));
        files.retain(|path, _| !is_in_a_file(path));
        files
    })
}

fn hash_of(folder: &Folder) -> Hash {
    hash(&folder.source("."), &|| false).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_same_files_give_the_same_bytes(files in files(), shuffle in any::<u64>()) {
        let here = Folder::with(&[]);
        for (path, content) in &files {
            here.write(path, content);
        }
        let there = Folder::with(&[".git/config", "x.log", "__pycache__/y", "b.egg-info/z"]);
        fs::create_dir(there.join("empty")).unwrap();
        let mut shuffled: Vec<_> = files.iter().collect();
        shuffled.sort_by_key(|(path, _)| (path.len() as u64).wrapping_mul(shuffle) % 97);
        for (path, content) in shuffled.into_iter().rev() {
            there.write(path, content);
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(shuffle % 2_000_000_000);
            File::open(there.join(path)).unwrap().set_modified(time).unwrap();
        }
        let one = pack(&here.source("."), &|| false).unwrap();
        let other = pack(&there.source("."), &|| false).unwrap();
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(hash_of(&here), one.hash);
        prop_assert_eq!(hash_of(&there), other.hash);
    }

    #[test]
    fn a_byte_that_moves_changes_the_hash(
        first in "[a-c]{2,8}",
        second in "[a-c]{0,8}",
        at in 1usize..8,
    ) {
        let hash_of = |files: [(&str, &str); 2]| {
            let folder = Folder::with(&[]);
            for (path, content) in files {
                folder.write(path, content);
            }
            hash_of(&folder)
        };
        let before = hash_of([("x", &first), ("y", &second)]);
        let (kept, moved) = first.split_at(at.min(first.len() - 1));
        let to_other_file = hash_of([("x", kept), ("y", &format!("{moved}{second}"))]);
        prop_assert_ne!(&before, &to_other_file);
        let to_name = hash_of([(&format!("x{kept}"), moved), ("y", &second)]);
        prop_assert_ne!(&before, &to_name);
        prop_assert_ne!(&to_other_file, &to_name);
    }
}

#[cfg(unix)]
#[test]
fn of_the_mode_only_the_owners_right_to_execute_counts() {
    use std::os::unix::fs::PermissionsExt as _;

    let packed = |mode| {
        let folder = Folder::with(&["run.sh"]);
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.join("run.sh"), mode).unwrap();
        pack(&folder.source("."), &|| false).unwrap()
    };
    let (plain, executable) = (packed(0o644), packed(0o755));
    assert_eq!(plain, packed(0o600));
    assert_eq!(plain, packed(0o666));
    assert_eq!(plain, packed(0o655));
    assert_eq!(executable, packed(0o700));
    assert_ne!(plain.hash, executable.hash);
    assert_ne!(plain.archive, executable.archive);
}
