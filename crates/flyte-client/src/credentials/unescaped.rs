//! A text with the escapes in it read: those of JSON, Go, Python and C (`\n`, `\u00e4`, `\U0001f600`,
//! `\xe4`, `\344`), of addresses (`%E4`) and of HTML (`&#228;`, `&#xe4;`, `&quot;`).
//!
//! It is for finding letters and digits: escapes of other characters may become anything that is
//! neither.

/// What an escape becomes that stands for no letter or digit.
const NONE: u8 = b' ';

/// The text with one level of escapes read.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = match first {
            b'\\' => backslash(after),
            b'%' => number(after, 2, 16).map(|byte| (EscapeMeaning::Byte(byte), 2)),
            b'&' => reference(after),
            _ => None,
        };
        let Some((meaning, length)) = escape else {
            bytes.push(*first);
            rest = after;
            continue;
        };
        rest = &after[length..];
        match meaning {
            EscapeMeaning::Byte(byte) => bytes.push(u8::try_from(byte).unwrap_or(NONE)),
            EscapeMeaning::Character(number) => match char::from_u32(number) {
                Some(character) => {
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                None => bytes.push(NONE),
            },
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What an escape stands for.
enum EscapeMeaning {
    Byte(u32),
    Character(u32),
}

/// What follows a backslash, and how many bytes it has.
fn backslash(after: &[u8]) -> Option<(EscapeMeaning, usize)> {
    let digits = after.get(1..)?;
    match after.first()? {
        b'u' => {
            let high = number(digits, 4, 16)?;
            let low = digits.get(4..).and_then(|after| after.strip_prefix(b"\\u"));
            let low = low.and_then(|digits| number(digits, 4, 16));
            match (high, low) {
                (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
                    let character = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    Some((EscapeMeaning::Character(character), 11))
                }
                _ => Some((EscapeMeaning::Character(high), 5)),
            }
        }
        b'U' => Some((EscapeMeaning::Character(number(digits, 8, 16)?), 9)),
        b'x' => Some((EscapeMeaning::Byte(number(digits, 2, 16)?), 3)),
        b'0'..=b'3' => match number(after, 3, 8) {
            Some(byte) => Some((EscapeMeaning::Byte(byte), 3)),
            None => Some((EscapeMeaning::Byte(NONE.into()), 1)),
        },
        b'a' | b'b' | b'e' | b'f' | b'n' | b'r' | b't' | b'v' => {
            Some((EscapeMeaning::Byte(NONE.into()), 1))
        }
        other if other.is_ascii() => Some((EscapeMeaning::Byte((*other).into()), 1)),
        _ => None,
    }
}

/// What follows an ampersand, up to the semicolon.
fn reference(after: &[u8]) -> Option<(EscapeMeaning, usize)> {
    let end = after.iter().take(12).position(|it| *it == b';')?;
    let name = &after[..end];
    let meaning = match name.strip_prefix(b"#") {
        Some([b'x' | b'X', digits @ ..]) => {
            EscapeMeaning::Character(number(digits, digits.len(), 16)?)
        }
        Some(digits) => EscapeMeaning::Character(number(digits, digits.len(), 10)?),
        // The one name that begins another reference.
        None if name == b"amp" => EscapeMeaning::Byte(b'&'.into()),
        None if !name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric) => {
            EscapeMeaning::Byte(NONE.into())
        }
        None => return None,
    };
    Some((meaning, end + 1))
}

fn number(text: &[u8], length: usize, radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(text.get(..length)?).ok()?;
    let is_number = !digits.is_empty() && digits.chars().all(|it| it.is_digit(radix));
    is_number.then(|| u32::from_str_radix(digits, radix).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_is_read() {
        for (written, read) in [
            (
                r"a\u00e4\U0001f600\ud83d\ude00",
                "a\u{e4}\u{1f600}\u{1f600}",
            ),
            (r"\xc3\xa4\303\244\/\\", "\u{e4}\u{e4}/\\"),
            ("%C3%a4&#228;&#xE4;&amp;#228;", "\u{e4}\u{e4}\u{e4}&#228;"),
            (r"a\nb\tc&quot;d", "a b c d"),
            (r"100% \q & \u12 &#x; &; \", r"100% q & \u12 &#x; &; \"),
            (r"\ud83dx", " x"),
        ] {
            assert_eq!(unescaped(written), read, "{written}");
        }
    }

    #[test]
    fn no_half_of_an_escape_makes_it_panic() {
        let parts = [
            "\\",
            "%",
            "&",
            "#",
            "u",
            "x",
            "d83d",
            "e4",
            ";",
            "\u{e4}",
            "\u{1f600}",
            "",
        ];
        for first in parts {
            for second in parts {
                for third in parts {
                    unescaped(&[first, second, third, first, second].concat());
                }
            }
        }
    }
}
