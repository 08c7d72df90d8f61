//! The methods of `flyteidl2.workflow.RunService`.

use flyte_proto::flyteidl2::common::RunIdentifier;
use flyte_proto::flyteidl2::workflow::{
    ActionDetails, CreateRunRequest, CreateRunResponse, GetRunDetailsRequest, GetRunDetailsResponse,
};

use crate::call::{Answered, Method};
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
impl Client {
    /// Starts a run. The request names it, so that a call whose answer was lost starts no second
    /// one.
    ///
    /// # Errors
    ///
    /// `already_exists` where there was a run of the name before the call; `not_found` where there
    /// is no such task. After an error that is not the server's refusal, or when the future is
    /// dropped, the run may have been started anyway.
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
}
