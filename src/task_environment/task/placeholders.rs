//! `{{.inputs.NAME}}` in the commands of container tasks: what Flyte makes of it at run time.
//!
//! Reported for each task whose command and inputs are known, even if the rest is not.

use std::collections::BTreeMap;

use flyte_domain::{Code, ContainerCode, DataType};
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::findings;
use crate::reader::Reader;
use crate::task_environment::task::model::{TaskObject, Tasks};

/// The errors and warnings.
pub(in crate::task_environment) fn check(tasks: &Field<Tasks>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for (name, task) in tasks.as_known().into_iter().flatten() {
        let Some((code, inputs)) = task.as_known().and_then(TaskObject::command) else {
            continue;
        };
        let path = |setting| Path::root().attribute("tasks").key(name).attribute(setting);
        for (setting, violation) in code.placeholder_problems(&inputs) {
            diagnostics.push(findings::violation(&violation, path(setting)));
        }
        for advice in code.placeholder_advice(&inputs) {
            let warning = Diagnostic::warning(advice.summary, advice.detail);
            diagnostics.push(warning.at(path(advice.setting)));
        }
    }
    diagnostics
}

impl TaskObject {
    /// What a container task runs, and the types of its inputs; `None` if something in it is
    /// unknown, or wrong, which is reported elsewhere.
    fn command(&self) -> Option<(ContainerCode, BTreeMap<String, DataType>)> {
        let mut told_elsewhere = Diagnostics::new();
        let mut reader = Reader::new(Path::root(), &mut told_elsewhere);
        let Code::Container(code) = self.check_code(&mut reader)? else {
            return None;
        };
        let inputs = reader.entries("inputs", &self.inputs, |_, text| text.parse())?;
        Some((code, inputs))
    }
}
