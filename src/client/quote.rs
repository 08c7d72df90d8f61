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
    fn bytes_that_are_no_text_do_not_hurt() {
        assert_eq!(quote_bytes(b"ok \xff\xfe"), "ok \u{fffd}\u{fffd}");
    }
}
