//! The way through a tree of folders: each once, depth first, and no link to a folder is followed.

use std::path::{Path, PathBuf};

use crate::entry::{self, Kind};
use crate::error::{BundleError, Setting};
use crate::files::Files;
use crate::stop::Stop;

/// A tree to go through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tree<'a> {
    /// Its top, without links on the way to it.
    pub(crate) root: &'a Path,
    /// The top as messages call it.
    pub(crate) shown: &'a str,
    pub(crate) stop: Stop<'a>,
}

/// A folder on the way.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) location: PathBuf,
    /// From the top of the tree, with `/` between names.
    pub(crate) path: Vec<u8>,
    /// How many folders it is in.
    pub(crate) depth: usize,
}

/// Which files are taken, and which folders are entered.
pub(crate) trait Selection {
    /// The setting that asks for them.
    fn setting(&self) -> Setting;

    /// Comes into a folder: before it is asked for what is in there, and after all that was in
    /// folders of the same depth.
    fn enter(&mut self, folder: &Folder) -> Result<(), BundleError>;

    /// Whether to take this, or to enter it. The path is from the top of the tree.
    fn wants(&mut self, path: &[u8], kind: Kind) -> bool;
}

/// Takes the files that are selected, and tells whether there were any.
pub(crate) fn walk(
    tree: Tree<'_>,
    selection: &mut dyn Selection,
    files: &mut Files,
) -> Result<bool, BundleError> {
    let setting = selection.setting();
    let mut took_any = false;
    let mut pending = vec![Folder {
        location: tree.root.to_owned(),
        path: Vec::new(),
        depth: 0,
    }];
    // The last one first: so all that is in a folder comes before what is beside it.
    while let Some(folder) = pending.pop() {
        let shown = String::from_utf8_lossy(&folder.path);
        let shown = if shown.is_empty() { tree.shown } else { &shown };
        tree.stop.check(shown)?;
        selection.enter(&folder)?;
        for found in entry::list(&folder.location, &folder.path, shown, setting)? {
            if !selection.wants(&found.path, found.kind) {
                continue;
            }
            if found.kind == Kind::Folder {
                pending.push(Folder {
                    location: found.location,
                    path: found.path,
                    depth: folder.depth + 1,
                });
            } else if let Some((location, size)) = found.content(tree.root, setting)? {
                files.take(found.text(setting)?.to_owned(), location, size)?;
                took_any = true;
            }
        }
    }
    Ok(took_any)
}
