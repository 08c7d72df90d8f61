//! Functions that a provider adds to the Terraform language. They are pure: they know no
//! provider configuration, and equal arguments give equal results.

use crate::types::Type;
use crate::value::Value;

/// A function, called as `provider::NAME::FUNCTION(...)`.
///
/// ```
/// use terraform_framework::{Function, FunctionError, Parameter, Signature, Type, Value};
///
/// struct Shout;
///
/// impl Function for Shout {
///     fn name(&self) -> &'static str {
///         "shout"
///     }
///
///     fn signature(&self) -> Signature {
///         Signature {
///             summary: "Writes a text in capitals",
///             description: "Gives the text with every letter in upper case.",
///             parameters: vec![Parameter {
///                 name: "text",
///                 r#type: Type::String,
///                 description: "Any text.",
///                 allow_null: false,
///                 allow_unknown: false,
///             }],
///             variadic: None,
///             returns: Type::String,
///         }
///     }
///
///     fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
///         let text = arguments[0].as_str().unwrap_or_default();
///         Ok(text.to_uppercase().into())
///     }
/// }
///
/// assert_eq!(Shout.call(vec!["hey".into()]), Ok("HEY".into()));
/// ```
pub trait Function: Send + Sync + 'static {
    /// Its name.
    fn name(&self) -> &'static str;

    /// What it takes and gives.
    fn signature(&self) -> Signature;

    /// Its result. The arguments have the declared types and are wholly known, unless a
    /// parameter says otherwise.
    ///
    /// # Errors
    /// A text for the user, and the argument to blame.
    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError>;
}

/// What a function takes and gives.
#[derive(Clone, Debug)]
pub struct Signature {
    /// One line of documentation.
    pub summary: &'static str,
    /// Markdown documentation.
    pub description: &'static str,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// A last parameter for any number of further arguments.
    pub variadic: Option<Parameter>,
    /// The type of the result.
    pub returns: Type,
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, for documentation and errors.
    pub name: &'static str,
    /// The type of the argument.
    pub r#type: Type,
    /// Markdown documentation.
    pub description: &'static str,
    /// Whether the function is called with null too.
    pub allow_null: bool,
    /// Whether the function is called with unknown values too.
    pub allow_unknown: bool,
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// What went wrong and what to do.
    pub text: String,
    /// The argument to blame, counted from 0.
    pub argument: Option<i64>,
}
