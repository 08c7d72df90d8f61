//! What Flyte makes of `{{.inputs.NAME}}` in the command of a container task.

use std::collections::BTreeMap;

use crate::data_type::DataType;
use crate::task::code::{ContainerCode, ContainerPath, FileLayout, MetadataFormat};

type Inputs<'a> = [(&'a str, &'a str)];

fn code(command: &str) -> ContainerCode {
    ContainerCode::new(vec![command.to_owned()])
}

fn types(inputs: &Inputs<'_>) -> BTreeMap<String, DataType> {
    let input = |(name, notation): &(&str, &str)| ((*name).to_owned(), notation.parse().unwrap());
    inputs.iter().map(input).collect()
}

/// The rule, the placeholder and the hint of the only problem.
#[track_caller]
fn problem(code: &ContainerCode, inputs: &Inputs<'_>) -> (String, String, String) {
    let inputs = types(inputs);
    assert_eq!(code.placeholder_advice(&inputs), []);
    let problems = code.placeholder_problems(&inputs);
    assert_eq!(problems.len(), 1, "{problems:?}");
    let (setting, violation) = &problems[0];
    assert_eq!(*setting, "command");
    (
        violation.rule().to_owned(),
        violation.got().to_string(),
        violation.hint().to_owned(),
    )
}

#[test]
fn a_dict_has_no_text() {
    for spelling in [
        "{{.inputs.m}}",
        "--map={{ .Inputs.m }}!",
        "{{$INPUTS.m\t}}",
        "{{{.inputs.m}}}",
        "{{.inputs.m}} {{.inputs.m}}",
        "{{ x }}{{.inputs.}}{{\n.inputs.m}}",
    ] {
        let (rule, got, hint) = problem(&code(spelling), &[("m", "dict[str, int]")]);
        let expected = "An input of type `dict[str, int]` cannot be used in a command";
        assert_eq!(
            (rule.as_str(), got.as_str()),
            (expected, "Got `{{.inputs.m}}`.")
        );
        assert!(hint.contains("`/var/inputs/inputs.json`"), "{hint}");
        assert!(hint.contains("folder `/var/inputs/m`"), "{hint}");
    }
    let (rule, ..) = problem(&code("{{.inputs.m}}"), &[("m", "list[dict[str, file]]")]);
    assert!(rule.contains("`list[dict[str, file]]`"), "{rule}");
}

#[test]
fn the_way_out_is_where_the_task_has_its_inputs() {
    for (format, file) in [
        (MetadataFormat::Json, "`/in/inputs.json`"),
        (MetadataFormat::Yaml, "`/in/inputs.yaml`"),
        (MetadataFormat::Proto, "`/in/inputs.pb`"),
    ] {
        let code = ContainerCode {
            input_dir: ContainerPath::new("", "/in").unwrap(),
            metadata_format: format,
            ..code("{{.inputs.m}}")
        };
        let (.., hint) = problem(&code, &[("m", "dict[str, int]")]);
        assert!(hint.contains(file) && hint.contains("`/in/m`"), "{hint}");
    }
}

#[test]
fn a_name_that_is_no_input_is_never_filled_in() {
    let inputs = [("name", "str"), ("other", "int")];
    let (rule, got, hint) = problem(&code("echo {{.inputs.Name}}"), &inputs);
    assert_eq!(rule, "A placeholder must name an input of the task");
    assert_eq!(got, "Got `{{.inputs.Name}}`.", "names keep their case");
    assert!(hint.contains("never starts"), "{hint}");
    assert!(hint.contains("`name`, `other`"), "{hint}");

    // Without any value, the executor does not even look.
    let (_, got, hint) = problem(&code("{{.inputs.a.b}}"), &[]);
    assert_eq!(got, "Got `{{.inputs.a.b}}`.");
    assert!(hint.contains("as they are"), "{hint}");
}

#[test]
fn each_setting_tells_its_own() {
    let code = ContainerCode {
        args: vec!["{{.inputs.b}}".to_owned(), "{{.inputs.a}}".to_owned()],
        ..ContainerCode::new(vec!["x".to_owned(), "{{.inputs.a}}".to_owned()])
    };
    let problems = code.placeholder_problems(&BTreeMap::new());
    let found: Vec<_> = (problems.iter())
        .map(|(setting, violation)| (*setting, violation.got().to_string()))
        .collect();
    assert_eq!(
        found,
        [
            ("command", "Got `{{.inputs.a}}`.".to_owned()),
            ("args", "Got `{{.inputs.a}}`.".to_owned()),
            ("args", "Got `{{.inputs.b}}`.".to_owned())
        ]
    );
}

#[test]
fn what_becomes_its_text_or_is_no_placeholder_is_left_alone() {
    let inputs = [
        ("i", "int"),
        ("f", "float"),
        ("s", "str"),
        ("b", "bool"),
        ("d", "datetime"),
        ("l", "list[str]"),
        ("m", "dict[str, int]"),
        ("file", "file"),
    ];
    for command in [
        "{{.inputs.i}}{{.inputs.f}}{{.inputs.s}}{{.inputs.b}}{{.inputs.d}}{{.inputs.l}}",
        "{{inputs.m}} {.inputs.m}} {{.inputs.m}x} {{.inputs.m} {{.inputs.m x}} {{..inputs.m}}",
        "{{.input}} {{.outputPrefix}} {{.inputs}} {{.inputs.}} {{ é.inputs.m }}",
        "cat /var/inputs/file /var/inputs/m/key {{",
    ] {
        let (code, inputs) = (code(command), types(&inputs));
        assert_eq!(code.placeholder_problems(&inputs), [], "{command}");
        assert_eq!(code.placeholder_advice(&inputs), [], "{command}");
    }
}

#[test]
fn a_duration_and_a_file_become_another_text_than_one_may_expect() {
    for (notation, layout, summary, place) in [
        (
            "timedelta",
            FileLayout::Direct,
            "`{{.inputs.x}}` becomes `seconds:5400`, not `1h30m`",
            "the file `/var/inputs/x`, which holds `1h30m0s`",
        ),
        (
            "list[timedelta]",
            FileLayout::Direct,
            "`{{.inputs.x}}` becomes `seconds:5400`, not `1h30m`",
            "the folder `/var/inputs/x`",
        ),
        (
            "file",
            FileLayout::Direct,
            "`{{.inputs.x}}` becomes a remote address, not a path in the container",
            "it is at `/var/inputs/x`",
        ),
        (
            "file",
            FileLayout::NamedDir,
            "`{{.inputs.x}}` becomes a remote address, not a path in the container",
            "in the folder `/var/inputs/x`, under its own name",
        ),
        (
            "dir",
            FileLayout::NamedDir,
            "`{{.inputs.x}}` becomes a remote address, not a path in the container",
            "it is at `/var/inputs/x`",
        ),
        (
            "list[file]",
            FileLayout::Direct,
            "`{{.inputs.x}}` becomes a remote address, not a path in the container",
            "in the folder `/var/inputs/x`, as `0`, `1`",
        ),
        (
            "list[file]",
            FileLayout::NamedDir,
            "`{{.inputs.x}}` becomes a remote address, not a path in the container",
            "in the folder `/var/inputs/x`, under their own names",
        ),
    ] {
        let code = ContainerCode {
            file_layout: layout,
            args: vec!["{{ .inputs.x }}".to_owned()],
            ..code("sort")
        };
        let inputs = types(&[("x", notation)]);
        assert_eq!(code.placeholder_problems(&inputs), [], "{notation}");
        let advice = code.placeholder_advice(&inputs);
        assert_eq!(advice.len(), 1, "{notation}");
        assert_eq!(advice[0].setting, "args");
        assert_eq!(advice[0].summary, summary);
        assert!(advice[0].detail.contains(place), "{}", advice[0].detail);
    }
}
