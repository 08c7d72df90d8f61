//! The process contract with Terraform.
