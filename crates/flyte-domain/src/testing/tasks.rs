//! Any task.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::cache::{Cache, CacheInput};
use crate::data_type::DataType;
use crate::task::code::{ContainerCode, ContainerPath, FileLayout, MetadataFormat, PythonCode};
use crate::task::limits::{Backoff, Retries, Timeouts};
use crate::task::overrides::Overrides;
use crate::task::{Code, Documentation, Inherited, Input, ShortName, Task, TaskLabel};
use crate::testing::kubernetes_names;
use crate::testing::pods::sources;
use crate::testing::triggers::triggers;
use crate::testing::values::{durations, values};

/// Any cache.
pub(super) fn caches() -> impl Strategy<Value = Cache> {
    (
        prop_oneof![Just("disable"), Just("auto"), Just("override")],
        "[a-z0-9.]{1,8}",
        "[a-z]{0,4}",
        any::<bool>(),
        vec("[a-z]{1,4}", 0..3),
        option::of(durations()),
    )
        .prop_map(
            |(behavior, version, salt, serialize, ignored_inputs, max_age)| {
                Cache::new(CacheInput {
                    behavior,
                    version: Some(version.as_str()).filter(|_| behavior == "override"),
                    serialize,
                    ignored_inputs,
                    salt: Some(&salt),
                    max_age,
                })
                .unwrap()
            },
        )
}

fn data_types() -> impl Strategy<Value = DataType> {
    let simple = prop_oneof![
        "int",
        "float",
        "str",
        "bool",
        "datetime",
        "timedelta",
        "file",
        "dir"
    ]
    .prop_map(|text| text.parse::<DataType>().unwrap());
    simple.prop_recursive(3, 6, 1, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|element| DataType::List(Box::new(element))),
            inner.prop_map(|value| DataType::Dict(Box::new(value))),
        ]
    })
}

fn codes() -> impl Strategy<Value = Code> {
    let python = ("[a-z]{1,8}(\\.[a-z]{1,8})?", any::<bool>())
        .prop_map(|(module, is_async)| PythonCode::new(&module, is_async).unwrap());
    let words = || vec("\\PC{0,8}", 0..3);
    let paths = || "(/[a-z]{1,4}){1,3}".prop_map(|path| ContainerPath::new("", &path).unwrap());
    let formats = prop_oneof!["JSON", "YAML", "PROTO"];
    let layouts = prop_oneof!["DIRECT", "NAMED_DIR"];
    let container = (words(), words(), paths(), paths(), formats, layouts).prop_map(
        |(command, args, input_dir, output_dir, format, layout)| ContainerCode {
            command,
            args,
            input_dir,
            output_dir,
            metadata_format: MetadataFormat::parse(&format).unwrap(),
            file_layout: FileLayout::parse(&layout).unwrap(),
        },
    );
    prop_oneof![
        python.prop_map(Code::Python),
        container.prop_map(Code::Container)
    ]
}

fn retries() -> impl Strategy<Value = Retries> {
    let backoff = (durations(), durations(), 1.0..10.0_f64)
        .prop_map(|(base, cap, factor)| Backoff::new(base, factor, Some(cap)).unwrap());
    (any::<u32>(), option::of(backoff)).prop_map(|(count, backoff)| Retries { count, backoff })
}

fn overrides() -> impl Strategy<Value = Overrides> {
    (
        option::of(caches()),
        option::of(any::<bool>()),
        sources(),
        kubernetes_names(),
    )
        .prop_map(
            |(cache, interruptible, pod_template, service_account)| Overrides {
                cache,
                interruptible,
                pod_template,
                service_account,
            },
        )
}

/// Any task with a label. It need not make sense in its environment.
pub(crate) fn tasks() -> impl Strategy<Value = (TaskLabel, Task)> {
    let label = "[a-z_][a-z0-9_]{0,62}".prop_map(|label| TaskLabel::new(&label).unwrap());
    let input = (data_types(), "\\PC{0,8}").prop_map(|(data_type, description)| Input {
        data_type,
        description,
    });
    let interface = (
        btree_map("[a-zA-Z_]{1,4}", input, 0..4),
        btree_map("o[0-9]", data_types(), 0..3),
        vec(("[a-z]{1,4}", values()), 0..3),
    );
    let texts = (option::of("\\PC{1,63}"), "\\PC{0,40}", "\\PC{0,80}");
    let timeouts = (
        option::of(durations()),
        option::of(durations()),
        option::of(durations()),
    )
        .prop_map(|(runtime, queued, deadline)| Timeouts::new(runtime, queued, deadline));
    let limits = (retries(), timeouts);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (
        label,
        codes(),
        interface,
        texts,
        limits,
        overrides(),
        flags,
        triggers(),
    )
        .prop_map(
            |(label, code, interface, texts, limits, overrides, flags, triggers)| {
                let (inputs, outputs, defaults) = interface;
                let (short_name, short, long) = texts;
                let task = Task {
                    code,
                    inputs,
                    outputs,
                    defaults,
                    short_name: short_name.map(|name| ShortName::new(&name).unwrap()),
                    documentation: Documentation::new(&short, &long).unwrap(),
                    retries: limits.0,
                    timeouts: limits.1,
                    overrides,
                    report: flags.0,
                    entrypoint: flags.1,
                    produces_artifacts: flags.2,
                    triggers,
                    inherited: Inherited::default(),
                };
                (label, task.without_repeated_defaults())
            },
        )
}
