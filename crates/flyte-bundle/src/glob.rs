//! Wild cards as git understands them in a `.gitignore` (gitignore(5), `wildmatch` with
//! `WM_PATHNAME`), over bytes.
//!
//! `?` is any byte but `/`, `*` any number of those, `[…]` one of a set, and `\` takes the next
//! byte as it is. `**/` at the start is any number of folders, as is `/**/`; `/**` at the end is
//! everything below. Anywhere else `**` is `*`. As in git, the part before the first wild card is
//! compared first, and `**` right after it counts as being at the start: `a**/b` crosses folders.
//!
//! A pattern becomes steps, and a text is matched in one pass over all steps that may be next. So
//! no pattern, however many stars it has, takes longer than its length times the text's.

/// A pattern, read.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    /// What comes before the first wild card.
    start: Vec<u8>,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    /// This byte.
    Byte(u8),
    /// Any byte but `/`.
    Any,
    /// One of those bytes for which it is true.
    Set(Box<[bool; 256]>),
    /// Any number of bytes but `/`.
    Run,
    /// Any number of bytes.
    DeepRun,
    /// What follows, or what is behind the next two steps.
    MaybeTwo,
}

impl Glob {
    /// Reads a pattern. `None` if git would never match it: a `[` that is not closed, a class that
    /// there is not, or a `\` at the end.
    pub(crate) fn parse(pattern: &[u8]) -> Option<Self> {
        let special = pattern.iter().position(|byte| b"*?[\\".contains(byte));
        let (start, rest) = pattern.split_at(special.unwrap_or(pattern.len()));
        let mut steps = Vec::new();
        let mut at = 0;
        while let Some(&byte) = rest.get(at) {
            match byte {
                b'*' => at = read_stars(rest, at, &mut steps),
                b'?' => {
                    steps.push(Step::Any);
                    at += 1;
                }
                b'[' => {
                    let (set, next) = read_set(rest, at + 1)?;
                    steps.push(Step::Set(set));
                    at = next;
                }
                b'\\' => {
                    steps.push(Step::Byte(*rest.get(at + 1)?));
                    at += 2;
                }
                _ => {
                    steps.push(Step::Byte(byte));
                    at += 1;
                }
            }
        }
        let start = start.to_owned();
        Some(Self { start, steps })
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let Some(rest) = text.strip_prefix(self.start.as_slice()) else {
            return false;
        };
        let end = self.steps.len();
        let mut may_be_next = vec![false; end + 1];
        may_be_next[0] = true;
        self.pass_over(&mut may_be_next);
        let mut after = vec![false; end + 1];
        for &byte in rest {
            after.fill(false);
            for (index, step) in self.steps.iter().enumerate() {
                if !may_be_next[index] {
                    continue;
                }
                match step {
                    Step::Byte(wanted) => after[index + 1] |= byte == *wanted,
                    Step::Any => after[index + 1] |= byte != b'/',
                    Step::Set(set) => after[index + 1] |= set[usize::from(byte)],
                    Step::Run => after[index] |= byte != b'/',
                    Step::DeepRun => after[index] = true,
                    Step::MaybeTwo => {}
                }
            }
            self.pass_over(&mut after);
            std::mem::swap(&mut may_be_next, &mut after);
        }
        may_be_next[end]
    }

    /// Adds the steps that are reached without a byte, which are always further on.
    fn pass_over(&self, may_be_next: &mut [bool]) {
        for (index, step) in self.steps.iter().enumerate() {
            if !may_be_next[index] {
                continue;
            }
            match step {
                Step::Run | Step::DeepRun => may_be_next[index + 1] = true,
                Step::MaybeTwo => {
                    may_be_next[index + 1] = true;
                    may_be_next[index + 3] = true;
                }
                Step::Byte(_) | Step::Any | Step::Set(_) => {}
            }
        }
    }
}

/// Reads the stars at `at`, and tells where they and what belongs to them end.
fn read_stars(pattern: &[u8], at: usize, steps: &mut Vec<Step>) -> usize {
    let stars = pattern[at..].iter().take_while(|byte| **byte == b'*');
    let next = at + stars.count();
    let starts_name = at == 0 || pattern[at - 1] == b'/';
    let is_deep = next - at > 1 && starts_name;
    match &pattern[next..] {
        [] | [b'\\', b'/', ..] if is_deep => steps.push(Step::DeepRun),
        [b'/', ..] if is_deep => {
            steps.extend([Step::MaybeTwo, Step::DeepRun, Step::Byte(b'/')]);
            return next + 1;
        }
        _ => steps.push(Step::Run),
    }
    next
}

/// Reads a set, from behind its `[`, and tells where it ends.
fn read_set(pattern: &[u8], mut at: usize) -> Option<(Box<[bool; 256]>, usize)> {
    let is_negated = matches!(pattern.get(at)?, b'!' | b'^');
    at += usize::from(is_negated);
    let first = at;
    let mut set = Box::new([false; 256]);
    // What a range may begin with.
    let mut before = None;
    loop {
        let byte = *pattern.get(at)?;
        match (byte, before, pattern.get(at + 1)) {
            (b']', ..) if at > first => break,
            (b'-', Some(from), Some(&next)) if next != b']' => {
                at += usize::from(next == b'\\');
                let to = *pattern.get(at + 1)?;
                (from..=to).for_each(|byte| set[usize::from(byte)] = true);
                before = None;
                at += 2;
            }
            (b'[', _, Some(b':')) => {
                let close = pattern[at + 2..].iter().position(|byte| *byte == b']')?;
                match pattern[at + 2..at + 2 + close].split_last() {
                    Some((b':', class)) => {
                        let class = class_of(class)?;
                        (0..=u8::MAX).for_each(|byte| set[usize::from(byte)] |= class(byte));
                        before = None;
                        at += close + 3;
                    }
                    _ => {
                        set[usize::from(byte)] = true;
                        before = Some(byte);
                        at += 1;
                    }
                }
            }
            (b'\\', _, next) => {
                let byte = *next?;
                set[usize::from(byte)] = true;
                before = Some(byte);
                at += 2;
            }
            _ => {
                set[usize::from(byte)] = true;
                before = Some(byte);
                at += 1;
            }
        }
    }
    set.iter_mut().for_each(|is_in| *is_in ^= is_negated);
    set[usize::from(b'/')] = false;
    Some((set, at + 1))
}

/// The bytes that a class such as `[:alpha:]` has; none but ASCII's.
fn class_of(name: &[u8]) -> Option<fn(u8) -> bool> {
    Some(match name {
        b"alnum" => |byte| byte.is_ascii_alphanumeric(),
        b"alpha" => |byte| byte.is_ascii_alphabetic(),
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => |byte| byte.is_ascii_control(),
        b"digit" => |byte| byte.is_ascii_digit(),
        b"graph" => |byte| byte.is_ascii_graphic(),
        b"lower" => |byte| byte.is_ascii_lowercase(),
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => |byte| byte.is_ascii_punctuation(),
        b"space" => |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        b"upper" => |byte| byte.is_ascii_uppercase(),
        b"xdigit" => |byte| byte.is_ascii_hexdigit(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_matches(pattern: &str, matching: &[&str], others: &[&str]) {
        let glob = Glob::parse(pattern.as_bytes()).unwrap();
        for text in matching {
            assert!(glob.matches(text.as_bytes()), "{pattern} matches {text}");
        }
        for text in others {
            assert!(!glob.matches(text.as_bytes()), "{pattern}, not {text}");
        }
    }

    #[test]
    fn stars_stay_in_a_folder_and_two_do_not() {
        assert_matches("a/*.c", &["a/x.c", "a/.c"], &["a/b/x.c", "a/x.h", "x.c"]);
        assert_matches("**/b", &["b", "a/b", "a/a/b"], &["ab", "a/ab", "b/a"]);
        assert_matches("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["ab", "a/xb"]);
        assert_matches("a/**", &["a/b", "a/b/c"], &["a", "ab"]);
        assert_matches("a*b**c/d", &["abc/d", "axbyc/d"], &["ab/c/d"]);
        assert_matches("a?c", &["abc"], &["a/c", "ac", "abbc"]);
    }

    #[test]
    fn sets_have_ranges_classes_and_escapes() {
        assert_matches("[a-c]x", &["ax", "cx"], &["dx", "x", "-x"]);
        assert_matches("[!a-c]x", &["dx", "-x"], &["ax", "/x"]);
        assert_matches("[^[:digit:]_]", &["a"], &["1", "_"]);
        assert_matches("[]a]", &["]", "a"], &["b"]);
        assert_matches("[a\\]]k", &["]k", "ak"], &["bk"]);
        assert_matches("[a-]", &["a", "-"], &["b"]);
        assert_matches("[[:]x", &["[x", ":x"], &["ax"]);
        assert_matches("{a,b}", &["{a,b}"], &["a", "b"]);
        assert_matches("a\\*", &["a*"], &["ab", "a\\*"]);
    }

    #[test]
    fn what_git_never_matches_is_no_pattern() {
        for pattern in [
            "[",
            "[a",
            "a[!",
            "[[:nothing:]]",
            "[[:",
            "a\\",
            "[a-",
            "[\\",
        ] {
            assert!(Glob::parse(pattern.as_bytes()).is_none(), "{pattern}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = "*a".repeat(200) + "b";
        assert_matches(&pattern, &[], &[&"a".repeat(5_000)]);
    }
}
