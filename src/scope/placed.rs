//! The models of objects in a domain of a project.

use flyte_domain::ScopeName;
use terraform_framework::Field;

use crate::preflight::Place;
use crate::scope;

/// Organisation, project and domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts<T> {
    pub(crate) org: T,
    pub(crate) project: T,
    pub(crate) domain: T,
}

/// A model that names an organisation, a project and a domain.
pub(crate) trait Placed {
    fn parts(&self) -> Parts<&Field<String>>;

    fn parts_mut(&mut self) -> Parts<&mut Field<String>>;

    /// The place, once known; that may be before the object's name is known.
    fn place(&self) -> Option<Place<'_>> {
        let Parts {
            org,
            project,
            domain,
        } = self.parts();
        Some(Place {
            org: scope::organisation(org)?,
            project: project.as_known()?,
            domain: domain.as_known()?,
        })
    }

    /// The same as names; `None` if one of them is invalid.
    fn names(&self) -> Option<(Option<ScopeName>, ScopeName, ScopeName)> {
        let place = self.place()?;
        let org = match place.org {
            "" => None,
            org => Some(ScopeName::new("org", org).ok()?),
        };
        let project = ScopeName::new("project", place.project).ok()?;
        let domain = ScopeName::new("domain", place.domain).ok()?;
        Some((org, project, domain))
    }
}
