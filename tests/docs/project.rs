//! The files of the project, by their path from its root.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders without pages: what is built, and the templates, whose links are those of their pages.
const WITHOUT_PAGES: [&str; 3] = ["target", "dist", "templates"];

/// A page in Markdown.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path from the root of the project.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

/// The file in this checkout.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The text of a file.
pub(crate) fn read(relative: impl AsRef<Path>) -> String {
    let path = path(relative);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files in a folder whose names end in `.extension`, sorted; none without the folder.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(path(folder))
        .into_iter()
        .flatten()
        .map(|entry| Path::new(folder).join(entry.unwrap().file_name()))
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .map(|file| file.to_str().unwrap().trim_start_matches("./").to_owned())
        .collect();
    files.sort();
    files
}

/// The pages that the Terraform registry shows.
pub(crate) fn registry_pages() -> Vec<Document> {
    let folders = fs::read_dir(path("docs")).unwrap().map(Result::unwrap);
    let folders = folders.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut folders: Vec<_> = folders
        .map(|entry| format!("docs/{}", entry.file_name().to_str().unwrap()))
        .collect();
    folders.push("docs".to_owned());
    folders.sort();
    folders
        .iter()
        .flat_map(|folder| in_folder(folder))
        .collect()
}

/// Every page: the registry's, and those in the root of the project.
pub(crate) fn pages() -> Vec<Document> {
    let mut pages = in_folder(".");
    pages.extend(registry_pages());
    pages
}

/// Every page in Markdown, wherever it is in the project.
pub(crate) fn documents() -> Vec<Document> {
    let mut documents = Vec::new();
    let mut folders = vec![".".to_owned()];
    while let Some(folder) = folders.pop() {
        documents.extend(in_folder(&folder));
        for entry in fs::read_dir(path(&folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let hidden = name.starts_with('.') && name != ".github";
            // A link such as that of `.tools` is followed nowhere.
            if entry.file_type().unwrap().is_dir()
                && !hidden
                && !WITHOUT_PAGES.contains(&name.as_str())
            {
                folders.push(
                    format!("{folder}/{name}")
                        .trim_start_matches("./")
                        .to_owned(),
                );
            }
        }
    }
    documents
}

fn in_folder(folder: &str) -> Vec<Document> {
    files(folder, "md")
        .into_iter()
        .map(|path| Document {
            text: read(&path),
            path,
        })
        .collect()
}
