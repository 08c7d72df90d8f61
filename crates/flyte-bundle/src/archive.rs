//! The archive: tar in the format of POSIX, compressed with gzip.
//!
//! Nothing in it depends on the machine, the user or the time. A file has the date that the SDK
//! gives it, the owner 0 without a name, and the mode 0755 if its owner may execute it, else 0644.
//! Folders have no members of their own: tar makes them. A path that is long or not ASCII stands in
//! an extended header (PAX), which GNU tar, bsdtar and Python read.
//!
//! Whoever changes a byte of this has to raise the format number in `hash`.

use std::io::{self, Read, Write};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// 1981-01-01 00:00 UTC, in seconds (flyte SDK 2.12.1, `tar_strip_file_attributes`).
const DATE: u64 = 347_155_200;

/// What gzip calls an unknown system.
const NO_SYSTEM: u8 = 255;

/// The room for a path in a member's header.
const SHORT_PATH: usize = 100;

/// The archive of no files: 1024 zero bytes, compressed. Made with zlib, once and for all: so that
/// it never depends on a compressor.
pub(crate) const SMALLEST: [u8; 29] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x63, 0x60, 0x18, 0x05, 0xa3, 0x60,
    0x14, 0x8c, 0x54, 0x00, 0x00, 0x2e, 0xaf, 0xb5, 0xef, 0x00, 0x04, 0x00, 0x00,
];

/// An archive that files are added to.
pub(crate) struct Archive(Builder<GzEncoder<Bounded>>);

/// Bytes, up to a number of them.
struct Bounded {
    bytes: Vec<u8>,
    most: u64,
}

impl Archive {
    /// Without a file yet, and with at most this many bytes in the end.
    pub(crate) fn new(most: u64) -> Self {
        let bytes = Vec::new();
        let gzip = GzBuilder::new().mtime(0).operating_system(NO_SYSTEM);
        Self(Builder::new(
            gzip.write(Bounded { bytes, most }, Compression::best()),
        ))
    }

    /// Adds a file, whose content has to have this size.
    ///
    /// # Errors
    ///
    /// What reading gives; or [`is_full`] says that the archive became too large.
    pub(crate) fn add(
        &mut self,
        path: &str,
        is_executable: bool,
        size: u64,
        content: impl Read,
    ) -> io::Result<()> {
        if path.len() > SHORT_PATH || !path.is_ascii() {
            self.0.append_pax_extensions([("path", path.as_bytes())])?;
        }
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(if is_executable { 0o755 } else { 0o644 });
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(DATE);
        header.set_size(size);
        // A path that is cut stands in the extended header, whole.
        let name = &path.as_bytes()[..path.len().min(SHORT_PATH)];
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_cksum();
        self.0.append(&header, content)
    }

    /// The bytes of the whole.
    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        let bounded = self.0.into_inner()?.finish()?;
        Ok(bounded.bytes)
    }
}

/// Whether an archive failed because it would become too large.
pub(crate) fn is_full(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::FileTooLarge
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + more.len()) as u64 > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives only so many bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    #[test]
    fn bytes_do_not_depend_on_how_a_file_is_read() {
        let numbers = (0..60_000_u32).map(|number| number.wrapping_mul(number) >> 9);
        let content: Vec<_> = numbers.map(|number| number.to_be_bytes()[3] % 50).collect();
        let archive_of = |piece| {
            let mut archive = Archive::new(u64::MAX);
            for path in ["a", "b"] {
                let content = Slow(&content, piece);
                archive.add(path, false, 60_000, content).unwrap();
            }
            archive.finish().unwrap()
        };
        let whole = archive_of(usize::MAX);
        for piece in [1, 511, 7_777] {
            assert!(archive_of(piece) == whole, "{piece}");
        }
    }
}
