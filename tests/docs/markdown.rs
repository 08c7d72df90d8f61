//! What the tests need to know of a page in Markdown.

use std::collections::BTreeSet;

/// A block of code between fences.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fence {
    /// The word after the opening fence.
    pub(crate) language: String,
    /// What is inside, without the fence's own indentation.
    pub(crate) text: String,
    /// The line of the page on which the code begins.
    pub(crate) line: usize,
}

/// The blocks of code on a page.
pub(crate) fn fences(text: &str) -> Vec<Fence> {
    split(text).1
}

/// The targets of the links on a page, outside code.
pub(crate) fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in split(text).0 {
        // Every second piece between backticks is code.
        let prose: String = line.split('`').step_by(2).collect();
        let targets = prose.split("](").skip(1);
        links.extend(targets.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())));
    }
    links
}

/// The addresses of the pictures on a page, outside code.
pub(crate) fn images(text: &str) -> Vec<String> {
    let mut images = Vec::new();
    for line in split(text).0 {
        let prose: String = line.split('`').step_by(2).collect();
        for picture in prose.split("![").skip(1) {
            let address = picture.split_once("](").and_then(|it| it.1.split_once(')'));
            images.extend(address.map(|it| it.0.to_owned()));
        }
    }
    images
}

/// What a link to a place on the page can name: its headings, as GitHub and the Terraform registry
/// spell them, and anchors in HTML.
pub(crate) fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for line in split(text).0 {
        if let Some(id) = line.strip_prefix("<a id=\"") {
            anchors.extend(id.split('"').next().map(str::to_owned));
        } else if let Some(heading) = heading(line) {
            let kept = heading.to_lowercase();
            let kept = kept.chars().filter_map(|character| match character {
                ' ' => Some('-'),
                '-' | '_' => Some(character),
                character => character.is_alphanumeric().then_some(character),
            });
            anchors.insert(kept.collect());
        }
    }
    anchors
}

/// The headings of a level such as `##`, in order.
pub(crate) fn headings<'a>(text: &'a str, level: &str) -> Vec<&'a str> {
    let lines = split(text).0.into_iter();
    lines
        .filter_map(|line| line.strip_prefix(level)?.strip_prefix(' '))
        .collect()
}

/// The value of a key in the YAML at the head of a page.
pub(crate) fn front_matter<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (yaml, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    let mut lines = yaml.lines();
    let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    match value.trim() {
        "|-" => lines.next().map(str::trim),
        value => Some(value.trim_matches('"')),
    }
}

/// The rows of the first table below a heading, without the head of the table.
pub(crate) fn table(text: &str, title: &str) -> Vec<Vec<String>> {
    let rows = split(text)
        .0
        .into_iter()
        .skip_while(|line| heading(line) != Some(title))
        .skip_while(|line| !line.trim_start().starts_with('|'))
        .map_while(|line| line.trim().strip_prefix('|')?.strip_suffix('|'))
        .skip(2);
    rows.map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The pieces of code in a text.
pub(crate) fn code_spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    (title.len() < line.len())
        .then(|| title.strip_prefix(' '))
        .flatten()
}

/// The lines outside and the blocks inside fences.
fn split(text: &str) -> (Vec<&str>, Vec<Fence>) {
    let mut prose = Vec::new();
    let mut fences = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            prose.push(line);
            continue;
        };
        let indentation = line.len() - line.trim_start().len();
        let mut code = String::new();
        for (_, line) in lines.by_ref() {
            if line.trim() == "```" {
                break;
            }
            code.push_str(line.get(indentation..).unwrap_or_default());
            code.push('\n');
        }
        fences.push(Fence {
            language: language.trim().to_owned(),
            text: code,
            line: number + 2,
        });
    }
    (prose, fences)
}

#[test]
fn a_page_is_read() {
    let page = "---\npage_title: \"A\"\ndescription: |-\n  Of b.\n---\n# The `x` & y_z\n\
                See [`f(1)`](a.md#b) or `[no](code)`.\n![It](i.svg)\n\n| a | b |\n|---|---|\n| `c`, `d` | e |\n\
                \n1. In a list\n   ```sh\n   echo [no](link)\n     # no heading\n   ```\n\
                <a id=\"below\"></a>\n";
    assert_eq!(front_matter(page, "page_title"), Some("A"));
    assert_eq!(front_matter(page, "description"), Some("Of b."));
    assert_eq!(front_matter(page, "subcategory"), None);
    assert_eq!(links(page), ["a.md#b", "i.svg"]);
    assert_eq!(images(page), ["i.svg"]);
    assert_eq!(headings(page, "#"), ["The `x` & y_z"]);
    assert_eq!(Vec::from_iter(anchors(page)), ["below", "the-x--y_z"]);
    assert_eq!(table(page, "The `x` & y_z"), [["`c`, `d`", "e"]]);
    assert_eq!(code_spans("`c`, `d` and e"), ["c", "d"]);
    let [fence] = &fences(page)[..] else {
        panic!("one block of code");
    };
    assert_eq!((fence.language.as_str(), fence.line), ("sh", 16));
    assert_eq!(fence.text, "echo [no](link)\n  # no heading\n");
}
