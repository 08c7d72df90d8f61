//! Broken rules and failed calls, as Terraform's diagnostics.

use flyte_domain::{Violation, nearest_names};
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

/// A broken rule of the domain, at the attribute that breaks it.
pub(super) fn violation(violation: &Violation, path: Path) -> Diagnostic {
    Diagnostic::error(violation.rule(), violation.detail()).at(path)
}

/// The known value of a field as the domain sees it. A broken rule goes to the diagnostics, and the
/// field then counts as unknown, so that later rules do not check it.
pub(super) fn check<T, U>(
    field: &Field<T>,
    path: &Path,
    diagnostics: &mut Diagnostics,
    parse: impl FnOnce(&T) -> Result<U, Violation>,
) -> Field<U> {
    match field {
        Field::Null => Field::Null,
        Field::Unknown => Field::Unknown,
        Field::Known(value) => match parse(value) {
            Ok(value) => Field::Known(value),
            Err(broken) => {
                diagnostics.push(violation(&broken, path.clone()));
                Field::Unknown
            }
        },
    }
}

/// The existing names that are nearest to a name, as a sentence with a space in front; empty if
/// there are none.
pub(super) fn among_others<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    match &*nearest_names(name, names.into_iter()) {
        [] => String::new(),
        near => format!(" Existing ones include: `{}`.", near.join("`, `")),
    }
}

/// The error for a failed call to Flyte. `doing` is its summary, such as "Cannot read task
/// environment `x`".
pub(super) fn call(doing: impl Into<String>, error: &flyte_client::Error) -> Diagnostic {
    Diagnostic::error(doing, error.user_text())
}
