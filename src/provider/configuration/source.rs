//! Where a setting of the provider comes from: its attribute, or an environment variable.

use crate::{
    environment::Environment,
    terraform::{
        diagnostics::{Diagnostic, Diagnostics},
        field::Field,
        path::Path,
    },
};

/// A setting with its source.
#[derive(Debug)]
pub(super) struct Setting<T> {
    pub(super) name: &'static str,
    pub(super) value: Field<T>,
    variable: Option<&'static str>,
}

impl<T> Setting<T> {
    /// A setting that only the provider block can have.
    pub(super) fn attribute(name: &'static str, value: Field<T>) -> Self {
        Self {
            name,
            value,
            variable: None,
        }
    }

    /// Parses the value, if there is one. An error, as a rule and a detail, goes to the
    /// diagnostics with the source of the value.
    pub(super) fn parse<U>(
        self,
        diagnostics: &mut Diagnostics,
        parse: impl FnOnce(&T) -> Result<U, (String, String)>,
    ) -> Field<U> {
        match self.value.as_ref().map(parse) {
            Field::Null => Field::Null,
            Field::Unknown => Field::Unknown,
            Field::Known(Ok(value)) => Field::Known(value),
            Field::Known(Err((rule, detail))) => {
                diagnostics.push(self.blame(&rule, detail));
                Field::Unknown
            }
        }
    }

    fn blame(&self, rule: &str, detail: String) -> Diagnostic {
        let path = Path::root().attribute(self.name);
        match self.variable {
            None => Diagnostic::error(rule, detail).at(path),
            Some(variable) => Diagnostic::error(
                rule,
                format!(
                    "{detail}\n\nThe value comes from the environment variable `{variable}`, \
                     since `{}` is not set in the provider block.",
                    self.name
                ),
            )
            .at(path),
        }
    }
}

impl Setting<String> {
    /// The attribute, or else the variable if it is set and not empty.
    pub(super) fn find(
        name: &'static str,
        field: &Field<String>,
        variable: &'static str,
        environment: &dyn Environment,
    ) -> Self {
        if field.is_null()
            && let Some(value) = environment.get(variable).filter(|value| !value.is_empty())
        {
            return Self {
                name,
                value: Field::Known(value),
                variable: Some(variable),
            };
        }
        Self::attribute(name, field.clone())
    }
}

impl Setting<bool> {
    /// The attribute, or else the variable. Unlike the SDK, for which any text is true, we read
    /// the word.
    pub(super) fn find_switch(
        name: &'static str,
        field: &Field<bool>,
        variable: &'static str,
        environment: &dyn Environment,
    ) -> Result<Self, Diagnostic> {
        let text = Field::<String>::Null;
        let found = match field {
            Field::Null => Setting::find(name, &text, variable, environment),
            _ => return Ok(Self::attribute(name, *field)),
        };
        let value = match found.value.as_known().map(|word| word.to_ascii_lowercase()) {
            None => Field::Null,
            Some(word) => match word.as_str() {
                "true" | "1" | "yes" | "on" => Field::Known(true),
                "false" | "0" | "no" | "off" => Field::Known(false),
                _ => {
                    return Err(found.blame(
                        &format!("{name} must be `true` or `false`"),
                        format!("Got `{word}`."),
                    ));
                }
            },
        };
        Ok(Self {
            name,
            value,
            variable: found.variable,
        })
    }
}
