//! Rules that a task has to obey because of the environment that it is in, and rules between its
//! own settings (flyte SDK 2.12.1, except for those that are marked as ours).

use crate::cache::CacheVersion;
use crate::environment::Environment;
use crate::received::Received;
use crate::settings::Settings;
use crate::shown::Shown;
use crate::task::{Code, Task, TaskLabel};
use crate::violation::Violation;

impl Task {
    /// Everything that is wrong with the task as the one labelled `label` of an environment: the
    /// name of the setting and what is wrong.
    #[must_use]
    pub fn problems(
        &self,
        environment: &Environment,
        label: &TaskLabel,
    ) -> Vec<(&'static str, Violation)> {
        let mut problems = Vec::new();
        if let Code::Python(code) = &self.code {
            self.python_problems(environment, label, &mut problems);
            let concurrency = environment
                .reusable
                .map_or(1, |policy| policy.concurrency.get());
            if concurrency > 1 && !code.is_async() {
                problems.push((
                    "async",
                    Violation::new(
                        "Reusable environments with concurrency greater than 1 are only \
                         supported for async tasks",
                        Received::number(concurrency),
                        "Write the function as `async def` and set `async = true`, or set \
                         `concurrency = 1` in the environment.",
                    ),
                ));
            }
        }
        if environment.reusable.is_some() {
            self.reuse_problems(environment, &mut problems);
        }
        self.value_problems(&mut problems);
        problems
    }

    fn python_problems(
        &self,
        environment: &Environment,
        label: &TaskLabel,
        problems: &mut Vec<(&'static str, Violation)>,
    ) {
        if !label.is_identifier() {
            problems.push((
                "tasks",
                Violation::new(
                    "The key of a Python task must be the name of its function",
                    Received::shown(Shown::Key, label.as_str()),
                    "A Python function cannot have a `-` in its name.",
                ),
            ));
        }
        let names = (0..self.outputs.len()).map(|index| format!("o{index}"));
        if !names.clone().all(|name| self.outputs.contains_key(&name)) {
            let given: Vec<_> = self.outputs.keys().map(String::as_str).collect();
            let names: Vec<_> = names.collect();
            problems.push((
                "outputs",
                Violation::new(
                    "The outputs of a Python task must be named after their position",
                    Received::shown(Shown::Key, &given.join(", ")),
                    format!("Name them `{}`.", names.join("`, `")),
                ),
            ));
        }
        let cache = Settings::of(environment).with(&self.overrides).cache;
        let version = cache.policy().map(|policy| &policy.version);
        if let Some(CacheVersion::Auto { .. }) = version {
            problems.push((
                "cache",
                Violation::new(
                    "The cache of a Python task must have a version",
                    Received::nothing(),
                    "An automatic version is a hash that only Python can make of the function. \
                     Set `version`, and change it with the code.",
                ),
            ));
        }
    }

    fn reuse_problems(
        &self,
        environment: &Environment,
        problems: &mut Vec<(&'static str, Violation)>,
    ) {
        if let Some(template) = &self.overrides.pod_template {
            problems.push((
                template.setting(),
                Violation::new(
                    "Cannot set pod_template when environment is reusable",
                    Received::nothing(),
                    "Set it on the environment, whose containers the task shares.",
                ),
            ));
        }
        if let Some(account) = &self.overrides.service_account
            && Some(account) != environment.service_account.as_ref()
        {
            problems.push((
                "service_account",
                Violation::new(
                    "Cannot override service_account when environment is reusable",
                    Received::nothing(),
                    "Set it on the environment, whose containers the task shares.",
                ),
            ));
        }
    }

    /// Ours: the SDK takes inputs and defaults from the function and cannot have others.
    fn value_problems(&self, problems: &mut Vec<(&'static str, Violation)>) {
        let defaults = self.defaults.iter().map(|input| ("defaults", input));
        let triggers = self.triggers.values().flat_map(|trigger| &trigger.inputs);
        for (setting, (name, value)) in defaults.chain(triggers.map(|input| ("triggers", input))) {
            let violation = match self.inputs.get(name) {
                None => Violation::new(
                    "A value must be for an input of the task",
                    Received::shown(Shown::Key, name),
                    "Add the input, or remove the value.",
                ),
                Some(input) if !value.is_of(&input.data_type) => Violation::new(
                    format!(
                        "The value of `{name}` must be of type `{}`",
                        input.data_type
                    ),
                    Received::nothing(),
                    "Change the value or the type.",
                ),
                Some(_) => continue,
            };
            problems.push((setting, violation));
        }
    }
}
