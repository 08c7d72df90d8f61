//! What a secret is for.

use flyte_proto::flyteidl2::secret::SecretType;

use crate::received::Received;
use crate::stored_secret::id::SecretScope;
use crate::violation::Violation;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecretKind {
    /// For tasks, as `secrets` of an environment names it.
    #[default]
    Generic,
    /// For the cluster, to pull images with.
    ImagePull,
}

impl SecretKind {
    const ALL: [Self; 2] = [Self::Generic, Self::ImagePull];

    /// Reads the word for it.
    ///
    /// # Errors
    /// When there is no such kind.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| {
            Violation::new(
                "type must be \"generic\" or \"image_pull\"",
                Received::word(text, Self::ALL.map(Self::name)),
                "A secret is for tasks (`generic`), or for the cluster to pull images with \
                 (`image_pull`).",
            )
        })
    }

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::ImagePull => "image_pull",
        }
    }

    /// # Errors
    /// When there is no such secret of a place, as in flyte SDK 2.12.1, `remote.Secret.create`.
    pub fn check(self, scope: &SecretScope) -> Result<(), Violation> {
        if self == Self::Generic || *scope == SecretScope::Organisation {
            return Ok(());
        }
        Err(Violation::new(
            "Project or domain should not be set when creating the image pull secret",
            Received::nothing(),
            "A cluster pulls images for all projects and domains, so that such a secret is one of the \
             whole organisation. Leave `project` and `domain` out.",
        ))
    }

    /// The kind for a call.
    #[must_use]
    pub const fn to_wire(self) -> SecretType {
        match self {
            Self::Generic => SecretType::Generic,
            Self::ImagePull => SecretType::ImagePullSecret,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ScopeName;

    #[test]
    fn every_kind_has_a_word() {
        for kind in SecretKind::ALL {
            assert_eq!(SecretKind::parse(kind.name()), Ok(kind));
        }
        let broken = SecretKind::parse("image-pull").unwrap_err();
        assert!(broken.detail().contains("Did you mean `image_pull`?"));
    }

    #[test]
    fn images_are_pulled_for_the_whole_organisation() {
        let domain = SecretScope::Domain(ScopeName::new("domain", "d").unwrap());
        assert!(SecretKind::Generic.check(&domain).is_ok());
        assert!(SecretKind::ImagePull.check(&domain).is_err());
        assert!(
            SecretKind::ImagePull
                .check(&SecretScope::Organisation)
                .is_ok()
        );
    }
}
