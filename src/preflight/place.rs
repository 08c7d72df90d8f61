//! Where something is, and the sources of the settings that say so.

/// The sources of the provider's settings, so that the user can correct them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// The source of the endpoint.
    pub(crate) endpoint: Option<String>,
    /// The source of the credentials.
    pub(crate) credentials: Option<String>,
    /// The project that applies if a resource names none, and its source.
    pub(crate) project: Option<(String, String)>,
    /// The domain that applies if a resource names none, and its source.
    pub(crate) domain: Option<(String, String)>,
}

/// Where an operation is about to work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) org: &'a str,
    /// Empty for objects that belong to no project.
    pub(crate) project: &'a str,
    pub(crate) domain: &'a str,
}

impl<'a> Place<'a> {
    /// The place of objects that belong to no project.
    pub(crate) const fn without_project(org: &'a str) -> Self {
        Self {
            org,
            project: "",
            domain: "",
        }
    }
}
