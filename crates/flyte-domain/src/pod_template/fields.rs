//! Which fields a spec and its containers have, as the Kubernetes client for Python knows them, out
//! of whose classes a template is made in Python (kubernetes 37.0.2, `V1PodSpec`, `V1Container`).
//!
//! It refuses others, and Flyte's server drops them silently. What is deeper inside it checks
//! only from version 37 on, and here nobody does.

use flyte_proto::structure::{Kind, Struct, Value};

use crate::received::Received;
use crate::shown::Shown;
use crate::violation::Violation;

/// The names of fields, by what they hold.
struct Fields {
    text: &'static [&'static str],
    whole: &'static [&'static str],
    switch: &'static [&'static str],
    list: &'static [&'static str],
    object: &'static [&'static str],
}

const POD: Fields = Fields {
    text: &[
        "dnsPolicy",
        "hostname",
        "hostnameOverride",
        "nodeName",
        "preemptionPolicy",
        "priorityClassName",
        "restartPolicy",
        "runtimeClassName",
        "schedulerName",
        "serviceAccount",
        "serviceAccountName",
        "subdomain",
    ],
    whole: &[
        "activeDeadlineSeconds",
        "priority",
        "terminationGracePeriodSeconds",
    ],
    switch: &[
        "automountServiceAccountToken",
        "enableServiceLinks",
        "hostIPC",
        "hostNetwork",
        "hostPID",
        "hostUsers",
        "setHostnameAsFQDN",
        "shareProcessNamespace",
    ],
    list: &[
        "containers",
        "ephemeralContainers",
        "evictionResponders",
        "hostAliases",
        "imagePullSecrets",
        "initContainers",
        "readinessGates",
        "resourceClaims",
        "schedulingGates",
        "tolerations",
        "topologySpreadConstraints",
        "volumes",
    ],
    object: &[
        "affinity",
        "dnsConfig",
        "nodeSelector",
        "os",
        "overhead",
        "resources",
        "schedulingGroup",
        "securityContext",
    ],
};

const CONTAINER: Fields = Fields {
    text: &[
        "image",
        "imagePullPolicy",
        "name",
        "restartPolicy",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "workingDir",
    ],
    whole: &[],
    switch: &["stdin", "stdinOnce", "tty"],
    list: &[
        "args",
        "command",
        "env",
        "envFrom",
        "ports",
        "resizePolicy",
        "restartPolicyRules",
        "volumeDevices",
        "volumeMounts",
    ],
    object: &[
        "lifecycle",
        "livenessProbe",
        "readinessProbe",
        "resources",
        "securityContext",
        "startupProbe",
    ],
};

const RESOURCES: Fields = Fields {
    text: &[],
    whole: &[],
    switch: &[],
    list: &["claims"],
    object: &["limits", "requests"],
};

/// The fields of the spec itself.
pub(super) fn check_pod(spec: &Struct) -> Result<(), Violation> {
    check(spec, &POD, "spec")
}

/// The fields of a container, which stands at `place`.
pub(super) fn check_container(container: &Struct, place: &str) -> Result<(), Violation> {
    check(container, &CONTAINER, place)?;
    match container.fields.get("resources").map(|value| &value.kind) {
        Some(Some(Kind::Struct(resources))) => {
            check(resources, &RESOURCES, &format!("{place}.resources"))
        }
        _ => Ok(()),
    }
}

/// What a value is, as a message puts it; never the value, which may be confidential.
pub(super) fn kind(value: &Value) -> &'static str {
    match &value.kind {
        None | Some(Kind::Null(_)) => "null",
        Some(Kind::Bool(_)) => "a bool",
        Some(Kind::Number(number)) if number.fract() == 0.0 => "a whole number",
        Some(Kind::Number(_)) => "a number with a fraction",
        Some(Kind::String(_)) => "a string",
        Some(Kind::List(_)) => "a list",
        Some(Kind::Struct(_)) => "an object",
    }
}

fn check(object: &Struct, fields: &Fields, place: &str) -> Result<(), Violation> {
    for (name, value) in &object.fields {
        let Some(expected) = fields.holds(name) else {
            return Err(unknown(name, fields, place));
        };
        if kind(value) != expected {
            return Err(Violation::new(
                format!("{place}.{name} must be {expected}"),
                Received::words(kind(value)),
                "Write it as Kubernetes has it.",
            ));
        }
    }
    Ok(())
}

fn unknown(name: &str, fields: &Fields, place: &str) -> Violation {
    let meant = fields.names().find(|known| is_like(known, name));
    let meant = meant.map_or_else(String::new, |known| format!("Did you mean `{known}`? "));
    Violation::new(
        format!("{place} must have only fields that Kubernetes has there"),
        Received::shown(Shown::Key, name),
        format!("{meant}Flyte's server silently drops others."),
    )
}

/// Whether a name is another spelling of a field, as `restart_policy` is, or nearly so.
fn is_like(known: &str, name: &str) -> bool {
    let plain = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
    let (known, name) = (plain(known), plain(name));
    let singular = |text: &str| text.trim_end_matches('s').to_owned();
    singular(&known) == singular(&name)
}

impl Fields {
    fn by_kind(&self) -> [(&'static [&'static str], &'static str); 5] {
        [
            (self.text, "a string"),
            (self.whole, "a whole number"),
            (self.switch, "a bool"),
            (self.list, "a list"),
            (self.object, "an object"),
        ]
    }

    /// What a field holds, in the words of [`kind`]; nothing for one that there is not.
    fn holds(&self, name: &str) -> Option<&'static str> {
        let mut fields = self.by_kind().into_iter();
        fields.find_map(|(names, holds)| names.contains(&name).then_some(holds))
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let fields = self.by_kind().into_iter();
        fields.flat_map(|(names, _)| names.iter().copied())
    }
}
