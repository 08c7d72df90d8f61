//! What can be wrong with a bundle, explained to whoever wrote its settings.

use std::{fmt, io};

/// The setting that an error is about, by the name that users know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `source_dir`, the folder.
    SourceDir,
    /// The pattern of `include` with this index.
    Include(usize),
    /// The pattern of `exclude` with this index.
    Exclude(usize),
}

/// Why there is no bundle.
///
/// Its `Display` is one sentence without a full stop, fit for a summary line; [`Self::hint`] says
/// what to do.
#[derive(Debug)]
pub struct BundleError {
    setting: Setting,
    subject: String,
    fault: Fault,
}

/// What is wrong with the subject of a [`BundleError`]. Its `Display` goes on after the subject.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The folder is not there.
    #[error("does not exist")]
    Absent,
    /// The folder is something else.
    #[error("is not a folder")]
    NotAFolder,
    /// The system does not let us read it.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// There is nothing to pack. Here is, if anything was left out, the first of that.
    #[error("has no files to bundle")]
    NoFiles(Option<LeftOut>),
    /// A link whose target is not in the folder.
    #[error("is a link that leads out of the folder")]
    LinkLeadsOut,
    /// A link whose target is a folder.
    #[error("is a link to a folder")]
    LinkToFolder,
    /// A FIFO, a device, or something else that cannot be packed.
    #[error("is neither a file nor a folder")]
    Special,
    /// Its name is not text.
    #[error("is a name that is not UTF-8")]
    NotUtf8,
    /// It was there a moment ago.
    #[error("vanished while the folder was read")]
    Vanished,
    /// It became longer or shorter, or another kind of thing.
    #[error("changed while it was read")]
    Changed,
    /// It is not a pattern.
    #[error("{0}")]
    BadPattern(&'static str),
    /// The pattern of `include` names no file.
    #[error("is not a file, a folder with files, or a glob that matches a file")]
    NamesNothing,
    /// There are more files than this.
    #[error("has more than {0} files to bundle")]
    TooManyFiles(usize),
    /// All files together have more bytes than `limit`.
    #[error("has more than {} to bundle", Size(*limit))]
    TooMuchContent {
        /// In bytes.
        limit: u64,
        /// The path of the largest file, and its size in bytes.
        largest: (String, u64),
    },
    /// The archive has more bytes than `limit`.
    #[error("makes an archive of more than {}", Size(*limit))]
    ArchiveTooLarge {
        /// In bytes.
        limit: u64,
        /// The path of the largest file, and its size in bytes.
        largest: (String, u64),
    },
    /// Nobody waits for it any more.
    #[error("was not read, because the operation was cancelled")]
    Cancelled,
}

/// Something that rules leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path in the folder.
    pub path: String,
    /// The rule, and where it stands, in words.
    pub by: String,
}

impl BundleError {
    pub(crate) fn new(setting: Setting, subject: impl Into<String>, fault: Fault) -> Self {
        Self {
            setting,
            subject: subject.into(),
            fault,
        }
    }

    /// About the file or folder that gave `error` when it was read.
    pub(crate) fn of_reading(setting: Setting, path: &str, error: io::Error) -> Self {
        let fault = match error.kind() {
            io::ErrorKind::NotFound => Fault::Vanished,
            _ => Fault::Unreadable(error),
        };
        Self::new(setting, path, fault)
    }

    /// The setting that it is about.
    #[must_use]
    pub fn setting(&self) -> Setting {
        self.setting
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// What it is wrong with: a path in the folder, with `/`; the folder as it was given; or the
    /// pattern.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether there is nothing wrong, and the caller only wanted it to end.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self.fault, Fault::Cancelled)
    }

    /// What to do about it, in whole sentences.
    #[must_use]
    pub fn hint(&self) -> String {
        let fixed = match &self.fault {
            Fault::Absent | Fault::NotAFolder => "Write the path of the folder that has the code.",
            Fault::Unreadable(_) => "Make it readable, or leave it out with `exclude`.",
            Fault::NoFiles(None) => {
                "It contains only empty folders and broken links, if anything at all. Write the \
                 path of the folder that has the code."
            }
            Fault::NoFiles(Some(left_out)) => return left_out.hint(),
            Fault::LinkLeadsOut => {
                "What it leads to may be another file on another machine. Put a copy of the file \
                 in its place, or leave the link out with `exclude`."
            }
            Fault::LinkToFolder => {
                "Links to folders are not followed. Put the folder itself in its place, or leave \
                 the link out with `exclude`."
            }
            Fault::Special => {
                "Only files can be bundled. Remove it, or leave it out with `exclude`."
            }
            Fault::NotUtf8 => "Rename it, or leave it out with `exclude`.",
            Fault::Vanished | Fault::Changed => {
                "Something writes into the folder. Try again when that has ended, or leave out \
                 with `exclude` what is written."
            }
            Fault::BadPattern(_) => {
                "A pattern is relative to `source_dir` and has `/` between names, such as \
                 `data/table.csv`, `assets` or `vendor/*.whl`."
            }
            Fault::NamesNothing => {
                "A path is relative to `source_dir`, has `/` between names, and is compared letter \
                 by letter. A glob names files only: for all that a folder has, write the folder's \
                 path. What `exclude` leaves out cannot be included."
            }
            Fault::TooManyFiles(_) => {
                "Is this the folder that has the code? Leave out what tasks do not need, with \
                 `exclude` or in a file called `.flyteignore`."
            }
            Fault::TooMuchContent { largest, .. } | Fault::ArchiveTooLarge { largest, .. } => {
                let (path, size) = largest;
                return format!(
                    "Is this the folder that has the code? Leave out what tasks do not need, with \
                     `exclude` or in a file called `.flyteignore`. The largest file that was found \
                     is `{}`, with {}.",
                    path.escape_debug(),
                    Size(*size)
                );
            }
            Fault::Cancelled => "Run it again to go on.",
        };
        fixed.to_owned()
    }
}

impl LeftOut {
    fn hint(&self) -> String {
        format!(
            "Everything in it is left out; `{}`, for example, by {}. Change the rule, or name with \
             `include` what is to be bundled.",
            self.path.escape_debug(),
            self.by
        )
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.subject.escape_debug(), self.fault)
    }
}

impl std::error::Error for BundleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.fault)
    }
}

/// Bytes as people say them.
struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0;
        match bytes {
            0..1_024 => write!(f, "{bytes} bytes"),
            1_024..1_048_576 => write!(f, "{} KiB", bytes >> 10),
            1_048_576..1_073_741_824 => write!(f, "{} MiB", bytes >> 20),
            _ => write!(f, "{} GiB", bytes >> 30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_becomes_a_sentence() {
        let error = |kind: io::ErrorKind| {
            BundleError::of_reading(Setting::SourceDir, "a/b.py", kind.into())
        };
        let denied = error(io::ErrorKind::PermissionDenied);
        assert_eq!(
            denied.to_string(),
            "`a/b.py` cannot be read: permission denied"
        );
        assert_eq!(
            denied.hint(),
            "Make it readable, or leave it out with `exclude`."
        );
        assert!(std::error::Error::source(&denied).is_some());
        let vanished = error(io::ErrorKind::NotFound);
        assert_eq!(
            vanished.to_string(),
            "`a/b.py` vanished while the folder was read"
        );
        assert!(!vanished.is_cancelled());
    }

    #[test]
    fn sizes_are_told_in_units() {
        let told = [0, 1_023, 1_024, 104_857_600, 1 << 30].map(|size| Size(size).to_string());
        assert_eq!(told, ["0 bytes", "1023 bytes", "1 KiB", "100 MiB", "1 GiB"]);
    }

    #[test]
    fn a_name_cannot_break_the_line() {
        let error = BundleError::new(Setting::Include(0), "a\nb", Fault::NamesNothing);
        assert!(error.to_string().starts_with("`a\\nb` is not a file"));
    }
}
