//! What a task may not be because of where it is.

use crate::cache::{Cache, CacheInput};
use crate::cron::Cron;
use crate::environment::Environment;
use crate::kubernetes_name::KubernetesName;
use crate::pod_template::PodSource;
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::Concurrency;
use crate::task::code::{ContainerCode, PythonCode};
use crate::task::trigger::Trigger;
use crate::task::trigger::automation::Times;
use crate::task::{Code, Input, Task, TaskLabel, TriggerName};
use crate::testing::environment;
use crate::value::Value;

fn python() -> Task {
    Task::new(Code::Python(PythonCode::new("tasks", false).unwrap()))
}

fn container() -> Task {
    Task::new(Code::Container(ContainerCode::new(vec!["true".to_owned()])))
}

fn settings(task: &Task, environment: &Environment, label: &str) -> Vec<&'static str> {
    let label = TaskLabel::new(label).unwrap();
    let problems = task.problems(environment, &label);
    problems.into_iter().map(|(setting, _)| setting).collect()
}

#[test]
fn concurrent_tasks_are_async_functions() {
    let environment = Environment {
        reusable: Some(ReusePolicy {
            concurrency: Concurrency::new(2).unwrap(),
            ..ReusePolicy::default()
        }),
        ..environment()
    };
    assert_eq!(settings(&python(), &environment, "main"), ["async"]);
    // A container has no function to be async.
    assert_eq!(settings(&container(), &environment, "main"), [""; 0]);
}

#[test]
fn tasks_of_a_reusable_environment_share_its_pod() {
    let name = |text| KubernetesName::new("", text).ok();
    let environment = Environment {
        reusable: Some(ReusePolicy::default()),
        service_account: name("runner"),
        ..environment()
    };
    let mut task = python();
    task.overrides.pod_template = name("other").map(PodSource::Named);
    task.overrides.service_account = name("other");
    assert_eq!(
        settings(&task, &environment, "main"),
        ["pod_template", "service_account"]
    );
    task.overrides.pod_template = None;
    task.overrides.service_account = name("runner");
    assert_eq!(settings(&task, &environment, "main"), [""; 0]);
}

#[test]
fn a_python_task_is_named_after_its_function_and_its_outputs_after_their_place() {
    let mut task = python();
    assert_eq!(settings(&task, &environment(), "a-b"), ["tasks"]);
    assert_eq!(settings(&container(), &environment(), "a-b"), [""; 0]);
    task.outputs.insert("o0".to_owned(), "int".parse().unwrap());
    assert_eq!(settings(&task, &environment(), "main"), [""; 0]);
    task.outputs.insert("o2".to_owned(), "int".parse().unwrap());
    assert_eq!(settings(&task, &environment(), "main"), ["outputs"]);
}

#[test]
fn only_containers_have_automatic_cache_versions() {
    let environment = Environment {
        cache: Cache::new(CacheInput {
            behavior: "auto",
            ..CacheInput::default()
        })
        .unwrap(),
        ..environment()
    };
    assert_eq!(settings(&python(), &environment, "main"), ["cache"]);
    assert_eq!(settings(&container(), &environment, "main"), [""; 0]);
    let mut task = python();
    task.overrides.cache = Some(Cache::default());
    assert_eq!(settings(&task, &environment, "main"), [""; 0]);
}

#[test]
fn values_are_for_inputs_that_exist_and_of_their_type() {
    let mut task = container();
    task.defaults.push(("x".to_owned(), Value::Int(1)));
    let mut trigger = Trigger::new(Times::Cron(Cron::new("@daily", None).unwrap()).into());
    trigger.inputs.push(("y".to_owned(), Value::Int(1)));
    task.triggers
        .insert(TriggerName::new("t").unwrap(), trigger);
    assert_eq!(
        settings(&task, &environment(), "main"),
        ["defaults", "triggers"]
    );
    let input = |notation: &str| Input {
        data_type: notation.parse().unwrap(),
        description: String::new(),
    };
    task.inputs.insert("x".to_owned(), input("int"));
    task.inputs.insert("y".to_owned(), input("str"));
    assert_eq!(settings(&task, &environment(), "main"), ["triggers"]);
    task.inputs.insert("y".to_owned(), input("int"));
    assert_eq!(settings(&task, &environment(), "main"), [""; 0]);
}
