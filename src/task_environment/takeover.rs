//! `moved` from `unionai_task_environment` of the provider `unionai/unionai`.
//!
//! That resource only has the place and the name of an environment; its `id` is a variable in a
//! Python file (flyte-api reference, "The peer"). The rest is read from Flyte. Its provider may
//! come from any registry: only the namespace and the type in the address identify it.

use flyte_domain::{EnvironmentName, ScopeName};
use serde_json::Value as Json;
use terraform_framework::{Diagnostic, Diagnostics, Field, Path, TakeOverRequest};

use crate::findings;
use crate::task_environment::model::Model;

const SOURCE_TYPE: &str = "unionai_task_environment";

pub(super) fn take_over(request: TakeOverRequest<Model>) -> Result<Model, Diagnostics> {
    let TakeOverRequest {
        provider_address,
        type_name,
        state,
        empty,
        ..
    } = request;
    if !is_unionai(&provider_address) || type_name != SOURCE_TYPE {
        return Err(unsupported(&provider_address, &type_name).into());
    }
    let text = |name: &str| match &state[name] {
        Json::String(text) if !text.is_empty() => Field::Known(text.clone()),
        _ => Field::Null,
    };
    let model = Model {
        project: text("project"),
        domain: text("domain"),
        name: text("name"),
        ..empty
    };
    let mut diagnostics = Diagnostics::new();
    for (name, part) in [
        ("project", &model.project),
        ("domain", &model.domain),
        ("name", &model.name),
    ] {
        if part.is_null() {
            diagnostics.push(incomplete(name));
        }
    }
    let path = |name| Path::root().attribute(name);
    for (name, part) in [("project", &model.project), ("domain", &model.domain)] {
        findings::check(part, &path(name), &mut diagnostics, |part| {
            ScopeName::new(name, part)
        });
    }
    findings::check(&model.name, &path("name"), &mut diagnostics, |name| {
        EnvironmentName::new(name)
    });
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let id = model.environment_id().map(|id| id.to_string());
    Ok(Model {
        id: id.into(),
        // It is another resource's state, so a missing environment is not a mistake, as it would be
        // for an import.
        foreign_fields: Field::Known(Vec::new()),
        ..model
    })
}

/// An address is `HOST/NAMESPACE/TYPE`. OpenTofu 1.11 and earlier give the first word of the
/// resource's type instead (opentofu/opentofu, `upgrade_resource_state.go`).
fn is_unionai(address: &str) -> bool {
    matches!(
        address.split('/').collect::<Vec<_>>()[..],
        [_, "unionai", "unionai"] | ["unionai"]
    )
}

fn unsupported(provider_address: &str, type_name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("`{type_name}` cannot be moved to `flyte_task_environment`"),
        format!(
            "It is a resource of the provider `{provider_address}`. What can be moved is \
             `{SOURCE_TYPE}` of the provider `unionai/unionai`.\n\nRemove the `moved` block, forget \
             the old resource with a `removed` block, and import the environment."
        ),
    )
}

/// The old resource was imported, or never applied.
fn incomplete(name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The state of `{SOURCE_TYPE}` has no `{name}`"),
        "It does not say which environment it stands for. Apply it once with its own provider; or \
         remove the `moved` block, forget the old resource with a `removed` block, and import the \
         environment.",
    )
    .at(Path::root().attribute(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(provider: &str, type_name: &str, state: Json) -> TakeOverRequest<Model> {
        TakeOverRequest {
            provider_address: provider.to_owned(),
            type_name: type_name.to_owned(),
            schema_version: 0,
            state,
            private: Vec::new(),
            identity: None,
            empty: Model::default(),
        }
    }

    fn old() -> Json {
        json!({
            "id": "env",
            "path": "envs.py",
            "project": "flytesnacks",
            "domain": "development",
            "name": "fast_env",
            "version": "0123",
            "tasks": ["fast_env.say"],
        })
    }

    #[test]
    fn the_registry_does_not_matter() {
        for address in [
            "registry.terraform.io/unionai/unionai",
            "registry.opentofu.org/unionai/unionai",
            "mirror.example.com:8443/unionai/unionai",
            // As OpenTofu 1.11 gives it.
            "unionai",
        ] {
            let model = take_over(request(address, SOURCE_TYPE, old())).unwrap();
            let expected = Field::Known("flytesnacks/development/fast_env".to_owned());
            assert_eq!(model.id, expected);
            assert_eq!(model.version, Field::Null, "its version is not ours");
        }
    }

    #[test]
    fn other_resources_are_refused_with_what_is_supported() {
        for (provider, type_name) in [
            ("registry.terraform.io/unionai/other", SOURCE_TYPE),
            ("registry.terraform.io/acme/unionai", SOURCE_TYPE),
            ("unionai/unionai", SOURCE_TYPE),
            ("registry.terraform.io/unionai/unionai", "unionai_project"),
        ] {
            let errors = take_over(request(provider, type_name, old())).unwrap_err();
            let error = errors.iter().next().unwrap();
            assert!(error.summary.contains(type_name), "{error}");
            assert!(error.detail.contains(SOURCE_TYPE), "{error}");
            assert!(error.detail.contains(provider), "{error}");
        }
    }

    #[test]
    fn a_state_that_names_no_environment_is_refused() {
        for (name, value) in [
            ("project", json!("")),
            ("domain", Json::Null),
            ("name", json!("Bad Name")),
        ] {
            let mut state = old();
            state[name] = value;
            let request = request("registry.terraform.io/unionai/unionai", SOURCE_TYPE, state);
            let errors = take_over(request).unwrap_err();
            let paths: Vec<_> = errors.iter().map(|error| &error.attribute).collect();
            assert_eq!(paths, [&Some(Path::root().attribute(name))]);
        }
    }
}
