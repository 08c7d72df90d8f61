//! A Unix socket in a folder of its own that only its owner can enter.
//!
//! The folder is what protects the socket: the socket file itself would be open to everyone.
//! Whoever holds the [`Listener`] holds the folder; dropping it removes both.

use std::fs::{self, DirBuilder};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use environment::Environment;
use local_files::folder_distrust;
use tokio::net::UnixListener;

use crate::connection::Stream;
use crate::error::StartError;
use crate::listener::Address;

/// The longest socket path that every system accepts: macOS has 104 bytes with the final zero.
const LONGEST_PATH: usize = 103;

/// What is appended to the parent folder: `/plugin`, 16 digits and `/socket`.
const APPENDED: usize = 30;

/// Folders to listen in, the preferred one first.
#[derive(Debug)]
pub(crate) struct Place {
    folders: Vec<PathBuf>,
    /// Whether nobody else may be able to replace what is in them: where there is no TLS, whoever
    /// holds the socket is the provider.
    is_guarded: bool,
}

impl Place {
    /// The folder that the host chose, else the temporary folder, else `/tmp` when the temporary
    /// folder cannot hold a socket (a deep `TMPDIR` makes the path too long).
    pub(crate) fn from_environment(environment: &dyn Environment) -> Self {
        let folder = |name| {
            environment
                .get(name)
                .filter(|folder| !folder.is_empty())
                .map(PathBuf::from)
        };
        let folders = match folder("PLUGIN_UNIX_SOCKET_DIR") {
            Some(chosen) => vec![chosen],
            None => folder("TMPDIR")
                .into_iter()
                .chain([PathBuf::from("/tmp")])
                .collect(),
        };
        Self {
            folders,
            is_guarded: false,
        }
    }

    /// The same, except for folders in which somebody else could replace the socket.
    pub(crate) fn guarded(self) -> Self {
        Self {
            is_guarded: true,
            ..self
        }
    }
}

/// A socket that already accepts.
#[derive(Debug)]
pub(crate) struct Listener {
    // Before the folder, so that it is closed first.
    socket: UnixListener,
    folder: SocketFolder,
}

impl Listener {
    /// Listens in the first folder of `place` that can hold a socket.
    ///
    /// Must be called inside the asynchronous runtime.
    pub(crate) fn bind(place: &Place) -> Result<Self, StartError> {
        let mut failure = StartError::Socket {
            folder: PathBuf::new(),
            source: io::ErrorKind::NotFound.into(),
        };
        for parent in &place.folders {
            match Self::bind_in(parent, place.is_guarded) {
                Ok(listener) => return Ok(listener),
                Err(source) => {
                    failure = StartError::Socket {
                        folder: parent.clone(),
                        source,
                    }
                }
            }
        }
        Err(failure)
    }

    fn bind_in(parent: &Path, is_guarded: bool) -> io::Result<Self> {
        if is_guarded && let Some(distrust) = folder_distrust(parent)? {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!("it, or a folder above it, {distrust}"),
            ));
        }
        let folder = SocketFolder::create(parent)?;
        let socket = UnixListener::bind(folder.socket())?;
        Ok(Self { socket, folder })
    }

    /// Where to connect.
    pub(crate) fn address(&self) -> Address {
        Address {
            network: "unix",
            address: self.folder.socket().to_string_lossy().into_owned(),
        }
    }

    /// Waits for the next client.
    pub(crate) async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        let (stream, _) = self.socket.accept().await?;
        Ok(Box::new(stream))
    }
}

/// A private folder for one socket, removed with it when dropped.
#[derive(Debug)]
struct SocketFolder(PathBuf);

impl SocketFolder {
    fn create(parent: &Path) -> io::Result<Self> {
        let parent = std::path::absolute(parent)?;
        let name = parent.to_str().unwrap_or("\n");
        if name.len() + APPENDED > LONGEST_PATH {
            return Err(io::Error::new(
                io::ErrorKind::InvalidFilename,
                format!("its path is longer than {} bytes", LONGEST_PATH - APPENDED),
            ));
        }
        // The handshake is one line whose fields are separated by bars.
        if name.contains(['|', '\n', '\r']) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidFilename,
                "its path has a character that cannot be passed to Terraform",
            ));
        }
        // Hash keys are random, which keeps apart what runs side by side; creating the folder
        // fails if it exists, so nothing depends on nobody guessing it.
        let path = parent.join(format!("plugin{:016x}", RandomState::new().hash_one(())));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    fn socket(&self) -> PathBuf {
        self.0.join("socket")
    }
}

impl Drop for SocketFolder {
    fn drop(&mut self) {
        // A failure means that someone else removed them.
        let _ = fs::remove_file(self.socket());
        let _ = fs::remove_dir(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn place(variables: &[(&str, &str)]) -> Place {
        let environment: BTreeMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Place::from_environment(&environment)
    }

    fn within<const N: usize>(folders: [&Path; N]) -> Place {
        Place {
            folders: folders.map(Path::to_owned).to_vec(),
            is_guarded: false,
        }
    }

    #[tokio::test]
    async fn where_others_could_replace_the_socket_is_no_place_without_tls() {
        let scratch = tempfile::tempdir().unwrap();
        let shared = fs::Permissions::from_mode(0o777);
        fs::set_permissions(scratch.path(), shared).unwrap();
        let message = Listener::bind(&within([scratch.path()]).guarded())
            .unwrap_err()
            .to_string();
        assert!(message.contains("can be written by others"), "{message}");
        assert!(message.contains("TMPDIR"), "{message}");
        Listener::bind(&within([scratch.path()])).unwrap();
        // The next place may do.
        let own = tempfile::tempdir().unwrap();
        let place = within([scratch.path(), own.path()]).guarded();
        let address = Listener::bind(&place).unwrap().address().address;
        assert!(
            address.starts_with(own.path().to_str().unwrap()),
            "{address}"
        );
    }

    #[test]
    fn the_hosts_choice_comes_before_the_temporary_folder() {
        let chosen = place(&[("PLUGIN_UNIX_SOCKET_DIR", "/run/x"), ("TMPDIR", "/t")]);
        assert_eq!(chosen.folders, [PathBuf::from("/run/x")]);
        let usual = place(&[("PLUGIN_UNIX_SOCKET_DIR", ""), ("TMPDIR", "/t")]);
        assert_eq!(usual.folders, [PathBuf::from("/t"), PathBuf::from("/tmp")]);
        assert_eq!(place(&[]).folders, [PathBuf::from("/tmp")]);
    }

    #[tokio::test]
    async fn the_folder_is_private_and_goes_with_the_listener() {
        let scratch = tempfile::tempdir().unwrap();
        let listener = Listener::bind(&within([scratch.path()])).unwrap();
        let socket = PathBuf::from(listener.address().address);
        assert!(socket.is_absolute());
        let folder = socket.parent().unwrap();
        let mode = fs::metadata(folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(listener);
        assert!(scratch.path().read_dir().unwrap().next().is_none());
    }

    #[tokio::test]
    async fn a_folder_that_cannot_hold_a_socket_is_passed_over() {
        let scratch = tempfile::tempdir().unwrap();
        for unusable in [
            format!("/tmp/{}", "deep/".repeat(20)),
            "/tmp/a|b".to_owned(),
            "/nonexistent/folder".to_owned(),
        ] {
            let place = within([Path::new(&unusable), scratch.path()]);
            let listener = Listener::bind(&place).unwrap();
            let address = listener.address().address;
            assert!(
                address.starts_with(scratch.path().to_str().unwrap()),
                "{address}"
            );
        }
    }

    #[tokio::test]
    async fn a_path_of_the_greatest_length_can_be_bound() {
        let scratch = tempfile::tempdir().unwrap();
        let room = LONGEST_PATH - APPENDED - scratch.path().as_os_str().len() - 1;
        let deep = scratch.path().join("d".repeat(room));
        fs::create_dir(&deep).unwrap();
        let listener = Listener::bind(&within([&*deep])).unwrap();
        assert_eq!(listener.address().address.len(), LONGEST_PATH);
    }

    #[tokio::test]
    async fn the_message_names_the_folder_and_the_remedy() {
        let place = within([Path::new("/nonexistent/folder")]);
        let message = Listener::bind(&place).unwrap_err().to_string();
        assert!(message.contains("/nonexistent/folder"), "{message}");
        assert!(message.contains("TMPDIR"), "{message}");
    }
}
