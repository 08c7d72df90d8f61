//! What rules leave out: `exclude`, the SDK's fixed list, files called `.flyteignore`, and files
//! called `.gitignore`, in this order. Everything else is taken.
//!
//! Of several files of the same name, the one that is nearest to a path decides, if it has a rule
//! about it. A folder that is left out is not entered.

use std::path::Path;

use local_files::LocalFile;

use crate::entry::Kind;
use crate::error::{BundleError, LeftOut, Setting};
use crate::limits::MOST_RULES;
use crate::rules::Rules;
use crate::tree::{Folder, Selection};
use crate::{fixed, repository};

/// The name of our own files of rules.
const FLYTE_IGNORE: &str = ".flyteignore";

/// The name of git's.
const GIT_IGNORE: &str = ".gitignore";

/// Takes what no rule leaves out.
#[derive(Debug)]
pub(crate) struct NotIgnored<'a> {
    exclude: &'a Rules,
    /// The way from the root of the repository to the folder, which ends with `/`, or nothing.
    way: Vec<u8>,
    /// Rules of the folders above, of the folder, and of those on the way to where we are.
    levels: Vec<Level>,
    /// How many of the levels are of folders above.
    above: usize,
    first_left_out: Option<LeftOut>,
}

/// The rules of one folder.
#[derive(Debug)]
struct Level {
    flyte: Option<RuleFile>,
    git: Option<RuleFile>,
    /// How much of a path from the root of the repository is the way to this folder.
    way: usize,
}

#[derive(Debug)]
struct RuleFile {
    /// Where it is, seen from the folder.
    path: String,
    rules: Rules,
}

impl<'a> NotIgnored<'a> {
    /// For the folder at `root`, a path without links.
    pub(crate) fn new(root: &Path, exclude: &'a Rules) -> Result<Self, BundleError> {
        let folders = repository::folders_above(root);
        let mut way = Vec::new();
        if let Some(inside) = folders.first().and_then(|top| root.strip_prefix(top).ok()) {
            for name in inside {
                way.extend_from_slice(name.as_encoded_bytes());
                way.push(b'/');
            }
        }
        let mut levels = Vec::new();
        for (index, folder) in folders.iter().enumerate() {
            let shown = "../".repeat(folders.len() - index);
            let names = way.split_inclusive(|byte| *byte == b'/').take(index);
            levels.push(Level::read(folder, &shown, names.map(<[u8]>::len).sum())?);
        }
        Ok(Self {
            exclude,
            above: levels.len(),
            way,
            levels,
            first_left_out: None,
        })
    }

    /// What was left out first, if anything was.
    pub(crate) fn into_first_left_out(self) -> Option<LeftOut> {
        self.first_left_out
    }

    /// What leaves this out, in words.
    fn reason(&self, path: &[u8], is_folder: bool) -> Option<String> {
        if let Some(rule) = self.exclude.leaving_out(path, is_folder) {
            return Some(format!("`{}` in `exclude`", rule.text.escape_debug()));
        }
        if fixed::names(path, is_folder) {
            return Some("the list of what the Flyte SDK never bundles".to_owned());
        }
        let path = [self.way.as_slice(), path].concat();
        let deciding = |of: fn(&Level) -> &Option<RuleFile>| {
            self.levels.iter().rev().find_map(|level| {
                let file = of(level).as_ref()?;
                let rule = file.rules.deciding(&path[level.way..], is_folder)?;
                Some((file, rule))
            })
        };
        let (file, rule) =
            deciding(|level| &level.flyte).or_else(|| deciding(|level| &level.git))?;
        let told = || {
            let (rule, file) = (rule.text.escape_debug(), file.path.escape_debug());
            format!("`{rule}` in `{file}`")
        };
        rule.leaves_out.then(told)
    }
}

impl Selection for NotIgnored<'_> {
    fn setting(&self) -> Setting {
        Setting::SourceDir
    }

    fn enter(&mut self, folder: &Folder) -> Result<(), BundleError> {
        self.levels.truncate(self.above + folder.depth);
        let mut shown = String::from_utf8_lossy(&folder.path).into_owned();
        let mut way = self.way.len();
        if !shown.is_empty() {
            shown.push('/');
            way += folder.path.len() + 1;
        }
        self.levels
            .push(Level::read(&folder.location, &shown, way)?);
        Ok(())
    }

    fn wants(&mut self, path: &[u8], kind: Kind) -> bool {
        let reason = self.reason(path, kind != Kind::File);
        let is_wanted = reason.is_none();
        if let (Some(by), None) = (reason, &self.first_left_out) {
            let path = String::from_utf8_lossy(path).into_owned();
            self.first_left_out = Some(LeftOut { path, by });
        }
        is_wanted
    }
}

impl Level {
    /// `shown` is the way to the folder in messages, with `/` at its end.
    fn read(folder: &Path, shown: &str, way: usize) -> Result<Self, BundleError> {
        Ok(Self {
            flyte: RuleFile::read(folder, shown, FLYTE_IGNORE)?,
            git: RuleFile::read(folder, shown, GIT_IGNORE)?,
            way,
        })
    }
}

impl RuleFile {
    /// `None` if there is no such file, or something else that is called so.
    fn read(folder: &Path, shown: &str, name: &str) -> Result<Option<Self>, BundleError> {
        let location = folder.join(name);
        if !location.is_file() {
            return Ok(None);
        }
        let path = format!("{shown}{name}");
        let content = LocalFile::open(&location)
            .and_then(|file| file.read(MOST_RULES))
            .map_err(|error| BundleError::of_reading(Setting::SourceDir, &path, error))?;
        let rules = Rules::of_file(&content);
        Ok(Some(Self { path, rules }))
    }
}
