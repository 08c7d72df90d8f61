//! The provider framework: values, schemas and the planning pipeline.
