//! Every task in `examples/` and on pages, run as it stands there.
//!
//! Where an example has no code, functions are made for the interface that was deployed: they tell
//! what they get and return `sample`, 7 or 0.5. Commands are those of the example.

use serde_json::Value;

use crate::deployed::Deployed;
use crate::executor::{self, Call, Code, Kind};
use crate::harness::backend::{live, template};
use crate::{configurations, table};

/// A configuration with tasks.
#[derive(Clone)]
struct Example {
    /// Its folder, or its page and which of the configurations with tasks there it is.
    place: &'static str,
    runs: &'static [Run],
}

/// A run of a task.
struct Run {
    task: &'static str,
    /// In JSON; else a value of each type is made.
    inputs: Option<&'static str>,
    /// What the command line or what is printed has in it.
    tells: &'static str,
    /// In JSON.
    outputs: &'static str,
}

const EXAMPLES: &[Example] = &[
    Example {
        place: "examples/actions/flyte_run_task",
        runs: &[Run {
            task: "reports.warm_up",
            inputs: Some(r#"{"day": "2026-11-23"}"#),
            tells: "/bin/warm-up --day 2026-11-23\n",
            outputs: "{}",
        }],
    },
    Example {
        place: "examples/autoscaling-pool",
        runs: &[Run {
            task: "fan_out.work",
            inputs: None,
            tells: "item = sample\n",
            outputs: r#"{"o0": 7}"#,
        }],
    },
    Example {
        place: "examples/calling-tasks",
        runs: &[
            Run {
                task: "child.square",
                inputs: None,
                tells: "tasks instance square\n",
                outputs: r#"{"o0": 49}"#,
            },
            Run {
                task: "parent.squares",
                inputs: None,
                tells: "tasks instance squares\n",
                outputs: r#"{"o0": [0, 1, 4]}"#,
            },
        ],
    },
    Example {
        place: "examples/code-bundle",
        runs: &[Run {
            task: "words.count",
            inputs: None,
            tells: "words instance count\n",
            outputs: r#"{"o0": {"to": 2, "be": 2, "or": 1, "not": 1}}"#,
        }],
    },
    Example {
        place: "examples/environment-module",
        runs: &[
            Run {
                task: "ingest.fetch",
                inputs: None,
                tells: "url = sample\n",
                outputs: r#"{"o0": "sample"}"#,
            },
            Run {
                task: "report.tidy_up",
                inputs: None,
                tells: "/bin/report --remove-old\n",
                outputs: "{}",
            },
            Run {
                task: "report.write",
                inputs: None,
                tells: "/bin/report --days 7\n",
                outputs: "{}",
            },
        ],
    },
    Example {
        place: "examples/gpu-environment",
        runs: &[Run {
            task: "training.train",
            inputs: None,
            tells: "data = Dir\nepochs = 3\n",
            outputs: r#"{"o0": "sample"}"#,
        }],
    },
    Example {
        place: "examples/scheduled-container",
        runs: &[Run {
            task: "housekeeping.clean",
            inputs: Some(r#"{"folder": "."}"#),
            tells: "/bin/sh -c find . -mtime +7 -print\n",
            outputs: "{}",
        }],
    },
];

const PAGES: &[Example] = &[
    Example {
        place: "docs/guides/deploying-code.md 1",
        runs: &[LOAD],
    },
    Example {
        place: "docs/guides/deploying-code.md 2",
        runs: &[Run {
            task: "etl.load",
            inputs: None,
            tells: "day = sample\n",
            outputs: "{}",
        }],
    },
    Example {
        place: "docs/guides/getting-started.md 1",
        runs: &[Run {
            task: "greetings.hello",
            inputs: Some(r#"{"name": "Ada"}"#),
            tells: "\nHello, Ada\n",
            outputs: "{}",
        }],
    },
    Example {
        place: "docs/guides/getting-started.md 2",
        runs: &[SCORE],
    },
    Example {
        place: "docs/guides/python-to-terraform.md 1",
        runs: &[Run {
            task: "fast_env.answer",
            inputs: None,
            tells: "question = why?\n",
            outputs: r#"{"o0": "sample"}"#,
        }],
    },
    Example {
        place: "docs/guides/ownership.md 1",
        runs: &[Run {
            task: "etl.load",
            inputs: None,
            tells: "/bin/load\n",
            outputs: "{}",
        }],
    },
    Example {
        place: "docs/guides/sizing-a-pool.md 1",
        runs: &[SCORE],
    },
    Example {
        place: "docs/guides/upgrading-to-0.2.md 1",
        runs: &[Run {
            task: "etl.report",
            inputs: None,
            tells: "app.tasks instance report\n",
            outputs: "{}",
        }],
    },
    Example {
        place: "docs/resources/task_environment.md 1",
        runs: &[
            Run {
                task: "reports.sales",
                inputs: None,
                tells: "/bin/report sales\n",
                outputs: "{}",
            },
            Run {
                task: "reports.stock",
                inputs: None,
                tells: "/bin/report stock\n",
                outputs: "{}",
            },
        ],
    },
    Example {
        place: "docs/resources/task_environment.md 2",
        runs: &[LOAD],
    },
    Example {
        place: "docs/guides/sizing-a-pool.md 2",
        runs: &[Run {
            task: "parents.score_all",
            inputs: None,
            tells: "texts = ['sample']\n",
            outputs: r#"{"o0": [0.5]}"#,
        }],
    },
];

const LOAD: Run = Run {
    task: "etl.load",
    inputs: None,
    tells: "loading sample\n",
    outputs: "{}",
};

const SCORE: Run = Run {
    task: "scoring.score",
    inputs: None,
    tells: "text = sample\n",
    outputs: r#"{"o0": 0.5}"#,
};

#[test]
fn every_task_of_an_example_runs() {
    run(EXAMPLES);
}

#[test]
#[ignore = "long; `make runs` runs it"]
fn every_task_on_a_page_runs() {
    run(PAGES);
}

/// Configurations whose tasks are not run, and why.
const NOT_RUN: [(&str, &str); 1] = [(
    "examples/platform/modules/team",
    "its one task, of the kind that `autoscaling-pool` has, is in a project of its own",
)];

/// So that no task escapes the two above.
#[test]
fn every_configuration_with_tasks_is_run() {
    let examples = [EXAMPLES, PAGES].concat();
    let mut listed: Vec<_> = examples.iter().map(|example| example.place).collect();
    listed.extend(NOT_RUN.map(|(place, _)| place));
    listed.sort_unstable();
    let all: Vec<_> = configurations::all().into_keys().collect();
    assert_eq!(
        all, listed,
        "EXAMPLES, PAGES and NOT_RUN list every configuration"
    );
}

#[track_caller]
fn run(examples: &[Example]) {
    let configurations = configurations::all();
    let deployed = examples.iter().map(|example| {
        let configuration = &configurations[example.place];
        let code = match configuration.brings_code() {
            true => Code::Nothing,
            false => Code::Stubs,
        };
        let deployed = Deployed::nothing(code);
        configuration.apply(&deployed);
        let mut tasks = live(&deployed.mock);
        tasks.retain(|name| name.contains('.'));
        let runs = example.runs.iter();
        let expected: Vec<_> = runs
            .map(|run| format!("development/{}", run.task))
            .collect();
        assert_eq!(tasks, expected, "{}", example.place);
        deployed
    });
    let deployed: Vec<_> = deployed.collect();
    let runs = examples.iter().zip(&deployed);
    let runs =
        runs.flat_map(|(example, it)| example.runs.iter().map(move |run| (example, it, run)));
    let containers = runs.clone().map(|(_, deployed, run)| {
        let task = deployed.mock.latest("flytesnacks", "development", run.task);
        let kind = match &*template(&task.unwrap()).r#type {
            "actor" => Kind::Warm,
            _ => Kind::Calling,
        };
        deployed.container(kind, &[run.call()])
    });
    let containers: Vec<_> = containers.collect();
    let ended = executor::run(&containers).into_iter().flatten();
    for (((example, _, run), container), ended) in runs.zip(&containers).zip(ended) {
        table::note(run.task, container.kind, &ended, None);
        let place = example.place;
        let outputs: Value = serde_json::from_str(run.outputs).unwrap();
        assert_eq!(*ended.outputs(), outputs, "{place}");
        let told = format!("{}\n{}", ended.command.join(" "), ended.log);
        assert!(told.contains(run.tells), "{place}: {told}");
    }
}

impl Run {
    fn call(&self) -> Call {
        let call = Call::of(self.task);
        match self.inputs {
            Some(inputs) => call.with(serde_json::from_str(inputs).unwrap()),
            None => call.with_samples(),
        }
    }
}
