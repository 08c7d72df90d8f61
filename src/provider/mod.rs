//! The provider: where Terraform, the domain and the client meet.
