//! Functions: `GetFunctions` and `CallFunction`.

use terraform_proto::tfplugin6 as tf;

use crate::diagnostics::Diagnostic;
use crate::function::{FunctionError, Parameter, Signature};
use crate::provider::Provider;
use crate::server::inner::Inner;
use crate::server::{unsupported, wire};
use crate::value::Value;

impl<P: Provider> Inner<P> {
    pub(super) fn functions(&self) -> tf::get_functions::Response {
        let functions = self.registry.functions.iter();
        tf::get_functions::Response {
            functions: functions
                .map(|(name, function)| ((*name).to_owned(), declaration(function.signature())))
                .collect(),
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn call_function(
        &self,
        request: tf::call_function::Request,
    ) -> tf::call_function::Response {
        match self.function_result(request) {
            Ok(result) => tf::call_function::Response {
                result: Some(result),
                error: None,
            },
            Err(FunctionError { text, argument }) => tf::call_function::Response {
                result: None,
                error: Some(tf::FunctionError {
                    text,
                    function_argument: argument,
                }),
            },
        }
    }

    fn function_result(
        &self,
        request: tf::call_function::Request,
    ) -> Result<tf::DynamicValue, FunctionError> {
        let Some(function) = self.registry.functions.get(request.name.as_str()) else {
            return Err(failure(
                unsupported::diagnostic("function", &request.name),
                None,
            ));
        };
        let signature = function.signature();
        let mut arguments = Vec::with_capacity(request.arguments.len());
        for (index, argument) in (0_i64..).zip(request.arguments) {
            let position = usize::try_from(index).unwrap_or(usize::MAX);
            let Some(parameter) = signature
                .parameters
                .get(position)
                .or(signature.variadic.as_ref())
            else {
                return Err(FunctionError {
                    text: format!("`{}` takes fewer arguments", request.name),
                    argument: Some(index),
                });
            };
            let value = wire::decode(Some(argument), &parameter.r#type)
                .map_err(|diagnostic| failure(diagnostic, Some(index)))?;
            if let Some(text) = refused(parameter, &value) {
                return Err(FunctionError {
                    text,
                    argument: Some(index),
                });
            }
            arguments.push(value);
        }
        if arguments.len() < signature.parameters.len() {
            return Err(FunctionError {
                text: format!("`{}` takes more arguments", request.name),
                argument: None,
            });
        }
        let result = function.call(arguments)?;
        wire::encode(&result, &signature.returns).map_err(|diagnostic| failure(diagnostic, None))
    }
}

/// Why an argument is none that the function is called with. Terraform holds such arguments back.
fn refused(parameter: &Parameter, value: &Value) -> Option<String> {
    if value.is_null() && !parameter.allow_null {
        return Some(format!("`{}` must not be null", parameter.name));
    }
    if value.contains_unknown() && !parameter.allow_unknown {
        return Some(format!("`{}` must be known", parameter.name));
    }
    None
}

fn failure(diagnostic: Diagnostic, argument: Option<i64>) -> FunctionError {
    FunctionError {
        text: format!("{}: {}", diagnostic.summary, diagnostic.detail),
        argument,
    }
}

fn declaration(signature: Signature) -> tf::Function {
    tf::Function {
        parameters: signature.parameters.into_iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.map(parameter),
        r#return: Some(tf::function::Return {
            r#type: signature.returns.to_json(),
        }),
        summary: signature.summary.to_owned(),
        description: signature.description.to_owned(),
        description_kind: tf::StringKind::Markdown.into(),
        deprecation_message: String::new(),
    }
}

fn parameter(parameter: Parameter) -> tf::function::Parameter {
    tf::function::Parameter {
        name: parameter.name.to_owned(),
        r#type: parameter.r#type.to_json(),
        allow_null_value: parameter.allow_null,
        allow_unknown_values: parameter.allow_unknown,
        description: parameter.description.to_owned(),
        description_kind: tf::StringKind::Markdown.into(),
    }
}
