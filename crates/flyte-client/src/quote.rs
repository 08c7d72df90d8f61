//! Foreign text made safe to show: short, on one line, without control characters.

/// The most characters of foreign text that a message carries.
const LIMIT: usize = 300;

/// The beginning of a text from outside, fit for a message.
///
/// White space is folded to single spaces. Control characters (and with them terminal escapes) and
/// the characters that hide or reorder their neighbours are dropped.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::new();
    let mut characters = 0;
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = characters > 0;
            continue;
        }
        if character.is_control() || is_invisible(character) {
            continue;
        }
        if characters >= LIMIT {
            quoted.push('…');
            break;
        }
        if gap {
            quoted.push(' ');
            characters += 1;
            gap = false;
        }
        quoted.push(character);
        characters += 1;
    }
    quoted
}

/// [`quote`] for bytes that need not be text.
pub(super) fn quote_bytes(bytes: &[u8]) -> String {
    // Four bytes a character at most, and room for white space that is folded.
    let start = &bytes[..bytes.len().min(LIMIT * 8)];
    quote(&String::from_utf8_lossy(start))
}

/// [`quote_bytes`] for JSON, broken or not, without the texts in it: of them only the names of
/// fields are shown. The values may be what users keep in their tasks' environment.
pub(super) fn quote_json(bytes: &[u8]) -> String {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(LIMIT * 8)]);
    if !start.trim_start().starts_with(['{', '[', '"']) {
        return quote(&start);
    }
    let mut shown = String::new();
    let mut rest = &*start;
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
    quote(&shown)
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
            assert_eq!(quote_json(json.as_bytes()), shown);
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hurt() {
        assert_eq!(quote_bytes(b"ok \xff\xfe"), "ok \u{fffd}\u{fffd}");
    }
}
