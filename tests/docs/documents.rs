//! What every page must have: front matter for the registry, and links that lead somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use crate::{markdown, project};

/// The registry cuts a page off here (Terraform registry, "Provider documentation").
const MOST_BYTES: usize = 500_000;
/// Where this project's files are for the registry, which shows no picture by a relative path.
const RAW: &str = "https://raw.githubusercontent.com/flyte-iac/terraform-provider-flyte/main/";

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
    for page in project::documents() {
        for link in markdown::links(&page.text) {
            if !link.contains("://") && !resolves(&page.path, &link) {
                broken.push(format!("{}: {link}", page.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn pictures_are_there_and_are_shown_by_the_registry() {
    let mut shown = BTreeSet::new();
    for page in project::documents() {
        for image in markdown::images(&page.text) {
            let of_the_registry = page.path.starts_with("docs/");
            let file = match image.strip_prefix(RAW) {
                Some(file) => project::path(file),
                None => target(&page.path, &image),
            };
            assert_eq!(
                image.starts_with(RAW),
                of_the_registry,
                "{}: {image}",
                page.path
            );
            assert!(file.exists(), "{}: there is no {image}", page.path);
            shown.insert(file.file_name().unwrap().to_owned());
        }
    }
    let there = project::files("docs/images", "svg");
    let there = there.iter().map(Path::new);
    let there: BTreeSet<_> = there
        .map(|file| file.file_name().unwrap().to_owned())
        .collect();
    assert_eq!(shown, there);
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

/// Whoever comes to the project finds every guide.
#[test]
fn the_readme_names_every_guide() {
    let links = markdown::links(&project::read("README.md"));
    for guide in project::files("docs/guides", "md") {
        assert!(links.contains(&guide), "README.md does not link to {guide}");
    }
}
