//! Random numbers for request ids and for the jitter of retries, from the TLS library, which is
//! seeded once per process.

use std::sync::OnceLock;

use rustls::crypto::SecureRandom;

/// A new id for a request: a random UUID (version 4).
pub(super) fn request_id() -> String {
    let bytes =
        ((number(u128::MAX) & !(0xf << 76 | 0x3 << 62)) | (0x4 << 76) | (0x2 << 62)).to_be_bytes();
    let mut id = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        id.push(digit(byte >> 4));
        id.push(digit(byte & 0xf));
    }
    id
}

/// A random number of 64 bits.
pub(super) fn random_number() -> u64 {
    u64::try_from(number(u64::MAX.into())).unwrap_or_default()
}

/// A random number from 0 to `most`, evenly spread for every `most` below 2⁶⁴.
pub(super) fn number(most: u128) -> u128 {
    static SOURCE: OnceLock<&'static dyn SecureRandom> = OnceLock::new();
    let source = SOURCE.get_or_init(|| rustls::crypto::aws_lc_rs::default_provider().secure_random);
    let mut bytes = [0; 16];
    // Without randomness the ids are equal and the delays are zero; both are harmless, so a
    // failing source need not fail the call.
    if source.fill(&mut bytes).is_err() {
        return 0;
    }
    let drawn = u128::from_be_bytes(bytes);
    most.checked_add(1).map_or(drawn, |count| drawn % count)
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_uuids() {
        let (one, other) = (request_id(), request_id());
        assert_ne!(one, other);
        for id in [one, other] {
            let parts: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(id.as_bytes()[14], b'4', "version: {id}");
            assert!(b"89ab".contains(&id.as_bytes()[19]), "variant: {id}");
        }
    }

    #[test]
    fn numbers_stay_within_their_bound() {
        assert!((0..1000).all(|_| number(2) <= 2));
        assert_eq!(number(0), 0);
    }
}
