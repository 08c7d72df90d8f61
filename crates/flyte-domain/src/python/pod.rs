//! What pods are made from: the name of a template in the cluster, or an inline template.
//!
//! The latter is put together of the classes of the Kubernetes client, as the SDK needs it: the
//! spec, its containers, and their resources, which the SDK changes. What is deeper inside stands
//! as plain dicts in Kubernetes' own words, which the client takes as well.

use flyte_proto::structure::{Kind, Struct, Value};

use crate::pod_template::{PodSource, PodTemplate, list, object};
use crate::python::layout::{Expression, Part};
use crate::python::literal;
use crate::python::module::Imports;

/// Where the classes are.
const KUBERNETES: &str = "kubernetes.client";

/// The argument `pod_template`.
pub(super) fn argument(source: &PodSource, imports: &mut Imports) -> Part {
    let value = match source {
        PodSource::Named(name) => literal::text_atom(name.as_str()),
        PodSource::Own(pod) => template(pod, imports),
    };
    Part::named("pod_template", value)
}

fn template(pod: &PodTemplate, imports: &mut Imports) -> Expression {
    let mut parts = Vec::new();
    if pod.spec_text().is_some() {
        parts.push(Part::named("pod_spec", spec(pod.spec(), imports)));
    }
    let primary = pod.primary_container();
    if primary != PodTemplate::DEFAULT_PRIMARY {
        let primary = literal::text_atom(primary);
        parts.push(Part::named("primary_container_name", primary));
    }
    for (name, map) in [("labels", &pod.labels), ("annotations", &pod.annotations)] {
        parts.extend((!map.is_empty()).then(|| Part::named(name, literal::text_dict(map))));
    }
    Expression::call("flyte.PodTemplate", parts)
}

fn spec(spec: &Struct, imports: &mut Imports) -> Expression {
    class("V1PodSpec", spec, imports, |name, value, imports| {
        let containers =
            list(value).filter(|_| ["containers", "initContainers"].contains(&name))?;
        let containers = containers.iter().filter_map(object);
        Some(Expression::list(
            containers.map(|it| container(it, imports)),
        ))
    })
}

fn container(fields: &Struct, imports: &mut Imports) -> Expression {
    class("V1Container", fields, imports, |name, value, imports| {
        let resources = object(value).filter(|_| name == "resources")?;
        let none = |_: &str, _: &Value, _: &mut Imports| None;
        Some(class("V1ResourceRequirements", resources, imports, none))
    })
}

/// An object of a class of the client; `special` writes the fields that hold other such objects.
fn class(
    name: &'static str,
    fields: &Struct,
    imports: &mut Imports,
    mut special: impl FnMut(&str, &Value, &mut Imports) -> Option<Expression>,
) -> Expression {
    imports.name(KUBERNETES, name);
    let mut arguments: Vec<_> = (fields.fields.iter())
        .map(|(field, value)| {
            let written = special(field, value, imports).unwrap_or_else(|| plain(value));
            (field, Part::named(&attribute(field), written))
        })
        .collect();
    // What it is called, and what it is there for, come first.
    arguments.sort_by_key(|(field, _)| !["containers", "name"].contains(&field.as_str()));
    let arguments = arguments.into_iter().map(|(_, part)| part);
    Expression::call(name, arguments.collect())
}

/// The name of a field in a class: `hostIPC` is `host_ipc`.
fn attribute(field: &str) -> String {
    let mut name = String::new();
    let mut after_small = false;
    for letter in field.chars() {
        if letter.is_ascii_uppercase() && after_small {
            name.push('_');
        }
        after_small = !letter.is_ascii_uppercase();
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn plain(value: &Value) -> Expression {
    match &value.kind {
        None | Some(Kind::Null(_)) => Expression::atom("None"),
        Some(Kind::Bool(value)) => literal::switch(*value),
        Some(Kind::String(text)) => literal::text_atom(text),
        Some(Kind::Number(number)) if number.fract() == 0.0 => {
            Expression::Atom(format!("{number:.0}"))
        }
        Some(Kind::Number(number)) => literal::float(*number),
        Some(Kind::List(list)) => Expression::list(list.values.iter().map(plain)),
        Some(Kind::Struct(members)) => {
            let members = members.fields.iter();
            Expression::dict(members.map(|(name, value)| (literal::text(name), plain(value))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_called_as_in_the_client() {
        for (field, name) in [
            ("tty", "tty"),
            ("envFrom", "env_from"),
            ("hostIPC", "host_ipc"),
            ("setHostnameAsFQDN", "set_hostname_as_fqdn"),
            (
                "terminationGracePeriodSeconds",
                "termination_grace_period_seconds",
            ),
        ] {
            assert_eq!(attribute(field), name);
        }
    }
}
