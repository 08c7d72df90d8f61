//! The code as a whole. That the SDK makes of it what Terraform deploys is shown by the acceptance
//! tests, which run it.

use std::collections::BTreeMap;

use super::*;
use crate::cache::{Cache, CacheInput};
use crate::description::Description;
use crate::image::Image;
use crate::reuse_policy::ReusePolicy;
use crate::reuse_policy::parts::Replicas;
use crate::task::code::{ContainerCode, PythonCode};
use crate::task::{Documentation, Input, Task};
use crate::testing;

fn environment() -> Environment {
    Environment {
        image: Image::new("ghcr.io/acme/app:1").unwrap(),
        ..testing::environment()
    }
}

fn label(text: &str) -> TaskLabel {
    TaskLabel::new(text).unwrap()
}

fn function(module: &str) -> Task {
    Task::new(Code::Python(PythonCode::new(module, true).unwrap()))
}

fn container() -> Task {
    let command = ["sleep", "5"].map(str::to_owned).to_vec();
    Task::new(Code::Container(ContainerCode::new(command)))
}

#[test]
fn an_environment_alone_is_one_call() {
    let name = environment().id.name;
    let mut environment = Environment {
        reusable: Some(ReusePolicy {
            replicas: Replicas::new(1, 3).unwrap(),
            ..ReusePolicy::default()
        }),
        ..environment()
    };
    environment.description = Description::new("Warm \"containers\"").unwrap();
    let code = source(&environment);
    let expected = format!(
        r#""""The task environment `{name}` for the Flyte SDK 2.12.1, as Terraform knows it."""

import flyte

env = flyte.TaskEnvironment(
    name="{name}",
    description='Warm "containers"',
    image="ghcr.io/acme/app:1",
    reusable=flyte.ReusePolicy(replicas=(1, 3)),
)
"#
    );
    assert_eq!(code, expected);
}

#[test]
fn a_function_has_its_decorator_signature_and_docstring() {
    let mut task = function("pkg.tasks");
    task.documentation = Documentation::new("Works.", "At \"\"\" length.").unwrap();
    let input = |data_type: &str, description: &str| Input {
        data_type: data_type.parse().unwrap(),
        description: description.to_owned(),
    };
    task.inputs = BTreeMap::from([
        ("n".to_owned(), input("int", "How many.")),
        ("when".to_owned(), input("timedelta", "")),
    ]);
    task.outputs = (0..11)
        .map(|number| {
            let data_type = if number == 10 { "file" } else { "int" };
            (format!("o{number}"), data_type.parse().unwrap())
        })
        .collect();
    task.defaults = vec![("n".to_owned(), crate::value::Value::Int(3))];
    task.overrides.cache = Some(
        Cache::new(CacheInput {
            behavior: "override",
            version: Some("1"),
            ..CacheInput::default()
        })
        .unwrap(),
    );
    let mut environment = environment();
    environment.tasks.insert(label("work"), task);
    let code = source(&environment);
    let (head, body) = code.split_once("@env.task").unwrap();
    assert!(head.contains("`pkg/tasks.py`"), "{head}");
    assert!(
        head.contains("from datetime import timedelta\n\nimport flyte\nfrom flyte.io import File"),
        "{head}"
    );
    assert!(
        head.ends_with("\n\n\n"),
        "two lines stand before a function"
    );
    let expected = r#"(cache=flyte.Cache(behavior="override", version_override="1"))
async def work(
    when: timedelta, n: int = 3
) -> tuple[int, int, int, int, int, int, int, int, int, int, File]:
    """Works.

    At \"\"\" length.

    Args:
        n: How many.
    """
    raise NotImplementedError("The body is in the image, as pkg.tasks.work")
"#;
    assert_eq!(body, expected);
}

#[test]
fn containers_have_all_settings_and_an_environment_of_their_own() {
    let mut environment = environment();
    environment.tasks.insert(label("rest"), container());
    let alone = source(&environment);
    assert!(alone.contains("\nrest = ContainerTask(\n"), "{alone}");
    assert!(
        alone.contains("\nenv = flyte.TaskEnvironment.from_task("),
        "{alone}"
    );
    assert!(!alone.contains("IMAGE"), "{alone}");

    environment.tasks.insert(label("env"), function("work"));
    let mixed = source(&environment);
    assert!(
        mixed.contains("\nIMAGE = \"ghcr.io/acme/app:1\"\n"),
        "{mixed}"
    );
    assert!(mixed.contains("\nenv_ = flyte.TaskEnvironment("), "{mixed}");
    assert!(mixed.contains("\n@env_.task\nasync def env()"), "{mixed}");
    assert!(
        mixed.contains("\ncontainer_env_ = flyte.TaskEnvironment.from_task("),
        "{mixed}"
    );
    assert!(
        mixed.contains("# The SDK takes one environment of a name at a time"),
        "{mixed}"
    );
}

#[test]
fn what_python_cannot_say_stands_in_a_comment() {
    let mut environment = environment();
    environment.tags = crate::tags::Tags::new(BTreeMap::from([(
        "team".to_owned(),
        "red\nimport os".to_owned(),
    )]))
    .unwrap();
    environment.tasks.insert(label("class"), function("work"));
    let mut task = container();
    task.documentation = Documentation::new("Rests.", "").unwrap();
    environment.tasks.insert(label("rest"), task);
    let code = source(&environment);
    assert!(
        code.contains("#   \"team\": \"red\\nimport os\"\n"),
        "{code}"
    );
    assert!(
        code.contains("# The task \"class\" is left out: "),
        "{code}"
    );
    assert!(
        code.contains("container task: a description.\nrest = "),
        "{code}"
    );
}
