//! Inputs of runs and triggers, which `DataProxyService` keeps where tasks find them.

use flyte_proto::flyteidl2::cluster::select_cluster_request::Operation;
use flyte_proto::flyteidl2::common::{OffloadedInputData, ProjectIdentifier};
use flyte_proto::flyteidl2::dataproxy::{UploadInputsRequest, UploadInputsResponse};

use crate::call::{Answered, Method};
use crate::clusters::implemented;
use crate::failure::Kind;
use crate::retry::Effect;
use crate::{CallOptions, Client, Error};

static UPLOAD_INPUTS: Method = Method {
    name: "UploadInputs",
    service: "flyteidl2.dataproxy.DataProxyService",
    // What was uploaded and is not used is only forgotten.
    effect: Effect::Upsert,
};

/// What inputs are put somewhere for. A backend may take those of the one and not of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputsFor {
    /// A run that is about to be started.
    Run,
    /// A trigger, whose runs all have them.
    Trigger,
}

impl Client {
    /// Puts inputs where the cluster that runs a task finds them; `None` on a backend that takes
    /// them with the run or the trigger only.
    ///
    /// # Errors
    ///
    /// Also where another endpoint than this client's takes the inputs and does not answer.
    pub async fn upload_inputs(
        &self,
        purpose: InputsFor,
        project: ProjectIdentifier,
        request: &UploadInputsRequest,
        options: &CallOptions,
    ) -> Result<Option<OffloadedInputData>, Error> {
        let operation = match purpose {
            InputsFor::Run => Operation::UploadInputs,
            InputsFor::Trigger => Operation::UploadTrigger,
        };
        let Some(cluster) = self.cluster_for(operation, project, options).await? else {
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
