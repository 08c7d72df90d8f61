//! Where something is to be, and where the settings that say so come from.

/// Where the provider's settings come from, for whoever has to correct them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// The source of the endpoint.
    pub(crate) endpoint: Option<String>,
    /// The source of the credentials.
    pub(crate) credentials: Option<String>,
    /// The project where a resource names none, and its source.
    pub(crate) project: Option<(String, String)>,
    /// The domain where a resource names none, and its source.
    pub(crate) domain: Option<(String, String)>,
}

/// Where an operation is about to work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) org: &'a str,
    /// Empty for what is no project's.
    pub(crate) project: &'a str,
    pub(crate) domain: &'a str,
}

impl<'a> Place<'a> {
    /// What is found without its project.
    pub(crate) const fn without_project(org: &'a str) -> Self {
        Self {
            org,
            project: "",
            domain: "",
        }
    }
}
