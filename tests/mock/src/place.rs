//! How places in a bucket are written: in addresses, in base32; and times as Go writes them.

use std::time::Duration;

/// The same server under its other name, so that a store is another host than the backend; under
/// the same one where it has no other.
pub(crate) fn elsewhere(base: &str) -> String {
    let (scheme, authority) = base.split_once("://").unwrap_or(("http", base));
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    match host {
        "127.0.0.1" => format!("{scheme}://localhost:{port}"),
        "localhost" => format!("{scheme}://127.0.0.1:{port}"),
        _ => base.to_owned(),
    }
}

/// A key as a path without its leading slash, with everything escaped as S3 does it.
pub(crate) fn encode(key: &str) -> String {
    let segments = key.split('/');
    let segments = segments.map(|segment| {
        let escaped = form_urlencoded::byte_serialize(segment.as_bytes());
        escaped.collect::<String>().replace('+', "%20")
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The key that a path without its leading slash stands for.
pub(crate) fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(character: u8) -> Option<u8> {
    let digit = char::from(character).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// Bytes in base32, padded (RFC 4648).
pub(crate) fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let bits = chunk
            .iter()
            .chain([0; 5].iter())
            .take(5)
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let digits = (chunk.len() * 8).div_ceil(5);
        for place in 0..8 {
            let index = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
            text.push(if place < digits {
                char::from(DIGITS[index])
            } else {
                '='
            });
        }
    }
    text
}

/// A time as Go writes it: `1h0m1s`.
pub(crate) fn duration(time: Duration) -> String {
    let (seconds, fraction) = (time.as_secs(), time.subsec_nanos());
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let mut text = match (hours, minutes) {
        (0, 0) => String::new(),
        (0, minutes) => format!("{minutes}m"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    };
    text += &(seconds % 60).to_string();
    if fraction > 0 {
        text += format!(".{fraction:09}").trim_end_matches('0');
    }
    text + "s"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_padded() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "MY======"),
            (b"fo", "MZXQ===="),
            (b"foo", "MZXW6==="),
            (b"foob", "MZXW6YQ="),
            (b"fooba", "MZXW6YTB"),
            (b"foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(base32(bytes), text);
        }
    }

    #[test]
    fn a_key_survives_its_address() {
        let key = "uploads/p/d/MY======/a b+ü%41.tar.gz";
        let path = encode(key);
        assert_eq!(
            path,
            "uploads/p/d/MY%3D%3D%3D%3D%3D%3D/a%20b%2B%C3%BC%2541.tar.gz"
        );
        assert_eq!(decode(&path), key);
        // As clients that unescape what need not be escaped send it.
        assert_eq!(decode("a=/%4"), "a=/%4");
    }

    #[test]
    fn the_store_is_another_host_where_it_can_be() {
        for (base, store) in [
            ("http://127.0.0.1:80", "http://localhost:80"),
            ("https://localhost:8443", "https://127.0.0.1:8443"),
            ("https://flyte.example.com", "https://flyte.example.com"),
        ] {
            assert_eq!(elsewhere(base), store);
        }
    }

    #[test]
    fn times_are_written_as_in_go() {
        for (milliseconds, text) in [
            (500, "0.5s"),
            (61_000, "1m1s"),
            (3_600_000, "1h0m0s"),
            (3_601_500, "1h0m1.5s"),
        ] {
            assert_eq!(duration(Duration::from_millis(milliseconds)), text);
        }
    }
}
