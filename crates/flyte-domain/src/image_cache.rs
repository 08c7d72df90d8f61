//! What Python's runtime is told about images: which one each environment has, for tasks that a
//! task calls (flyte SDK 2.12.1, `ImageCache`). The runtime takes the image of a called task from
//! here and not from the code. It is base64 of a gzip of compact JSON, and whoever reads it
//! decodes it, so that two texts may mean the same.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

/// The longest text that is decoded, in bytes: gzip can make very much of little.
const LONGEST: u64 = 1 << 20;

/// Images by the names of environments.
pub(crate) type Lookup = BTreeMap<String, String>;

#[derive(Debug, Serialize, Deserialize)]
struct ImageCache {
    image_lookup: Lookup,
    /// Runs that build images, of which a provider has none.
    #[serde(default)]
    build_run_ids: BTreeMap<String, serde_json::Value>,
}

/// The text that says these images.
pub(crate) fn encode(image_lookup: Lookup) -> String {
    let cache = ImageCache {
        image_lookup,
        build_run_ids: BTreeMap::new(),
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    // Texts have a JSON text, and a vector takes all that is written to it.
    let json = serde_json::to_vec(&cache).unwrap_or_default();
    let _ = gzip.write_all(&json);
    STANDARD.encode(gzip.finish().unwrap_or_default())
}

/// The images that a text says; nothing if it says none in this form.
pub(crate) fn decode(text: &str) -> Option<Lookup> {
    let gzip = STANDARD.decode(text).ok()?;
    let mut json = Vec::new();
    let mut json_of = GzDecoder::new(gzip.as_slice()).take(LONGEST);
    json_of.read_to_end(&mut json).ok()?;
    let cache: ImageCache = serde_json::from_slice(&json).ok()?;
    Some(cache.image_lookup)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sdk_wrote_is_read() {
        // Of flyte 2.12.1: no image, and one that was built.
        let none = "H4sIAAAAAAAC/6tWysxNTE+Nz8nPzy4tULKqrtVRSirNzEmJLyrNi89MKQYJ1QIA+H81hyYAAAA=";
        assert_eq!(decode(none), Some(Lookup::new()));
        for text in ["", "x", "H4sI", &STANDARD.encode("{}")] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_and_always_the_same() {
        let lookup = Lookup::from([("my_env".to_owned(), "ghcr.io/acme/app:1".to_owned())]);
        let text = encode(lookup.clone());
        assert_eq!(text, encode(lookup.clone()));
        assert_eq!(decode(&text), Some(lookup));
    }
}
