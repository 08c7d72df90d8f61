//! Foreign text made safe to show: short, on one line, without control characters.

/// The most characters of foreign text that a message carries.
const LIMIT: usize = 300;

/// How many characters are looked at for those of a message: what is hidden in them may be long.
const LOOKED_AT: usize = 64 << 10;

/// The beginning of a text from outside, fit for a message.
///
/// White space is folded to single spaces. Control characters (and with them terminal escapes) and
/// the characters that hide or reorder their neighbours are dropped.
pub(super) fn quote(text: &str) -> String {
    cut(&fold(text))
}

/// [`quote`], with what must not be shown taken out of the text as it is to be read, before it is
/// cut.
pub(super) fn quote_with(text: &str, hide: impl FnOnce(&str) -> String) -> String {
    cut(&hide(&fold(text)))
}

fn fold(text: &str) -> String {
    let mut folded = String::new();
    let mut gap = false;
    for character in text.chars().take(LOOKED_AT) {
        if character.is_whitespace() {
            gap = !folded.is_empty();
            continue;
        }
        if character.is_control() || is_invisible(character) {
            continue;
        }
        if gap {
            folded.push(' ');
            gap = false;
        }
        folded.push(character);
    }
    folded
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// [`quote_with`] for JSON, broken or not, without the texts in it: of them only the names of fields
/// are shown. The values may be what users keep in their tasks' environment.
pub(super) fn quote_json_with(bytes: &[u8], hide: impl FnOnce(&str) -> String) -> String {
    // Four bytes a character at most, and room for white space that is folded.
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(LIMIT * 8)]);
    quote_with(&outline(&start), hide)
}

/// JSON without the texts in it that are values.
fn outline(json: &str) -> String {
    if !json.trim_start().starts_with(['{', '[', '"']) {
        return json.to_owned();
    }
    let mut shown = String::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => end_of_text(rest),
            _ if is_structure(first) => first.len_utf8(),
            _ => rest
                .find(|c| c == '"' || is_structure(c))
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        let is_shown = match first {
            '"' => rest.trim_start().starts_with(':'),
            _ => is_structure(first) || serde_json::from_str::<serde_json::Value>(token).is_ok(),
        };
        shown.push_str(if is_shown { token } else { "…" });
    }
    shown
}

fn is_structure(character: char) -> bool {
    character.is_whitespace() || "{}[]:,".contains(character)
}

/// Where the JSON text ends with which this one begins.
fn end_of_text(text: &str) -> usize {
    let mut escaped = true;
    for (index, character) in text.char_indices() {
        match character {
            '"' if !escaped => return index + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_to_one_line() {
        assert_eq!(quote("  a\r\n\tb  c \n"), "a b c");
        assert_eq!(quote(""), "");
    }

    #[test]
    fn escapes_and_hidden_characters_are_dropped() {
        assert_eq!(quote("\u{1b}[31mred\u{7}\u{0}"), "[31mred");
        assert_eq!(quote("a\u{202e}b\u{feff}c"), "abc");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        let quoted = quote(&"ä".repeat(10_000));
        assert_eq!(quoted.chars().count(), LIMIT + 1);
        assert!(quoted.ends_with('…'));
    }

    #[test]
    fn what_is_hidden_is_hidden_before_the_cut() {
        let text = format!("{} se\u{200b}cret", "x".repeat(LIMIT - 4));
        let quoted = quote_with(&text, |text| text.replace("secret", "(hidden)"));
        assert!(quoted.ends_with(" (hi…"), "{quoted}");
    }

    #[test]
    fn json_is_quoted_without_its_texts() {
        for (json, shown) in [
            (
                r#"{"a": 1.5, "b":["x\"y", true]}"#,
                r#"{"a": 1.5, "b":[…, true]}"#,
            ),
            (
                r#"{"key": "K", "value" : "hunter2"}"#,
                r#"{"key": …, "value" : …}"#,
            ),
            (r#"{"value": "hunt"#, r#"{"value": …"#),
            (r#"{"value": "hunter\\", "b": "c"#, r#"{"value": …, "b": …"#),
            ("{'value': 'hunter2'}", "{…: …}"),
            ("[1, 2", "[1, 2"),
            ("\"hunter2", "…"),
            ("busy", "busy"),
            ("", ""),
        ] {
            assert_eq!(quote_json_with(json.as_bytes(), str::to_owned), shown);
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hurt() {
        let quoted = quote_json_with(b"ok \xff\xfe", str::to_owned);
        assert_eq!(quoted, "ok \u{fffd}\u{fffd}");
    }
}
