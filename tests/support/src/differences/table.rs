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
        "Flyte 2 keeps no environments, only tasks that name one. Terraform keeps a record of it: a \
         task named exactly as the environment, which nobody needs to run. What the environment \
         says and none of the tasks heeds is nowhere in Flyte until that record is there.",
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
    "It has the settings of the environment, and nothing that only a task has.",
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
         that has that of its environment, or of none, cannot be said here.",
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
    "`flyte deploy` uploads the code unless it is told otherwise; Terraform does so where `code` \
     names a folder. `module` is what Python imports, from the image or the bundle, and the task's \
     name in `tasks` is the function.",
);

/// What a bundle is made of, and who gets one.
pub const BUNDLES: Difference = about(
    shown(
        "Code bundles",
        "The SDK takes the files that git does not ignore, and asks git; Terraform reads the rules \
         itself and leaves out tracked files, too, if a rule names them. It keeps no rights but the \
         one to execute, and refuses links to folders. A pool is known by a hash of the files, not \
         of the archive. A reusable environment whose code is in the image gets an empty bundle, \
         since no Python task runs warm without one; the SDK sends none.",
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
    "A task that the SDK uploaded as a pickle, from a notebook, has no name that `tasks` could call \
     it by.",
);

/// Which images a task is told of.
pub const IMAGES: Difference = shown(
    "Images of called tasks",
    "The table of images always names the environment's own; the SDK names only images that it \
     builds.",
    &[Wire::Option("--image-cache")],
);

/// What counts deploys.
pub const VERSIONS: Difference = shown(
    "Versions",
    "Terraform counts revisions (`r3-0f1e2d3c4b5a`); all tasks of an environment share one, and \
     their triggers start it. Flyte counts the revisions of triggers, and notes when each was \
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
         give a `version`. Where results are not kept, the SDK sends the hash all the same, to tell \
         changed code when it recovers a run; Terraform sends none. Those of container tasks are \
         computed, and the same.",
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
     pool, so a twin deployed from Python with another order has a pool of its own. `defaults` are \
     sorted too, where the SDK keeps the order of the parameters.",
    &[Wire::OrderOf("defaultInputs"), Wire::OrderOfVariables],
);

/// Our mark.
pub const TAGS: Difference = shown(
    "Marks",
    "What Terraform deploys carries the tag `managed-by` and one with what else it has to remember. \
     What the SDK deploys over it is shown as drift by the next plan.",
    &[Wire::Field("taskTemplate.metadata.tags")],
);

/// Who wrote a spec.
pub const WRITERS: Difference = shown(
    "Who wrote it",
    "The runtime flavour is `terraform`, with the provider's version, where the SDK says `python` \
     and its own.",
    &[
        Wire::Field("taskTemplate.metadata.runtime.flavor"),
        Wire::Field("taskTemplate.metadata.runtime.version"),
    ],
);

/// HCL has one kind of number.
pub const NUMBERS: Difference = rule(
    "Numbers",
    "HCL cannot tell `1.0` from `1`. Where the SDK sends `1.0` for `cpu=1.0`, which makes another \
     pool than `cpu=1`, write the text: `cpu = \"1.0\"` is sent as it is.",
);

/// Amounts that no cluster takes.
pub const QUANTITIES: Difference = rule(
    "Amounts",
    "The SDK sends any text as an amount of `resources`. Here it must be a Kubernetes quantity that \
     is a multiple of `1n`, and no request may exceed its limit. A bare number of bytes is refused \
     by both.",
);

/// Devices that are not in the SDK's list.
pub const ACCELERATORS: Difference = rule(
    "Accelerators",
    "`Device(...)` takes any class, an unknown one for that of NVIDIA's; here `class` must be one \
     that there is, by the name that the API has. `AppleSilicon`, which is there for a local devbox \
     only, is not known.",
);

/// What is written where there was nothing.
pub const EMPTY: Difference = about(
    rule(
        "Nothing, said aloud",
        "`gpu = 0` as the only one of `resources`, an empty `env_vars` and a `cache` that says \
         `disable` are deployed as if they were not there, as by the SDK. Terraform lets no provider \
         hide what is written where nothing was, so that a plan shows them once.",
    ),
    &["ts-011", "ts-022"],
);

/// Variables that no container has, or has twice.
pub const VARIABLES: Difference = rule(
    "Environment variables",
    "Names that Kubernetes knows only since version 1.32, such as `a b`, are refused, and so are two \
     secrets in one variable, or a secret in one that `env_vars` sets. The SDK deploys them; a \
     cluster then makes no pod, or gives the container one of the two.",
);

/// What the server refuses in the end.
pub const SCHEDULES: Difference = rule(
    "Schedules",
    "They are checked while planning, as the backend checks them when it deploys. Time zones are \
     those that the SDK lists; `Local`, which the backend takes for the zone of its own machine, is \
     refused.",
);

/// What a trigger starts its task with.
pub const TRIGGERS: Difference = rule(
    "Triggers",
    "A trigger that gives no value to an input without a default is refused, since its runs would \
     fail; the SDK deploys it. So is an input for the time of the start that is no `datetime`. Values \
     have their input's type: `3` for a `float` is sent as one, and a list as a list, where the SDK \
     sends a whole number and a pickle.",
);

/// Inputs that an import knows by their hash, which is not of all of them.
pub const IGNORED_INPUTS: Difference = rule(
    "Inputs that a cache ignores",
    "Flyte keeps the inputs of triggers where nobody can read them again, beside a hash of them. An \
     import knows them by this hash, which leaves out what the task's `cache` ignores: such a \
     trigger's `inputs` are shown by the first plan, and put there once more by the apply.",
);

/// Who cuts what.
pub const LONG_TEXTS: Difference = about(
    rule(
        "Long texts",
        "The SDK cuts descriptions at 255 characters and names at 63; the server cuts descriptions \
         at 255 bytes, long ones at 2048, in the middle of a character if need be. Here a text that \
         either would cut is refused: 255 characters that are not all ASCII pass the SDK, and come \
         out shorter.",
    ),
    &["ts-004", "ts-044", "ts-045"],
);

/// A pool that can hold nothing.
pub const NO_REPLICAS: Difference = rule(
    "A maximum of 0 replicas",
    "It is refused, since the API demands at least one.",
);

/// A pool that is never empty.
pub const MINIMUM: Difference = rule(
    "A minimum of 0 replicas",
    "It is taken, with a warning: the service that keeps pools reads it as \"not given\", and keeps \
     the maximum.",
);

/// What the service that keeps pools cannot read.
pub const FRACTIONS: Difference = about(
    rule(
        "Fractions of a second",
        "In `idle_ttl` and `scaledown_ttl` they are refused, and so are more than 2,147,483,647 \
         seconds. The SDK deploys them, but the service that keeps pools reads whole seconds in 32 \
         bits, and every task of such a pool fails. What the SDK has deployed is shown as it is.",
    ),
    &[
        "ts-053", "ts-087", "ts-088", "ts-091", "ts-097", "ts-099", "ts-102",
    ],
);

/// Durations below zero.
pub const NEGATIVE_TIMES: Difference = rule(
    "Negative times",
    "The SDK takes a negative `timeout`, `queued` time or `deadline`, and sends it. Here no duration \
     is negative; `0`, or none, is no bound in both.",
);

/// Commands that cannot start.
pub const PLACEHOLDERS: Difference = rule(
    "Placeholders",
    "Those that no task can run with are refused, as [above](#inputs-in-a-command). The SDK deploys \
     them.",
);

/// Refusals that say the same.
pub const OTHER_WORDS: Difference = about(
    rule(
        "Messages",
        "What the SDK refuses is refused here, in its words where they fit. Lists of all devices, and \
         the SDK's own ways to build images, are not repeated.",
    ),
    &["ts-078", "ts-085"],
);
