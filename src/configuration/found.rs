//! What a configuration file may do that nobody named and that was only found: in the folder in
//! which Terraform runs, or at the root of its repository. It may have come with somebody else's
//! code.
//!
//! * It may say where Flyte is, and what to work on there.
//! * A key that names a program, a file, a variable, an authority or a proxy is refused:
//!   [`refuse_key`].
//! * It may allow plain HTTP to this machine only: [`refuse_plain`].
//! * It may not attract credentials that are not bound to a host: [`refuse_credentials`].
//! * Naming the file lifts all of these limits.

use std::path::Path as FilePath;

use flyte_client::Endpoint;
use terraform_framework::Diagnostic;

use crate::configuration::source::{Source, blame};

/// How to name a file.
pub(super) fn naming(path: &FilePath) -> String {
    format!(
        "name it: `config_file = {:?}` in the provider block, or the variable `UCTL_CONFIG`",
        path.to_string_lossy()
    )
}

/// The error for a key that only a named file may have.
pub(super) fn refuse_key(
    name: &'static str,
    key: &'static str,
    path: &FilePath,
    source: &Source,
    chooses: &str,
) -> Diagnostic {
    let rule = format!("`{key}` counts only in a file that is named");
    let detail = format!(
        "It chooses {chooses}. The file was only found, in the folder in which Terraform runs or in \
         its repository, and may be somebody else's.\n\nIf it is yours, {}. Otherwise remove the \
         key; `config_file = \"\"` reads no file at all.",
        naming(path)
    );
    blame(name, Some(source), rule, detail)
}

/// The error for plain HTTP to another machine.
pub(super) fn refuse_plain(
    name: &'static str,
    endpoint: &Endpoint,
    allowed_by: &Source,
) -> Diagnostic {
    let naming = match allowed_by {
        Source::File { path, .. } => format!(" If the file is yours, {}.", naming(path)),
        _ => String::new(),
    };
    let detail = format!(
        "`{endpoint}` is another machine, and anyone on the way there can read and change what is \
         sent. A file that was only found allows plain HTTP to this machine alone.\n\nUse \
         `https://`, or set `insecure = true` in the provider block.{naming}"
    );
    let rule = "Plain HTTP is allowed by a file that nobody has named";
    blame(name, Some(allowed_by), rule, detail)
}

/// The error for credentials that would go wherever a found file says they should.
pub(super) fn refuse_credentials(
    endpoint: &Endpoint,
    written_endpoint: &Source,
    credentials: &Source,
) -> Diagnostic {
    let naming = match written_endpoint {
        Source::File { path, .. } => format!(" Or {}.", naming(path)),
        _ => String::new(),
    };
    let detail = format!(
        "{credentials} gives credentials, and only {written_endpoint} says that they go to \
         `{endpoint}`. That file was found in the folder in which Terraform runs or in its \
         repository: whoever has written it would get them.\n\nIf this is your Flyte, say so: set \
         `endpoint` in the provider block or the variable `FLYTE_ADMIN_ENDPOINT`, or list it in \
         `allowed_endpoints`.{naming}"
    );
    let rule = "Credentials would go to an endpoint that nobody has named";
    blame("endpoint", None, rule, detail)
}
