//! The program: shows what would be rewritten in files and folders, or writes it.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use upgrade_configuration::{difference, upgrade};

const HELP: &str = "\
Rewrites configurations of terraform-provider-flyte 0.1 for 0.2: the blocks of
flyte_task_environment that became attributes.

  flyte-upgrade-configuration [--write] FILE|FOLDER…

Shows what it would change and changes nothing, unless --write is given. Of a folder it
takes every .tf, .tofu and .tftest.hcl, in its folders too, except in hidden ones. A file is
rewritten as a whole or not at all. Ends with 1 if something is left to do by hand.
";

fn main() -> ExitCode {
    let mut arguments: Vec<_> = env::args_os().skip(1).collect();
    let before = arguments.len();
    arguments.retain(|argument| argument != "--write");
    let writes = arguments.len() < before;
    let is_option = |argument: &OsStr| argument.to_string_lossy().starts_with('-');
    let mut out = io::stdout().lock();
    if arguments.is_empty() || arguments.iter().any(|argument| is_option(argument)) {
        let _ = out.write_all(HELP.as_bytes());
        let asked = arguments
            .iter()
            .any(|argument| argument == "--help" || argument == "-h");
        return if asked {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    match run(
        &arguments.iter().map(PathBuf::from).collect::<Vec<_>>(),
        writes,
        &mut out,
    ) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns whether nothing is left to do by hand.
fn run(paths: &[PathBuf], writes: bool, out: &mut impl Write) -> io::Result<bool> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            collect(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    let mut by_hand = Vec::new();
    let mut changed = 0;
    for file in &files {
        let name = file.display();
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{name}: {error}"));
        let old = fs::read_to_string(file).map_err(named)?;
        match upgrade(&old) {
            Ok(new) => {
                by_hand.extend(new.references.iter().map(|it| format!("{name}:{it}")));
                if new.text != old {
                    changed += 1;
                    writeln!(out, "{name}\n{}", difference(&old, &new.text))?;
                    if writes {
                        fs::write(file, new.text).map_err(named)?;
                    }
                }
            }
            Err(refused) => by_hand.extend(refused.iter().map(|it| format!("{name}:{it}"))),
        }
    }
    if !by_hand.is_empty() {
        writeln!(out, "To do by hand:\n")?;
        for line in &by_hand {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    }
    match (changed, writes) {
        (0, _) => writeln!(out, "Nothing to rewrite in {} files.", files.len())?,
        (_, true) => writeln!(
            out,
            "Rewrote {changed} of {} files. Run `terraform fmt` and `terraform plan` next.",
            files.len()
        )?,
        (_, false) => writeln!(
            out,
            "Would rewrite {changed} of {} files: run it again with --write.",
            files.len()
        )?,
    }
    Ok(by_hand.is_empty())
}

/// The configuration files in a folder, sorted by name.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?.collect();
    let mut entries = entries?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (kind, name) = (entry.file_type()?, entry.file_name());
        let name = name.to_string_lossy();
        if kind.is_dir() && !name.starts_with('.') {
            collect(&entry.path(), files)?;
        } else if kind.is_file()
            && [".tf", ".tofu", ".tftest.hcl"]
                .iter()
                .any(|end| name.ends_with(end))
        {
            files.push(entry.path());
        }
    }
    Ok(())
}
