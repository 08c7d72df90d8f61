//! Implements the trait [`crate::scope::Placed`] for structs that have its fields.

/// Implements `Placed` for a struct with the fields `org`, `project` and `domain`.
macro_rules! placed {
    ($model:ty) => {
        impl $crate::scope::Placed for $model {
            fn parts(&self) -> $crate::scope::Parts<&terraform_framework::Field<String>> {
                $crate::scope::Parts {
                    org: &self.org,
                    project: &self.project,
                    domain: &self.domain,
                }
            }

            fn parts_mut(
                &mut self,
            ) -> $crate::scope::Parts<&mut terraform_framework::Field<String>> {
                $crate::scope::Parts {
                    org: &mut self.org,
                    project: &mut self.project,
                    domain: &mut self.domain,
                }
            }
        }
    };
}

pub(crate) use placed;
