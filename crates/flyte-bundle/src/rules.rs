//! The lines of a `.gitignore` file, or of one called `.flyteignore`, as gitignore(5) has them.
//!
//! Of all lines that match, the last decides. A line without a `/` but at its end is about a name
//! at any depth; another about the path from the file's own folder. A `/` at its end means folders
//! only, a `!` in front takes back. What is in a folder that is left out cannot be taken back: it
//! is not looked at, which is up to the caller.
//!
//! Names are compared with their case, whatever git's `core.ignoreCase` is.

use crate::glob::Glob;

/// The rules of a file or a list, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// As it was written.
    pub(crate) text: String,
    /// Whether it leaves out what it matches; otherwise it takes it back.
    pub(crate) leaves_out: bool,
    folders_only: bool,
    name_only: bool,
    glob: Glob,
}

/// Why a line is not a rule. In a file, that is fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRule {
    /// Nothing, or only blanks.
    Blank,
    /// It begins with `#`.
    Comment,
    /// It can match nothing.
    NeverMatches,
}

impl Rules {
    /// Reads a file. What is no rule there is passed over, as git does.
    pub(crate) fn of_file(content: &[u8]) -> Self {
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        let lines = content.split(|byte| *byte == b'\n');
        let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        lines.filter_map(|line| Rule::parse(line).ok()).collect()
    }

    /// The rule that decides about this path, which is relative to the folder of the rules. `None`
    /// if they say nothing of it.
    pub(crate) fn deciding(&self, path: &[u8], is_folder: bool) -> Option<&Rule> {
        let mut rules = self.0.iter().rev();
        rules.find(|rule| rule.matches(path, is_folder))
    }

    /// The rule that leaves this path out, if it is left out.
    pub(crate) fn leaving_out(&self, path: &[u8], is_folder: bool) -> Option<&Rule> {
        let rule = self.deciding(path, is_folder);
        rule.filter(|rule| rule.leaves_out)
    }
}

impl FromIterator<Rule> for Rules {
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        Self(rules.into_iter().collect())
    }
}

impl Rule {
    /// Reads a line.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, NoRule> {
        if line.starts_with(b"#") {
            return Err(NoRule::Comment);
        }
        let trimmed = without_blanks(line);
        if trimmed.is_empty() {
            return Err(NoRule::Blank);
        }
        let body = trimmed.strip_prefix(b"!");
        let leaves_out = body.is_none();
        let body = body.unwrap_or(trimmed);
        let without_slash = body.strip_suffix(b"/");
        let folders_only = without_slash.is_some();
        let body = without_slash.unwrap_or(body);
        let name_only = !body.contains(&b'/');
        let body = body.strip_prefix(b"/").unwrap_or(body);
        let glob = Glob::parse(body).filter(|_| !body.is_empty());
        Ok(Self {
            text: String::from_utf8_lossy(trimmed).into_owned(),
            leaves_out,
            folders_only,
            name_only,
            glob: glob.ok_or(NoRule::NeverMatches)?,
        })
    }

    fn matches(&self, path: &[u8], is_folder: bool) -> bool {
        if self.folders_only && !is_folder {
            return false;
        }
        let name = path.rsplit(|byte| *byte == b'/').next();
        let name = name.filter(|_| self.name_only);
        self.glob.matches(name.unwrap_or(path))
    }
}

/// The line without blanks at its end, except for those behind a `\`.
fn without_blanks(line: &[u8]) -> &[u8] {
    let mut end = 0;
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        if *byte != b' ' {
            end = at.min(line.len());
        }
    }
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(rules: &str, path: &str) -> bool {
        let rules = Rules::of_file(rules.as_bytes());
        let is_folder = path.ends_with('/');
        let path = path.trim_end_matches('/').as_bytes();
        rules.leaving_out(path, is_folder).is_some()
    }

    #[test]
    fn slashes_say_where_and_what() {
        assert!(left_out("b", "a/b"));
        assert!(!left_out("/b", "a/b"));
        assert!(left_out("/b", "b"));
        assert!(left_out("a/b", "a/b"));
        assert!(!left_out("a/b", "x/a/b"));
        assert!(left_out("b/", "a/b/"));
        assert!(!left_out("b/", "a/b"));
        assert!(!left_out("/", "a"));
    }

    #[test]
    fn the_last_that_matches_decides() {
        assert!(!left_out("*.py\n!a.py", "a.py"));
        assert!(left_out("!a.py\n*.py", "a.py"));
        assert!(left_out("\\!a.py", "!a.py"));
    }

    #[test]
    fn lines_are_read_as_git_reads_them() {
        assert!(left_out("\u{feff}a  \r\n#b\n", "a"));
        assert!(!left_out("#b", "#b"));
        assert!(left_out("\\#b", "#b"));
        assert!(left_out("a\\ \n", "a "));
        assert!(!left_out("a\\ \n", "a"));
        assert!(left_out("a\\", "a") == left_out("a\\", "a\\"));
    }

    #[test]
    fn what_is_no_rule_says_why() {
        let why = |line: &str| Rule::parse(line.as_bytes()).unwrap_err();
        assert_eq!(why("  "), NoRule::Blank);
        assert_eq!(why(""), NoRule::Blank);
        assert_eq!(why("#a"), NoRule::Comment);
        assert_eq!(why("a["), NoRule::NeverMatches);
        assert_eq!(why("!"), NoRule::NeverMatches);
    }
}
