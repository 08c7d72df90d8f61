//! How much a bundle may have.

/// The largest archive, in bytes: 100 MiB. Flyte's open source data proxy refuses more.
pub const MOST_ARCHIVE: u64 = 104_857_600;

/// The most bytes that all files of a bundle may have together: 1 GiB. A folder with more was
/// named by mistake; it is to be refused before all of it is read.
pub const MOST_CONTENT: u64 = 1 << 30;

/// The most files.
pub const MOST_FILES: usize = 100_000;

/// The largest file of rules that is read, in MiB.
pub(crate) const MOST_RULES: u32 = 4;

/// The limits that hold, which tests choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of the archive.
    pub(crate) archive: u64,
    /// Bytes of all files.
    pub(crate) content: u64,
    /// The number of files.
    pub(crate) files: usize,
}

/// Those that everybody has.
pub(crate) const LIMITS: Limits = Limits {
    archive: MOST_ARCHIVE,
    content: MOST_CONTENT,
    files: MOST_FILES,
};
