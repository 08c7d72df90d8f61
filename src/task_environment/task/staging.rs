//! The effect of an inline pod template on a container task: the SDK has no place in a pod for how
//! inputs and outputs are staged, so Flyte stages none (flyte SDK 2.12.1, `_get_k8s_pod`).

use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::literal::Texts;
use crate::task_environment::model::Model;
use crate::task_environment::task::model::TaskObject;

/// The advice for each container task with inputs or outputs.
pub(in crate::task_environment) fn check(config: &Model) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for (name, task) in config.tasks.as_known().into_iter().flatten() {
        let Some(task) = task.as_known() else {
            continue;
        };
        let has_pod = task.pod.is_known() || (config.pod.is_known() && task.pod_template.is_null());
        if !has_pod || !task.command.is_known() {
            continue;
        }
        if let Some((setting, consequence)) = task.staged() {
            let path = Path::root().attribute("tasks").key(name).attribute(setting);
            let warning = Diagnostic::warning(
                format!("Flyte stages no {setting} of a container task with a pod of its own"),
                format!(
                    "Its pod is made from `pod`, which has no place for how data is staged; the \
                     Flyte SDK leaves that out, too. {consequence}"
                ),
            );
            diagnostics.push(warning.at(path));
        }
    }
    diagnostics
}

impl TaskObject {
    /// Which of its data it waits for in vain, and the consequence.
    fn staged(&self) -> Option<(&'static str, &'static str)> {
        let has = |field: &Field<Texts>| field.as_known().is_some_and(|it| !it.is_empty());
        if has(&self.outputs) {
            return Some((
                "outputs",
                "Nothing is taken from `output_dir`, so that no run of the task has its outputs. \
                 Make it a Python task, or use the name of a template in the cluster \
                 (`pod_template`).",
            ));
        }
        has(&self.inputs).then_some((
            "inputs",
            "There is no `input_dir` in its container. `{{.inputs.NAME}}` in the command still \
             stands for the value of an input.",
        ))
    }
}
