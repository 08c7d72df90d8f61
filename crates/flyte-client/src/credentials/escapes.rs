//! Finding a text however its characters are written: as they are, or escaped as in JSON (`\/`,
//! `\u002F`), in an address (`%2F`) or in HTML (`&#47;`, `&#x2F;`, `&sol;`).

/// Names in HTML of the characters that tokens and passwords have, as far as they have one.
const NAMES: [(&str, u8); 31] = [
    ("amp", b'&'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("gt", b'>'),
    ("Hat", b'^'),
    ("lbrace", b'{'),
    ("lbrack", b'['),
    ("lowbar", b'_'),
    ("lpar", b'('),
    ("lt", b'<'),
    ("num", b'#'),
    ("percnt", b'%'),
    ("period", b'.'),
    ("plus", b'+'),
    ("quest", b'?'),
    ("quot", b'"'),
    ("rbrace", b'}'),
    ("rbrack", b']'),
    ("rpar", b')'),
    ("semi", b';'),
    ("sol", b'/'),
    ("verbar", b'|'),
    ("Tilde", b'~'),
];

/// How many bytes of `text` write the secret with which it begins, if it begins with it.
pub(super) fn end_of(secret: &str, text: &str) -> Option<usize> {
    let text = text.as_bytes();
    let first = *secret.as_bytes().first()?;
    if lengths(first, text).iter().all(Option::is_none) {
        return None;
    }
    // One character may be written in two ways that both fit, as a backslash by one or by two.
    let mut ends = vec![0];
    for byte in secret.bytes() {
        let mut next: Vec<usize> = ends
            .iter()
            .flat_map(|end| {
                let lengths = lengths(byte, &text[*end..]);
                lengths
                    .into_iter()
                    .flatten()
                    .map(move |length| end + length)
            })
            .collect();
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    let end = ends.last().copied()?;
    // What follows may be the rest of a character.
    text.get(end)
        .is_none_or(|byte| !(0x80..0xc0).contains(byte))
        .then_some(end)
}

/// The lengths of what stands for this byte at the beginning of the text: as it is, and escaped.
fn lengths(byte: u8, text: &[u8]) -> [Option<usize>; 2] {
    let literal = (text.first() == Some(&byte)).then_some(1);
    let escaped = match text.first() {
        Some(b'\\') => match text.get(1) {
            Some(b'u') => (hexadecimal(text.get(2..6)) == Some(byte.into())).then_some(6),
            Some(second) if *second == byte => Some(2),
            _ => None,
        },
        Some(b'%') => (hexadecimal(text.get(1..3)) == Some(byte.into())).then_some(3),
        Some(b'&') => reference(byte, text),
        _ => None,
    };
    [literal, escaped]
}

/// The length of a character reference of HTML, if it stands for this byte.
fn reference(byte: u8, text: &[u8]) -> Option<usize> {
    let end = text.iter().take(12).position(|it| *it == b';')?;
    let name = text.get(1..end)?;
    let means = match name.strip_prefix(b"#") {
        Some([b'x' | b'X', digits @ ..]) => hexadecimal(Some(digits))?,
        Some(digits) => std::str::from_utf8(digits).ok()?.parse().ok()?,
        None => {
            let known = NAMES.iter().find(|(known, _)| known.as_bytes() == name);
            u32::from(known?.1)
        }
    };
    (means == u32::from(byte)).then_some(end + 1)
}

fn hexadecimal(digits: Option<&[u8]>) -> Option<u32> {
    let digits = std::str::from_utf8(digits?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_is_one_or_two() {
        for text in [r"a\b\", r"a\\b\\", r"a\\b\"] {
            assert_eq!(end_of(r"a\b\", text), Some(text.len()), "{text}");
        }
    }

    #[test]
    fn another_text_is_not_found() {
        for text in [
            "",
            "abc",
            "ab%2",
            "ab&#4",
            r"ab\u00",
            "ab&nosuch;d",
            "ab%25d",
        ] {
            assert_eq!(end_of("ab/d", text), None, "{text}");
        }
    }

    #[test]
    fn half_a_character_is_never_taken() {
        assert_eq!(end_of("ab\u{e4}", "ab\u{e4}c"), Some(4));
        assert_eq!(end_of("ab", "ab\u{e4}"), Some(2));
    }
}
