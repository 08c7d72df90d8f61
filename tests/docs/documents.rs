//! What every page must have: front matter for the registry, and links that lead somewhere.

use std::path::Path;

use crate::{markdown, project};

/// The registry cuts a page off here (Terraform registry, "Provider documentation").
const MOST_BYTES: usize = 500_000;

#[test]
fn pages_of_the_registry_have_front_matter_and_fit() {
    for page in project::registry_pages() {
        for key in ["page_title", "description"] {
            let value = markdown::front_matter(&page.text, key);
            assert!(
                value.is_some_and(|value| !value.is_empty()),
                "{}: no `{key}` in its front matter",
                page.path
            );
        }
        assert!(page.text.len() <= MOST_BYTES, "{} is too long", page.path);
    }
}

#[test]
fn relative_links_lead_to_a_file_and_a_heading() {
    let mut broken = Vec::new();
    for page in project::pages() {
        for link in markdown::links(&page.text) {
            if !link.contains("://") && !resolves(&page.path, &link) {
                broken.push(format!("{}: {link}", page.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The registry shows nothing of the project but `docs/`.
#[test]
fn pages_of_the_registry_link_to_no_file_outside() {
    let root = project::path("docs").canonicalize().unwrap();
    for page in project::registry_pages() {
        for link in markdown::links(&page.text) {
            if !link.contains("://") && !link.starts_with('#') {
                let target = target(&page.path, &link).canonicalize().unwrap();
                assert!(target.starts_with(&root), "{}: {link}", page.path);
            }
        }
    }
}

fn resolves(page: &str, link: &str) -> bool {
    let target = target(page, link);
    match link.split_once('#') {
        None => target.exists(),
        Some((_, anchor)) => markdown::anchors(&project::read(target)).contains(anchor),
    }
}

fn target(page: &str, link: &str) -> std::path::PathBuf {
    let page = project::path(page);
    match link.split('#').next().unwrap_or_default() {
        "" => page,
        file => page.parent().unwrap_or(Path::new("")).join(file),
    }
}
