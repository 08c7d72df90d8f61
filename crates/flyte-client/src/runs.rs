//! The methods that starting a run takes: `RunService`, and `DataProxyService` for its inputs.

use flyte_proto::flyteidl2::cluster::select_cluster_request::Operation;
use flyte_proto::flyteidl2::common::{OffloadedInputData, ProjectIdentifier, RunIdentifier};
use flyte_proto::flyteidl2::dataproxy::{UploadInputsRequest, UploadInputsResponse};
use flyte_proto::flyteidl2::workflow::{
    ActionDetails, CreateRunRequest, CreateRunResponse, GetRunDetailsRequest, GetRunDetailsResponse,
};

use crate::call::{Answered, Method};
use crate::clusters::implemented;
use crate::failure::Kind;
use crate::retry::Effect;
use crate::{CallOptions, Client, Code, Error};

static CREATE_RUN: Method = Method {
    name: "CreateRun",
    service: "flyteidl2.workflow.RunService",
    // A run that is named is made once: the second attempt is refused.
    effect: Effect::Upsert,
};
static GET_RUN_DETAILS: Method = Method {
    name: "GetRunDetails",
    service: "flyteidl2.workflow.RunService",
    effect: Effect::Read,
};
static UPLOAD_INPUTS: Method = Method {
    name: "UploadInputs",
    service: "flyteidl2.dataproxy.DataProxyService",
    // What was uploaded and is not used is only forgotten.
    effect: Effect::Upsert,
};

impl Client {
    /// Starts a run. The request names it, so that a call whose answer was lost starts no second
    /// one.
    ///
    /// # Errors
    ///
    /// `already_exists` where there was a run of the name before the call; `not_found` where there
    /// is no such task. After an error that is not the server's refusal, or when the future is
    /// dropped, the run may have been started all the same.
    pub async fn create_run(
        &self,
        request: &CreateRunRequest,
        options: &CallOptions,
    ) -> Result<(), Error> {
        let answered: Result<Answered<CreateRunResponse>, _> =
            self.call(&CREATE_RUN, request, options).await;
        match answered {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Code::AlreadyExists && error.attempts() > 1 => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The first action of a run, which stands for the run.
    ///
    /// # Errors
    ///
    /// Also where there is no such run.
    pub async fn get_run(
        &self,
        run: &RunIdentifier,
        options: &CallOptions,
    ) -> Result<ActionDetails, Error> {
        let request = GetRunDetailsRequest {
            run_id: Some(run.clone()),
        };
        let Answered { message, call, .. } = self.call(&GET_RUN_DETAILS, &request, options).await?;
        let GetRunDetailsResponse { details } = message;
        let action = details.and_then(|details| details.action);
        action.ok_or_else(|| call.unusable(Kind::Incomplete("details")))
    }

    /// Puts the inputs of a run where the cluster that runs it finds them; `None` on a backend
    /// that takes them with the run only.
    ///
    /// # Errors
    ///
    /// Also where another endpoint than this client's takes the inputs and does not answer.
    pub async fn upload_inputs(
        &self,
        project: ProjectIdentifier,
        request: &UploadInputsRequest,
        options: &CallOptions,
    ) -> Result<Option<OffloadedInputData>, Error> {
        let Some(cluster) = self
            .cluster_for(Operation::UploadInputs, project, options)
            .await?
        else {
            return Ok(None);
        };
        let Some(Answered { message, call, .. }) =
            implemented(cluster.call(&UPLOAD_INPUTS, request, options).await)?
        else {
            return Ok(None);
        };
        let UploadInputsResponse {
            offloaded_input_data,
        } = message;
        offloaded_input_data
            .map(Some)
            .ok_or_else(|| call.unusable(Kind::Incomplete("offloadedInputData")))
    }
}
