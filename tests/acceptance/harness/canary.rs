//! Secrets that are planted, and the search for them in all that is left behind.
//!
//! A secret counts as found in any form that someone could read it back from: as it is,
//! percent-encoded as in a form or a URL, escaped as in JSON, and in base64, wherever in the encoded
//! text it begins.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The planted secrets.
#[derive(Debug, Default)]
pub(crate) struct Canaries {
    /// Each form, with the secret that it is of.
    forms: Vec<(String, String)>,
}

impl Canaries {
    /// A new secret that no other text looks like. It has characters that forms encode.
    pub(crate) fn plant(&mut self, of: &str) -> String {
        let secret = format!("canary-{of}/8f3a+1d");
        self.watch(&secret);
        secret
    }

    /// Also looks for this secret.
    pub(crate) fn watch(&mut self, secret: &str) {
        let form = percent_encoded(secret);
        let slashes = secret.replace('/', "\\/");
        let escaped = slashes.replace('+', "\\u002B");
        let plain = [secret.to_owned(), form, slashes, escaped];
        for text in plain {
            self.forms.push((text.clone(), secret.to_owned()));
            for shift in 0..3 {
                // The first and last characters depend on what is around the secret.
                let shifted = [&vec![b':'; shift][..], text.as_bytes()].concat();
                let encoded = STANDARD_NO_PAD.encode(shifted);
                let inner = encoded[if shift == 0 { 0 } else { 4 }..encoded.len() - 4].to_owned();
                let url_safe = inner.replace('+', "-").replace('/', "_");
                self.forms.push((inner, secret.to_owned()));
                self.forms.push((url_safe, secret.to_owned()));
            }
        }
    }

    /// Makes sure that no secret is in these bytes.
    #[track_caller]
    pub(crate) fn assert_absent(&self, place: &str, bytes: &[u8]) {
        if let Some(found) = self.find(bytes) {
            panic!("{place} has `{found}`");
        }
    }

    /// Makes sure that no secret is in a file below this folder, or in an archive there, except for
    /// those files that the test itself has put them in.
    #[track_caller]
    pub(crate) fn assert_absent_below(&self, folder: &Path, but: &[&str]) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if but.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                self.assert_absent_below(&path, but);
                continue;
            }
            // A socket of Terraform's may be gone again.
            let Ok(bytes) = fs::read(&path) else { continue };
            self.assert_absent(&path.display().to_string(), &bytes);
            if bytes.starts_with(b"PK\x03\x04") {
                self.assert_absent(&format!("{} unzipped", path.display()), &unzipped(&path));
            }
        }
    }

    /// Makes sure that no secret is on the command line of any process of this machine.
    #[track_caller]
    pub(crate) fn assert_absent_from_command_lines(&self) {
        for entry in fs::read_dir("/proc").unwrap() {
            let path = entry.unwrap().path().join("cmdline");
            // Most entries are no process, and a process may have ended.
            if let Ok(bytes) = fs::read(&path) {
                self.assert_absent(&path.display().to_string(), &bytes);
            }
        }
    }

    fn find(&self, bytes: &[u8]) -> Option<&str> {
        // Every form is ASCII, which survives this. Logs are long, and the library's search is fast.
        let text = String::from_utf8_lossy(bytes);
        let mut forms = self.forms.iter();
        let found = forms.find(|(form, _)| text.contains(form));
        found.map(|(_, secret)| secret.as_str())
    }
}

/// As in a form or a URL.
fn percent_encoded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => c.to_string(),
            _ => format!("%{:02X}", u32::from(c)),
        })
        .collect()
}

/// All that an archive holds.
fn unzipped(path: &Path) -> Vec<u8> {
    let script = "import sys, zipfile\n\
                  with zipfile.ZipFile(sys.argv[1]) as archive:\n    \
                  for name in archive.namelist():\n        \
                  sys.stdout.buffer.write(archive.read(name))\n";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(path)
        .output();
    let output = output.expect("Python runs");
    assert!(output.status.success(), "{} is no archive", path.display());
    output.stdout
}

#[test]
fn a_secret_is_found_in_every_form() {
    let mut canaries = Canaries::default();
    let secret = canaries.plant("test");
    let form = percent_encoded(&secret);
    for text in [&secret, &form] {
        for before in ["", "a", "ab", "abc:", "{\"token\":\""] {
            let whole = format!("{before}{text}\"}}");
            let encoded = STANDARD_NO_PAD.encode(&whole);
            for haystack in [&whole, &encoded] {
                assert!(canaries.find(haystack.as_bytes()).is_some(), "{haystack}");
            }
        }
    }
    assert!(canaries.find(b"canary-other").is_none());
}
