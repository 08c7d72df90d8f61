//! Who sets an attribute, and when a value that the provider sets changes.

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The user, always.
    Required,
    /// The user, or nobody.
    Optional,
    /// The provider.
    Computed,
    /// The user, else the provider.
    OptionalComputed,
}

impl Usage {
    /// Whether the provider may set it.
    #[must_use]
    pub fn is_computed(self) -> bool {
        matches!(self, Self::Computed | Self::OptionalComputed)
    }
}

/// When the value of a computed attribute changes, from which "known after apply" is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// Never, once it has a value.
    Fixed,
    /// When one of these attributes or blocks of the same object changes.
    ChangesWith(&'static [&'static str]),
    /// With every change of the resource.
    Volatile,
}
