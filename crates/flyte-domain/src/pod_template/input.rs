//! A pod template as a user wrote it: its rules.
//!
//! In Python the spec is an object of the Kubernetes client, which needs containers with names and
//! takes no field that it does not know. Ours are that the names differ, as Kubernetes wants it, and
//! that the primary container is asked for while planning; the SDK asks when it deploys.

use std::collections::{BTreeMap, BTreeSet};

use flyte_proto::structure::{Struct, Value};

use crate::pod_template::PodTemplate;
use crate::pod_template::fields::{check_container, check_pod, kind};
use crate::pod_template::json::{
    list, object, of_list, of_object, of_text, to_json, without_nulls,
};
use crate::pod_template::primary::{ARGS, COMMAND, CONTAINERS, ENV, NAME, change, name_of};
use crate::received::Received;
use crate::violation::Violation;

/// Containers that run before the others.
const INIT_CONTAINERS: &str = "initContainers";

impl PodTemplate {
    /// A template without labels and annotations. `spec` is the JSON of a `PodSpec`; what is not
    /// given is as in the SDK: a spec of nothing but the primary container, which is called
    /// `primary`.
    ///
    /// # Errors
    /// The setting that breaks a rule.
    pub fn new(
        spec: Option<&str>,
        primary_container: Option<&str>,
    ) -> Result<Self, (&'static str, Violation)> {
        let spec = match spec {
            None => Struct::default(),
            Some(text) => parse(text).map_err(|violation| ("spec", violation))?,
        };
        Self::of(spec, primary_container.unwrap_or(Self::DEFAULT_PRIMARY))
    }

    /// A template of this spec.
    pub(super) fn of(spec: Struct, primary: &str) -> Result<Self, (&'static str, Violation)> {
        if primary.is_empty() {
            return Err((
                "primary_container",
                Violation::new(
                    "primary_container must not be empty",
                    Received::nothing(),
                    format!("Leave it out for `{}`.", Self::DEFAULT_PRIMARY),
                ),
            ));
        }
        let mut spec = without_nulls(spec);
        check(&spec, primary).map_err(|violation| ("spec", violation))?;
        let containers = spec.fields.get(CONTAINERS).and_then(list);
        if containers.is_none_or(<[Value]>::is_empty) {
            let container = of_object([(NAME, of_text(primary))]);
            let containers = of_list([container]);
            spec.fields.insert(CONTAINERS.to_owned(), containers);
        }
        change(&mut spec, primary, |container| {
            container.fields.remove(COMMAND);
            container.fields.remove(ARGS);
            let env = container.fields.get(ENV).and_then(list);
            if env.is_some_and(<[Value]>::is_empty) {
                container.fields.remove(ENV);
            }
        });
        Ok(Self {
            spec,
            primary_container: primary.to_owned(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
        })
    }

    /// The spec as JSON; nothing if it says no more than what a template without one does.
    #[must_use]
    pub fn spec_text(&self) -> Option<String> {
        let plain = Self::of(Struct::default(), &self.primary_container);
        let is_plain = plain.is_ok_and(|plain| plain.spec == self.spec);
        (!is_plain).then(|| to_json(&self.spec).to_string())
    }

    /// Whether two texts are JSON of one meaning, as far as that does not depend on which container
    /// is the primary one: the order of members and white space make no difference, nor do members
    /// that are null.
    #[must_use]
    pub fn means_the_same(one: &str, other: &str) -> bool {
        let read = |text| parse(text).ok().map(without_nulls);
        read(one).is_some_and(|spec| Some(spec) == read(other))
    }
}

fn parse(text: &str) -> Result<Struct, Violation> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let told = error.to_string();
        if told.starts_with("number out of range") {
            let rule = "spec must have numbers that Flyte can keep, which are doubles";
            return Violation::new(rule, Received::nothing(), "Write a smaller number.");
        }
        Violation::new(
            "spec must be the JSON of a Kubernetes PodSpec",
            Received::nothing(),
            format!("It is not JSON: {told}. Write `jsonencode({{ … }})`."),
        )
    })?;
    object(&value).cloned().ok_or_else(|| {
        Violation::new(
            "spec must be the JSON of a Kubernetes PodSpec, an object",
            Received::words(kind(&value)),
            "Write `jsonencode({ containers = […] })`.",
        )
    })
}

/// The rules about a spec without nulls.
fn check(spec: &Struct, primary: &str) -> Result<(), Violation> {
    check_pod(spec)?;
    let mut names = BTreeSet::new();
    for field in [CONTAINERS, INIT_CONTAINERS] {
        let containers = spec.fields.get(field).and_then(list).unwrap_or_default();
        for (index, container) in containers.iter().enumerate() {
            let place = format!("spec.{field}[{index}]");
            let name = check_one(container, &place)?;
            if !names.insert(name) {
                return Err(Violation::new(
                    "The containers of a pod must have different names",
                    Received::text(name),
                    format!("`{place}` has the name of one before it. Rename one of them."),
                ));
            }
        }
    }
    let containers = spec
        .fields
        .get(CONTAINERS)
        .and_then(list)
        .unwrap_or_default();
    let mut names = containers.iter().filter_map(name_of);
    if containers.is_empty() || names.any(|name| name == primary) {
        return Ok(());
    }
    Err(Violation::new(
        "No primary container defined in the pod spec",
        Received::words(match containers.len() {
            0 | 1 => "one container, which has another name".to_owned(),
            all => format!("{all} containers, which have other names"),
        }),
        "It is the container that runs the task, and has the name in `primary_container`, or \
         `primary` if that is not set. Give one container that name, or set `primary_container` to \
         the name of one.",
    ))
}

/// A container at this place; gives its name.
fn check_one<'a>(container: &'a Value, place: &str) -> Result<&'a str, Violation> {
    let Some(fields) = object(container) else {
        return Err(Violation::new(
            format!("{place} must be an object"),
            Received::words(kind(container)),
            "Write a container as Kubernetes has it, such as `{ name = \"primary\" }`.",
        ));
    };
    check_container(fields, place)?;
    let env = fields.fields.get(ENV).and_then(list).unwrap_or_default();
    let nameless = env.iter().position(|it| name_of(it).is_none());
    let missing = |place: &str| {
        let rule = format!("{place} must have a name");
        Violation::new(rule, Received::nothing(), "Set `name` in it.")
    };
    if let Some(index) = nameless {
        return Err(missing(&format!("{place}.env[{index}]")));
    }
    let name = name_of(container).filter(|name| !name.is_empty());
    name.ok_or_else(|| missing(place))
}
