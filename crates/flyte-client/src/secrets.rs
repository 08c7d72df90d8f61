//! The methods of `flyteidl2.secret.SecretService`.
//!
//! Each begins by asking which endpoint keeps the secrets of the place, as the SDK does. A value goes
//! into a body and nowhere else: no error and no log shows what an answer repeats of it.

use flyte_proto::flyteidl2::secret::secret_spec::Value;
use flyte_proto::flyteidl2::secret::{
    CreateSecretRequest, CreateSecretResponse, DeleteSecretRequest, DeleteSecretResponse,
    GetSecretRequest, GetSecretResponse, ListSecretsRequest, ListSecretsResponse, Secret,
    SecretIdentifier, SecretSpec, SecretType, UpdateSecretRequest, UpdateSecretResponse,
};
use secrecy::{ExposeSecret, SecretString};

use crate::call::{Answered, Method};
use crate::credentials::Confidential;
use crate::failure::Kind;
use crate::listing::Listing;
use crate::pages::Pages;
use crate::retry::Effect;
use crate::{CallOptions, Client, Error};

const SERVICE: &str = "flyteidl2.secret.SecretService";

static CREATE_SECRET: Method = Method {
    name: "CreateSecret",
    service: SERVICE,
    // A second attempt cannot overwrite anything: it meets the secret of the first.
    effect: Effect::Upsert,
};
static UPDATE_SECRET: Method = Method {
    name: "UpdateSecret",
    service: SERVICE,
    effect: Effect::Upsert,
};
static GET_SECRET: Method = Method {
    name: "GetSecret",
    service: SERVICE,
    effect: Effect::Read,
};
static DELETE_SECRET: Method = Method {
    name: "DeleteSecret",
    service: SERVICE,
    // A second attempt finds nothing to delete.
    effect: Effect::Upsert,
};
static LIST_SECRETS: Method = Method {
    name: "ListSecrets",
    service: SERVICE,
    effect: Effect::Read,
};

/// The pages of a list of secrets.
pub type SecretPages = Pages<ListSecretsRequest>;

impl Client {
    /// What the backend says about a secret, which is never its value.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that there is no such secret, [`Error::has_no_secrets`] that the
    /// backend has none at all.
    pub async fn get_secret(
        &self,
        id: SecretIdentifier,
        options: &CallOptions,
    ) -> Result<Secret, Error> {
        let cluster = self.keeping(&id, options).await?;
        let request = GetSecretRequest {
            id: Some(id),
            include_system_secrets: false,
        };
        let Answered { message, call, .. } = cluster.call(&GET_SECRET, &request, options).await?;
        let GetSecretResponse { secret } = message;
        secret.ok_or_else(|| call.unusable(Kind::Incomplete("secret")))
    }

    /// Makes a secret, and never overwrites one.
    ///
    /// # Errors
    ///
    /// [`Code::AlreadyExists`](crate::Code::AlreadyExists) if there is one; after more than one
    /// [attempt](Error::attempts) it may be the one that an earlier attempt made. After an error that
    /// is not the server's refusal, or when the future is dropped, it may have been made.
    pub async fn create_secret(
        &self,
        id: SecretIdentifier,
        r#type: SecretType,
        value: &SecretString,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let cluster = self.keeping(&id, options).await?;
        let request = CreateSecretRequest {
            id: Some(id),
            secret_spec: Some(spec(r#type, value)),
        };
        let confidential = Confidential::new(value.clone());
        let call = cluster.call_with(&CREATE_SECRET, &request, Some(&confidential), options);
        let CreateSecretResponse {} = call.await?.message;
        Ok(())
    }

    /// Gives a secret another value.
    ///
    /// # Errors
    ///
    /// [`Code::NotFound`](crate::Code::NotFound) if there is no such secret. After an error that is
    /// not the server's refusal, or when the future is dropped, it may have the value.
    pub async fn update_secret(
        &self,
        id: SecretIdentifier,
        r#type: SecretType,
        value: &SecretString,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let cluster = self.keeping(&id, options).await?;
        let request = UpdateSecretRequest {
            id: Some(id),
            secret_spec: Some(spec(r#type, value)),
        };
        let confidential = Confidential::new(value.clone());
        let call = cluster.call_with(&UPDATE_SECRET, &request, Some(&confidential), options);
        let UpdateSecretResponse {} = call.await?.message;
        Ok(())
    }

    /// Deletes a secret for good.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] tells that it is gone.
    pub async fn delete_secret(
        &self,
        id: SecretIdentifier,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let cluster = self.keeping(&id, options).await?;
        let request = DeleteSecretRequest {
            id: Some(id),
            include_system_secrets: false,
        };
        let call = cluster.call(&DELETE_SECRET, &request, options);
        let DeleteSecretResponse {} = call.await?.message;
        Ok(())
    }

    /// The secrets of a place, page by page, in no order. A backend gives those of a domain's projects
    /// with the domain's own, and all there are for the organisation.
    ///
    /// # Errors
    ///
    /// If the endpoint that keeps them is not known.
    pub async fn secret_pages(
        &self,
        organization: &str,
        project: &str,
        domain: &str,
        options: &CallOptions,
    ) -> Result<SecretPages, Error> {
        let place = (organization, project, domain);
        let cluster = self.cluster_of_secrets(place, options).await?;
        let request = ListSecretsRequest {
            organization: organization.to_owned(),
            project: project.to_owned(),
            domain: domain.to_owned(),
            ..ListSecretsRequest::default()
        };
        Ok(cluster.pages(&LIST_SECRETS, request, options))
    }

    /// The client for the endpoint that keeps a secret.
    async fn keeping(&self, id: &SecretIdentifier, options: &CallOptions) -> Result<Self, Error> {
        let place = (&*id.organization, &*id.project, &*id.domain);
        self.cluster_of_secrets(place, options).await
    }
}

fn spec(r#type: SecretType, value: &SecretString) -> SecretSpec {
    SecretSpec {
        value: Some(Value::StringValue(value.expose_secret().to_owned())),
        r#type: r#type.into(),
    }
}

impl Listing for ListSecretsRequest {
    type Page = ListSecretsResponse;
    type Entry = Secret;
    type Key = Option<(String, String, String)>;

    const ENTRIES: &'static str = "secrets";

    fn ask_for(&mut self, token: String, limit: u32) {
        self.limit = i32::try_from(limit).unwrap_or(i32::MAX);
        self.token = token;
    }

    fn open(page: ListSecretsResponse) -> (Vec<Secret>, String) {
        (page.secrets, page.token)
    }

    fn key(secret: &Secret) -> Self::Key {
        let id = secret.id.clone()?;
        Some((id.project, id.domain, id.name))
    }
}
