//! Pure conversions between the framework's types and the protocol's messages.

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::json::{self, Unsupported};
use crate::msgpack;
use crate::path::{Path, PathError};
use crate::types::Type;
use crate::value::Value;

pub(super) fn diagnostics(diagnostics: Diagnostics) -> Vec<tf::Diagnostic> {
    diagnostics.into_iter().map(diagnostic).collect()
}

fn diagnostic(diagnostic: Diagnostic) -> tf::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => tf::diagnostic::Severity::Error,
        Severity::Warning => tf::diagnostic::Severity::Warning,
    };
    tf::Diagnostic {
        severity: severity.into(),
        summary: diagnostic.summary,
        detail: diagnostic.detail,
        attribute: diagnostic.attribute.as_ref().map(Into::into),
    }
}

pub(super) fn paths(paths: &[Path]) -> Vec<tf::AttributePath> {
    paths.iter().map(Into::into).collect()
}

/// A value from the wire. Absent is null; `MessagePack` comes before JSON.
pub(super) fn decode(value: Option<tf::DynamicValue>, r#type: &Type) -> Result<Value, Diagnostic> {
    let value = value.unwrap_or_default();
    if !value.msgpack.is_empty() {
        msgpack::decode(&value.msgpack, r#type).map_err(undecodable)
    } else if !value.json.is_empty() {
        json::decode(&value.json, r#type, Unsupported::Refuse).map_err(undecodable)
    } else {
        Ok(Value::Null)
    }
}

/// Whether a value from the wire is null, or absent, which means the same.
pub(super) fn is_null(value: Option<&tf::DynamicValue>) -> bool {
    const NIL: &[u8] = &[0xc0];
    value.is_none_or(|value| {
        value.msgpack == NIL
            || (value.msgpack.is_empty() && (value.json.is_empty() || value.json == b"null"[..]))
    })
}

/// A value for the wire.
pub(super) fn encode(value: &Value, r#type: &Type) -> Result<tf::DynamicValue, Diagnostic> {
    let msgpack = msgpack::encode(value, r#type).map_err(|PathError { path, message }| {
        Diagnostic::error(
            "Value cannot be sent to Terraform",
            format!("The value of `{path}` does not fit the schema: {message}. {BUG}"),
        )
        .at(path)
    })?;
    Ok(tf::DynamicValue {
        msgpack: msgpack.into(),
        ..tf::DynamicValue::default()
    })
}

const BUG: &str = "This is a bug in the provider; please report it.";

fn undecodable(error: PathError) -> Diagnostic {
    let PathError { path, message } = error;
    Diagnostic::error(
        "Value from Terraform cannot be read",
        format!("The value of `{path}` does not fit the schema: {message}. {BUG}"),
    )
    .at(path)
}
