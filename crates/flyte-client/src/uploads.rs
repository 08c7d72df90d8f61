//! Files for tasks, such as a bundle of code: where to put them by `DataProxyService`, and there by
//! HTTP.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flyte_proto::flyteidl2::cluster::select_cluster_request::Operation;
use flyte_proto::flyteidl2::common::ProjectIdentifier;
use flyte_proto::flyteidl2::dataproxy::{
    CreateUploadLocationRequest, CreateUploadLocationResponse,
};
use md5::{Digest, Md5};

use crate::call::{Answered, Method};
use crate::failure::Kind;
use crate::location::Location;
use crate::put_file::time_for;
use crate::retry::Effect;
use crate::{CallOptions, Client, Error};

static CREATE_UPLOAD_LOCATION: Method = Method {
    name: "CreateUploadLocation",
    service: "flyteidl2.dataproxy.DataProxyService",
    // It signs an address and does nothing else.
    effect: Effect::Read,
};

/// How long an address is good, at least and at most, in seconds: what the SDK asks for, and what
/// the open-source server allows (flyte SDK 2.12.1, `remote/_data.py`).
const SHORTEST_LIFE: u64 = 900;
const LONGEST_LIFE: u64 = 3600;

/// How often an address that has expired is replaced.
const NEW_LOCATIONS: u32 = 2;

/// A file for the tasks of a project.
#[derive(Clone)]
pub struct Upload {
    /// The organisation; empty if there is none.
    pub org: String,
    /// The project.
    pub project: String,
    /// Its domain.
    pub domain: String,
    /// What the file is called where it is put. It lies below a folder that its content names.
    pub file_name: String,
    /// The file. Attempts share it.
    pub content: Bytes,
}

impl Client {
    /// Puts a file where tasks find it, and says where that is: `s3://…`. The same file may be put
    /// again, and lands in the same place.
    ///
    /// An attempt may take a second for each 64 KiB in addition to the time of any call.
    ///
    /// # Errors
    ///
    /// [`no_uploads`](Error::no_uploads) tells whether the backend takes no files at all. Errors of
    /// the store, which Flyte only names, have the [method](Error::method) `PUT`. After one, or when
    /// the future is dropped, the file may be there anyway.
    pub async fn upload(&self, upload: &Upload, options: &CallOptions) -> Result<String, Error> {
        let cluster = self.uploading(upload, options).await?;
        let mut replaced = 0;
        loop {
            let location = self.locate(&cluster, upload, options).await?;
            match self.put(&location, &upload.content, options).await {
                Ok(()) => return Ok(location.native_url),
                Err(error) if error.is_expired_address() && replaced < NEW_LOCATIONS => {
                    replaced += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Asks what [`upload`](Self::upload) would ask of Flyte for this file, and puts it nowhere.
    /// Nothing changes on the server.
    ///
    /// # Errors
    ///
    /// Those of [`upload`](Self::upload) but the store's.
    pub async fn check_uploads(&self, upload: &Upload, options: &CallOptions) -> Result<(), Error> {
        let cluster = self.uploading(upload, options).await?;
        self.locate(&cluster, upload, options).await.map(|_| ())
    }

    /// The client for the endpoint that tells where to upload to.
    async fn uploading(&self, upload: &Upload, options: &CallOptions) -> Result<Self, Error> {
        let project = ProjectIdentifier {
            organization: upload.org.clone(),
            name: upload.project.clone(),
            domain: upload.domain.clone(),
        };
        let cluster = self
            .cluster_for(Operation::CreateUploadLocation, project, options)
            .await?;
        Ok(cluster.unwrap_or_else(|| self.clone()))
    }

    /// Asks a cluster for a location.
    async fn locate(
        &self,
        cluster: &Self,
        upload: &Upload,
        options: &CallOptions,
    ) -> Result<Location, Error> {
        let (transport, schedule, _) = self.channel();
        let length = upload.content.len();
        let md5 = Md5::digest(&upload.content);
        let request = CreateUploadLocationRequest {
            project: upload.project.clone(),
            domain: upload.domain.clone(),
            filename: upload.file_name.clone(),
            expires_in: Some(life_for(length, schedule.attempt_timeout).into()),
            content_md5: md5.to_vec(),
            filename_root: String::new(),
            add_content_md5_metadata: true,
            org: upload.org.clone(),
            content_length: i64::try_from(length).unwrap_or(i64::MAX),
        };
        let Answered { message, call, .. } = cluster
            .call(&CREATE_UPLOAD_LOCATION, &request, options)
            .await?;
        let message: CreateUploadLocationResponse = message;
        let plain = transport.config().endpoint.is_plain();
        Location::read(message, length, &STANDARD.encode(md5), plain)
            .map_err(|fault| call.unusable(Kind::Location(fault)))
    }
}

/// How long an address for a file is to be good: for two attempts.
fn life_for(length: usize, call: Duration) -> Duration {
    let two = time_for(length, call).saturating_mul(2);
    Duration::from_secs(two.as_secs().clamp(SHORTEST_LIFE, LONGEST_LIFE))
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            org,
            project,
            domain,
            file_name,
            content,
        } = self;
        f.debug_struct("Upload")
            .field("org", org)
            .field("project", project)
            .field("domain", domain)
            .field("file_name", file_name)
            .field("bytes", &content.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_good_for_two_attempts_within_bounds() {
        let minute = Duration::from_secs(60);
        for (length, seconds) in [
            (29, 900),
            (50_000_000, 1646),
            (100 << 20, 3320),
            (1 << 30, 3600),
        ] {
            assert_eq!(life_for(length, minute), Duration::from_secs(seconds));
        }
    }
}
