//! A version of a task, with what starts it.

use std::collections::BTreeMap;

use flyte_proto::flyteidl2::core::{TaskMetadata, TaskTemplate};
use flyte_proto::flyteidl2::task::{DeployTaskRequest, TaskDetails, TaskSpec, TaskTrigger};
use flyte_proto::flyteidl2::trigger::TriggerDetails;

use crate::adoption::deployed::Deployed;
use crate::adoption::express;
use crate::adoption::reason::Reason;
use crate::bundle::CodeBundle;
use crate::deployed::principal::principal;
use crate::environment::Environment;
use crate::memo::Memo;
use crate::owner::OwnerId;
use crate::record::Unreadable;
use crate::task::{self, TaskLabel, TaskReading, runtime, trigger};
use crate::time::Time;
use crate::{actor, tags, target};

/// A version of a task, as Flyte holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployedTask {
    name: String,
    version: String,
    deployed_at: Option<Time>,
    deployed_by: Option<String>,
    spec: Option<TaskSpec>,
    triggers: Vec<TaskTrigger>,
    revisions: BTreeMap<String, u64>,
    unknown: Vec<String>,
}

impl DeployedTask {
    /// A version of the task of this full name: its details and its triggers, each with the paths
    /// of what the server holds of it and no message of ours has a field for.
    #[must_use]
    pub fn new(
        name: &str,
        version: &str,
        (details, mut unknown): (TaskDetails, Vec<String>),
        triggers: impl IntoIterator<Item = (TriggerDetails, Vec<String>)>,
    ) -> Self {
        let metadata = details.metadata.as_ref();
        let deployed_at = metadata.and_then(|metadata| metadata.deployed_at.as_ref());
        let (mut deployed_triggers, mut revisions) = (Vec::new(), BTreeMap::new());
        for (details, fields) in triggers {
            let id = details.id.as_ref();
            let revision = id.map_or(0, |id| id.revision);
            let trigger = trigger::deployed(details);
            let fields = fields.iter();
            unknown.extend(fields.map(|field| format!("triggers.{}.{field}", trigger.name)));
            revisions.insert(trigger.name.clone(), revision);
            deployed_triggers.push(trigger);
        }
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            deployed_at: Time::from_wire(deployed_at),
            deployed_by: metadata.and_then(|metadata| principal(metadata.deployed_by.as_ref()?)),
            spec: details.spec,
            triggers: deployed_triggers,
            revisions,
            unknown,
        }
    }

    /// A version of a task of which nothing was read but the triggers, with their revisions.
    #[must_use]
    pub fn named(name: &str, version: &str, triggers: BTreeMap<String, u64>) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            deployed_at: None,
            deployed_by: None,
            spec: None,
            triggers: Vec::new(),
            revisions: triggers,
            unknown: Vec::new(),
        }
    }

    /// A version of a task that this request has deployed, whose triggers have these revisions since.
    #[must_use]
    pub fn remembered(request: DeployTaskRequest, triggers: BTreeMap<String, u64>) -> Self {
        let DeployTaskRequest {
            task_id,
            spec,
            triggers: deployed,
        } = request;
        let id = task_id.unwrap_or_default();
        Self {
            spec,
            triggers: deployed,
            ..Self::named(&id.name, &id.version, triggers)
        }
    }

    /// The full name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// When the version was deployed first.
    #[must_use]
    pub const fn deployed_at(&self) -> Option<Time> {
        self.deployed_at
    }

    /// Who deployed the version, where the backend tells.
    #[must_use]
    pub fn deployed_by(&self) -> Option<&str> {
        self.deployed_by.as_deref()
    }

    /// Paths of what Flyte holds of it and no message of ours has a field for.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The revisions of its triggers, by their names: every change of a trigger has another.
    #[must_use]
    pub const fn trigger_revisions(&self) -> &BTreeMap<String, u64> {
        &self.revisions
    }

    /// The names of what starts it.
    pub(crate) fn trigger_names(&self) -> impl Iterator<Item = &str> {
        self.revisions.keys().map(String::as_str)
    }

    /// The type of the task, as the API has it: `python`, `actor`, `raw-container` and others.
    #[must_use]
    pub fn task_type(&self) -> &str {
        self.template().map_or("", |template| &template.r#type)
    }

    /// The short name.
    #[must_use]
    pub fn short_name(&self) -> &str {
        self.spec.as_ref().map_or("", |spec| &spec.short_name)
    }

    /// The short description; may be empty.
    #[must_use]
    pub fn short_description(&self) -> &str {
        let texts = self
            .spec
            .as_ref()
            .and_then(|spec| spec.documentation.as_ref());
        texts.map_or("", |texts| &texts.short_description)
    }

    /// Whether this provider deployed it last.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        let metadata = self.metadata();
        metadata.is_some_and(|metadata| tags::is_managed(&metadata.tags))
    }

    /// The owner, if this provider deployed it and said so.
    #[must_use]
    pub fn owner(&self) -> Option<OwnerId> {
        let metadata = self.metadata().filter(|_| self.is_managed())?;
        Memo::owner_in(&metadata.tags)
    }

    /// Whether it is marked as gone.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        let metadata = self.metadata();
        metadata.is_some_and(|metadata| !metadata.deprecated_error_message.is_empty())
    }

    /// Whether it is there, and not gone.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.spec.is_some() && !self.is_deprecated()
    }

    /// Whether someone else deployed it last, and it is not gone. A task that the server says
    /// nothing of is nobody's.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.spec.is_some() && !self.is_managed() && !self.is_deprecated()
    }

    /// The identity of the warm pool that it runs in, and the code bundle that it brings there;
    /// nothing for a task that is not reused.
    #[must_use]
    pub fn pool(&self) -> Option<(&str, Option<CodeBundle>)> {
        let template = self.template().filter(|it| it.r#type == actor::ACTOR)?;
        let version = actor::version(template.custom.as_ref()?)?;
        let code = target::args(template).and_then(|args| runtime::bundle(&args));
        Some((version, code))
    }

    /// What it says as a task of the environment.
    ///
    /// # Errors
    /// When it cannot be one.
    pub fn read(
        &self,
        environment: &Environment,
        label: &TaskLabel,
    ) -> Result<TaskReading, Unreadable> {
        let spec = self.spec.as_ref().ok_or(Unreadable::NoTemplate)?;
        task::read(environment, label, spec, &self.triggers)
    }

    /// Why it cannot become a task of this environment without losing what no configuration says,
    /// whoever deployed it.
    #[must_use]
    pub fn obstacle(&self, environment: &Environment, label: &TaskLabel) -> Option<Reason> {
        express::obstacle(environment, label, &self.as_adoptable()?)
    }

    /// The same, as a task of an environment without a record.
    pub(crate) fn as_adoptable(&self) -> Option<Deployed<'_>> {
        Some(Deployed {
            name: &self.name,
            version: &self.version,
            deployed_at: self.deployed_at.unwrap_or_default(),
            spec: self.spec.as_ref()?,
            triggers: &self.triggers,
            unknown: &self.unknown,
        })
    }

    fn template(&self) -> Option<&TaskTemplate> {
        self.spec.as_ref()?.task_template.as_ref()
    }

    fn metadata(&self) -> Option<&TaskMetadata> {
        self.template()?.metadata.as_ref()
    }
}
