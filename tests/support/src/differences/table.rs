//! The table. What is said in a row is said to users.

use crate::differences::Difference;
use crate::differences::wire::Wire;

const fn rule(title: &'static str, text: &'static str) -> Difference {
    Difference {
        title,
        text,
        wire: &[],
        cases: &[],
    }
}

const fn shown(title: &'static str, text: &'static str, wire: &'static [Wire]) -> Difference {
    Difference {
        wire,
        ..rule(title, text)
    }
}

const fn about(difference: Difference, cases: &'static [&'static str]) -> Difference {
    Difference {
        cases,
        ..difference
    }
}

/// Every row, in the order of the documentation.
pub const ALL: &[&Difference] = &[
    &RECORDS,
    &OWN_TO_TASKS,
    &NAMES,
    &CODE,
    &BUNDLES,
    &PICKLES,
    &IMAGES,
    &VERSIONS,
    &AUTOMATIC_VERSIONS,
    &ORDER,
    &TAGS,
    &WRITERS,
    &NUMBERS,
    &QUANTITIES,
    &ACCELERATORS,
    &EMPTY,
    &VARIABLES,
    &SCHEDULES,
    &TRIGGERS,
    &IGNORED_INPUTS,
    &LONG_TEXTS,
    &NO_REPLICAS,
    &MINIMUM,
    &FRACTIONS,
    &NEGATIVE_TIMES,
    &PLACEHOLDERS,
    &OTHER_WORDS,
];

/// The record of an environment beside one of its tasks.
pub const RECORDS: Difference = about(
    shown(
        "The environment itself",
        "Flyte 2 has no environments, only tasks that name one. Terraform keeps a record of it: a \
         task with the environment's name, which nobody needs to run. A setting of the environment \
         that none of its tasks uses is not in Flyte before that record is.",
        &[
            Wire::Field("shortName"),
            Wire::Field("taskTemplate.id.name"),
            Wire::Field("taskTemplate.container.args"),
        ],
    ),
    &["ts-028", "pt-016", "pt-017"],
);

/// What makes a task of what its record says.
pub const OWN_TO_TASKS: Difference = shown(
    "What a record lacks",
    "It has the settings of the environment, and nothing that belongs to a single task.",
    &[
        Wire::Field("defaultInputs"),
        Wire::Field("documentation"),
        Wire::Field("taskTemplate.interface"),
        Wire::Field("taskTemplate.metadata.generatesDeck"),
        Wire::Field("taskTemplate.metadata.retries"),
        Wire::Field("taskTemplate.metadata.timeout"),
    ],
);

/// A container task of the SDK may be called as its environment.
pub const NAMES: Difference = about(
    shown(
        "Names of tasks",
        "A task is called `ENVIRONMENT.TASK`. A `ContainerTask` of the SDK may have any name; one \
         named like its environment, or without an environment, cannot be written here.",
        &[
            Wire::Field("shortName"),
            Wire::Field("taskTemplate.id.name"),
        ],
    ),
    &["ts-065"],
);

/// Whether code is uploaded.
pub const CODE: Difference = rule(
    "Code",
    "`flyte deploy` uploads the code by default; Terraform does so if `code` names a folder. \
     `module` is what Python imports, from the image or the bundle, and the task's name in `tasks` \
     is the function.",
);

/// What a bundle is made of, and who gets one.
pub const BUNDLES: Difference = about(
    shown(
        "Code bundles",
        "The SDK asks git which files are ignored; Terraform reads the rules itself, and also \
         omits tracked files that match a rule. It keeps only the permission to execute, and \
         refuses links to folders. A pool is identified by a hash of the files, not of the \
         archive. A reusable environment whose code is in the image gets an empty bundle, because \
         no Python task runs warm without one; the SDK sends none.",
        &[
            Wire::WithoutBundle("taskTemplate.metadata.codeBundleUri"),
            Wire::WithoutBundle("taskTemplate.custom.version"),
            Wire::SmallestBundle("--tgz", 4),
        ],
    ),
    &[
        "ts-049", "ts-050", "ts-051", "ts-052", "ts-053", "ts-054", "ts-055", "ts-056", "ts-057",
        "ts-058", "ts-059", "ts-060", "ts-061", "ts-086", "ts-087", "ts-088", "ts-090", "ts-091",
        "ts-093", "ts-095", "ts-097", "ts-098", "ts-099", "ts-100", "ts-101", "ts-102", "ts-103",
        "ts-104", "ts-105", "ts-106", "ts-109", "ts-110", "pt-019", "pt-020", "pt-021", "pt-022",
        "pt-023",
    ],
);

/// Tasks without a function's name.
pub const PICKLES: Difference = rule(
    "Pickles",
    "A task that the SDK uploaded as a pickle, from a notebook, has no module name for `tasks` to \
     refer to.",
);

/// Which images a task is told of.
pub const IMAGES: Difference = shown(
    "Images of called tasks",
    "The table of images always includes the environment's own; the SDK lists only images that it \
     builds.",
    &[Wire::Option("--image-cache")],
);

/// What counts deploys.
pub const VERSIONS: Difference = shown(
    "Versions",
    "Terraform counts revisions (`r3-0f1e2d3c4b5a`); all tasks of an environment share one, and \
     their triggers start it. Flyte counts the revisions of triggers, and records when each was \
     deployed.",
    &[
        Wire::Field("taskTemplate.id.version"),
        Wire::Option("--version"),
        Wire::Field("spec.taskVersion"),
        Wire::Field("id.revision"),
        Wire::Field("status"),
    ],
);

/// Hashes of functions.
pub const AUTOMATIC_VERSIONS: Difference = about(
    shown(
        "Automatic cache versions",
        "Those of Python tasks are hashes of the function's source, which only Python can compute: \
         give a `version`. The SDK sends the hash even if results are not cached, to recognise \
         changed code when it recovers a run; Terraform sends none. Those of container tasks are \
         computed, and equal the SDK's.",
        &[Wire::OfUncachedPython(
            "taskTemplate.metadata.discoveryVersion",
        )],
    ),
    &["ts-026"],
);

/// Terraform's maps have none.
pub const ORDER: Difference = shown(
    "Order",
    "Terraform's maps are sorted by key. Environment variables are part of the identity of a warm \
     pool, so the same environment deployed from Python in another order has a separate pool. \
     `defaults` are sorted too, where the SDK keeps the order of the parameters.",
    &[Wire::OrderOf("defaultInputs"), Wire::OrderOfVariables],
);

/// Our mark.
pub const TAGS: Difference = shown(
    "Marks",
    "Everything that Terraform deploys has the tag `managed-by`, and one for what else it has to \
     remember. The next plan shows as drift what the SDK deploys over it.",
    &[Wire::Field("taskTemplate.metadata.tags")],
);

/// Who wrote a spec.
pub const WRITERS: Difference = shown(
    "Who wrote it",
    "The runtime flavour is `terraform`, with the provider's version; the SDK writes `python` and \
     its own version.",
    &[
        Wire::Field("taskTemplate.metadata.runtime.flavor"),
        Wire::Field("taskTemplate.metadata.runtime.version"),
    ],
);

/// HCL has one kind of number.
pub const NUMBERS: Difference = rule(
    "Numbers",
    "HCL cannot tell `1.0` from `1`. For `cpu=1.0`, the SDK sends `1.0`, which gives another pool \
     than `cpu=1`. To do the same, write text: `cpu = \"1.0\"` is sent as it is.",
);

/// Amounts that no cluster takes.
pub const QUANTITIES: Difference = rule(
    "Amounts",
    "The SDK accepts any text as an amount of `resources`. Here it must be a Kubernetes quantity \
     that is a multiple of `1n`, and no request may exceed its limit. A bare number of bytes is \
     refused by both.",
);

/// Devices that are not in the SDK's list.
pub const ACCELERATORS: Difference = rule(
    "Accelerators",
    "`Device(...)` accepts any class, and treats an unknown one as NVIDIA's; here `class` must be \
     one that exists, by its name in the API. `AppleSilicon`, which exists for a local devbox \
     only, is not supported.",
);

/// What is written where there was nothing.
pub const EMPTY: Difference = about(
    rule(
        "Explicit nothing",
        "`gpu = 0` as the only entry of `resources`, an empty `env_vars` and a `cache` with \
         `disable` are deployed as if they were absent, as by the SDK. Terraform does not let a \
         provider hide a value that was absent before, so a plan shows them once.",
    ),
    &["ts-011", "ts-022"],
);

/// Variables that no container has, or has twice.
pub const VARIABLES: Difference = rule(
    "Environment variables",
    "Names that Kubernetes allows only since version 1.32, such as `a b`, are refused, and so are \
     two secrets in one variable, or a secret in one that `env_vars` sets. The SDK deploys them; a \
     cluster then creates no pod, or gives the container one of the two values.",
);

/// What the server refuses in the end.
pub const SCHEDULES: Difference = rule(
    "Schedules",
    "They are checked while planning, by the rules that the backend applies to a deploy. Time \
     zones are those that the SDK lists; `Local`, which to the backend means the zone of its own \
     machine, is refused.",
);

/// What a trigger starts its task with.
pub const TRIGGERS: Difference = rule(
    "Triggers",
    "A trigger that gives no value to an input without a default is refused, because its runs \
     would fail; the SDK deploys it. So is an input for the start time that is not a `datetime`. \
     Values have the type of their input: `3` for a `float` is sent as a float, and a list as a \
     list; the SDK sends an integer and a pickle.",
);

/// Inputs that an import knows by their hash, which is not of all of them.
pub const IGNORED_INPUTS: Difference = rule(
    "Inputs that a cache ignores",
    "Flyte stores the inputs of triggers where nobody can read them again, with a hash of them. An \
     import compares by this hash, which does not cover the inputs that the task's `cache` \
     ignores: the first plan shows the `inputs` of such a trigger, and the apply stores them \
     again.",
);

/// Who cuts what.
pub const LONG_TEXTS: Difference = about(
    rule(
        "Long texts",
        "The SDK cuts descriptions at 255 characters and names at 63; the server cuts descriptions \
         at 255 bytes and long ones at 2048, even in the middle of a character. Here a text that \
         either would cut is refused: 255 characters that are not all ASCII pass the SDK, but are \
         stored shortened.",
    ),
    &["ts-004", "ts-044", "ts-045"],
);

/// A pool that can hold nothing.
pub const NO_REPLICAS: Difference = rule(
    "A maximum of 0 replicas",
    "It is refused, because the API requires at least one.",
);

/// A pool that is never empty.
pub const MINIMUM: Difference = rule(
    "A minimum of 0 replicas",
    "It is accepted, with a warning: the service that manages pools reads it as \"not given\", and \
     keeps the maximum.",
);

/// What the service that keeps pools cannot read.
pub const FRACTIONS: Difference = about(
    rule(
        "Fractions of a second",
        "In `idle_ttl` and `scaledown_ttl` they are refused, and so are more than 2,147,483,647 \
         seconds. The SDK deploys them, but the service that manages pools reads whole seconds in \
         32 bits, and every task of such a pool fails. What the SDK has deployed is shown \
         unchanged.",
    ),
    &[
        "ts-053", "ts-087", "ts-088", "ts-091", "ts-097", "ts-099", "ts-102",
    ],
);

/// Durations below zero.
pub const NEGATIVE_TIMES: Difference = rule(
    "Negative times",
    "The SDK accepts a negative `timeout`, `queued` time or `deadline`, and sends it. Here no \
     duration may be negative; in both, `0` or nothing means no limit.",
);

/// Commands that cannot start.
pub const PLACEHOLDERS: Difference = rule(
    "Placeholders",
    "Those that make every run of the task fail are refused, as [above](#inputs-in-a-command). The \
     SDK deploys them.",
);

/// Refusals that say the same.
pub const OTHER_WORDS: Difference = about(
    rule(
        "Messages",
        "What the SDK refuses is refused here, with its messages where they apply. They omit lists \
         of all devices, and the SDK's own ways to build images.",
    ),
    &["ts-078", "ts-085"],
);
