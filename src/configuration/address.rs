//! Where Flyte is: the endpoint, whether it may be used, and whether plain HTTP will do.

use flyte_client::Endpoint;
use terraform_framework::{Diagnostic, Diagnostics, Field, Path};

use crate::configuration::allowed::AllowedEndpoints;
use crate::configuration::found;
use crate::configuration::origins::Origins;
use crate::configuration::source::{Setting, Source};
use crate::configuration::table::{ENDPOINT, INSECURE};

/// The endpoint; unknown also if it has an error.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) endpoint: Field<Endpoint>,
    pub(super) source: Option<Source>,
    allowed: AllowedEndpoints,
}

impl Address {
    /// `if_unsaid` is the value of `insecure` if no source sets it.
    pub(super) fn find(
        origins: &Origins<'_>,
        if_unsaid: bool,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let written = origins.find(&ENDPOINT, diagnostics);
        let insecure = origins.find(&INSECURE, diagnostics);
        let allowed_by = insecure.source;
        let insecure = match insecure.value {
            Field::Null => Field::Known(if_unsaid),
            said => said,
        };
        let mut endpoint = match insecure {
            Field::Known(insecure) => parse(&written, insecure, diagnostics),
            _ if written.value.is_null() => Field::Null,
            _ => Field::Unknown,
        };
        if let (Field::Known(plain), Some(by)) = (&endpoint, allowed_by.filter(Source::is_found))
            && plain.is_plain()
            && !plain.is_loopback()
        {
            diagnostics.push(found::refuse_plain(INSECURE.name, plain, &by));
            endpoint = Field::Unknown;
        }
        Self {
            endpoint,
            source: written.source,
            allowed: AllowedEndpoints::find(origins.config, insecure, diagnostics),
        }
    }

    /// Returns whether credentials that are bound to no host may go there: somebody has named the
    /// endpoint, be it only in the list of allowed ones.
    pub(super) fn is_named(&self) -> bool {
        let is_found = self.source.as_ref().is_some_and(Source::is_found);
        !is_found || self.allowed.is_list()
    }

    /// Refuses an endpoint that may not be used.
    pub(super) fn check_allowed(&self, diagnostics: &mut Diagnostics) {
        let source = self.source.as_ref();
        self.allowed.check(&self.endpoint, source, diagnostics);
    }

    /// Reports that there must be an endpoint, if there is none.
    pub(super) fn require(&self, origins: &Origins<'_>, diagnostics: &mut Diagnostics) {
        if self.endpoint.is_null() {
            diagnostics.push(
                Diagnostic::error(
                    "No Flyte endpoint",
                    format!(
                        "The provider does not know which Flyte backend to use.\n\nSet `endpoint` \
                         in the provider block, as in `endpoint = \"https://flyte.example.com\"`, \
                         or the environment variable `FLYTE_ADMIN_ENDPOINT`, or `admin.endpoint` \
                         in a configuration file of Flyte's, such as `.flyte/config.yaml` in the \
                         folder in which Terraform runs or in your home folder.{}",
                        origins.files
                    ),
                )
                .at(Path::root().attribute(ENDPOINT.name)),
            );
        }
    }
}

fn parse(
    written: &Setting<String>,
    insecure: bool,
    diagnostics: &mut Diagnostics,
) -> Field<Endpoint> {
    written.parse(diagnostics, |text| {
        Endpoint::parse(text, insecure)
            .map_err(|error| (error.to_string(), format!("{}.", error.hint())))
    })
}
