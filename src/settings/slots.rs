//! Where each setting is in a model.

use flyte_domain::SettingKey;
use terraform_framework::{Field, Number, Path};

use crate::settings::model::{
    AmountsObject, AppObject, Model, RunObject, SecurityObject, StorageObject, TaskResourceObject,
    Texts,
};

/// The place of a setting in a model.
pub(super) enum Slot<'a> {
    Text(&'a mut Field<String>),
    Number(&'a mut Field<Number>),
    Bool(&'a mut Field<bool>),
    Texts(&'a mut Field<Texts>),
}

/// The value in such a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    Text(Field<String>),
    Number(Field<Number>),
    Bool(Field<bool>),
    Texts(Field<Texts>),
}

impl Written {
    pub(super) fn is_null(&self) -> bool {
        match self {
            Self::Text(field) => field.is_null(),
            Self::Number(field) => field.is_null(),
            Self::Bool(field) => field.is_null(),
            Self::Texts(field) => field.is_null(),
        }
    }
}

/// The attribute of a setting.
pub(super) fn path(key: SettingKey) -> Path {
    key.as_str().split('.').fold(Path::root(), Path::attribute)
}

impl Model {
    /// Each setting with its value; unknown if its group is.
    pub(super) fn written(&self) -> impl Iterator<Item = (SettingKey, Written)> {
        // A slot can only be found in a mutable model.
        let mut model = self.clone();
        SettingKey::ALL.into_iter().map(move |key| {
            let written = if model.is_group_unknown(key) {
                Written::Text(Field::Unknown)
            } else {
                match model.slot(key) {
                    Slot::Text(field) => Written::Text(field.clone()),
                    Slot::Number(field) => Written::Number(field.clone()),
                    Slot::Bool(field) => Written::Bool(*field),
                    Slot::Texts(field) => Written::Texts(field.clone()),
                }
            };
            (key, written)
        })
    }

    /// Returns whether the group of a setting exists; it may be empty. A setting without a group
    /// counts as having one.
    pub(super) fn has_group(&self, key: SettingKey) -> bool {
        let inside = |inner: fn(&TaskResourceObject) -> &Field<AmountsObject>| {
            self.task_resource
                .as_known()
                .is_some_and(|group| inner(group).is_known())
        };
        match Group::of(key) {
            Group::Run => self.run.is_known(),
            Group::Security => self.security.is_known(),
            Group::Storage => self.storage.is_known(),
            Group::TaskResource => self.task_resource.is_known(),
            Group::Min => inside(|group| &group.min),
            Group::Max => inside(|group| &group.max),
            Group::App => self.app.is_known(),
            Group::None => true,
        }
    }

    fn is_group_unknown(&self, key: SettingKey) -> bool {
        let inside = |inner: fn(&TaskResourceObject) -> &Field<AmountsObject>| {
            self.task_resource
                .as_known()
                .is_some_and(|group| inner(group).is_unknown())
        };
        match Group::of(key) {
            Group::Run => self.run.is_unknown(),
            Group::Security => self.security.is_unknown(),
            Group::Storage => self.storage.is_unknown(),
            Group::TaskResource => self.task_resource.is_unknown(),
            Group::Min => self.task_resource.is_unknown() || inside(|group| &group.min),
            Group::Max => self.task_resource.is_unknown() || inside(|group| &group.max),
            Group::App => self.app.is_unknown(),
            Group::None => false,
        }
    }

    /// The place of a setting. A missing group is created.
    pub(super) fn slot(&mut self, key: SettingKey) -> Slot<'_> {
        match key {
            SettingKey::DefaultQueue => Slot::Text(&mut self.run().default_queue),
            SettingKey::MaxActionConcurrency => {
                Slot::Number(&mut self.run().max_action_concurrency)
            }
            SettingKey::RunBaseDir => Slot::Text(&mut self.run().run_base_dir),
            SettingKey::ServiceAccount => {
                Slot::Text(&mut made::<SecurityObject>(&mut self.security).service_account)
            }
            SettingKey::RawDataPath => {
                Slot::Text(&mut made::<StorageObject>(&mut self.storage).raw_data_path)
            }
            SettingKey::MinCpu => Slot::Text(&mut self.min().cpu),
            SettingKey::MinGpu => Slot::Text(&mut self.min().gpu),
            SettingKey::MinMemory => Slot::Text(&mut self.min().memory),
            SettingKey::MinStorage => Slot::Text(&mut self.min().storage),
            SettingKey::MaxCpu => Slot::Text(&mut self.max().cpu),
            SettingKey::MaxGpu => Slot::Text(&mut self.max().gpu),
            SettingKey::MaxMemory => Slot::Text(&mut self.max().memory),
            SettingKey::MaxStorage => Slot::Text(&mut self.max().storage),
            SettingKey::MirrorLimitsRequest => {
                Slot::Bool(&mut made(&mut self.task_resource).mirror_limits_request)
            }
            SettingKey::DefaultAccelerator => {
                Slot::Text(&mut made(&mut self.task_resource).default_accelerator)
            }
            SettingKey::Labels => Slot::Texts(&mut self.labels),
            SettingKey::Annotations => Slot::Texts(&mut self.annotations),
            SettingKey::EnvironmentVariables => Slot::Texts(&mut self.environment_variables),
            SettingKey::DisallowAnonymous => {
                Slot::Bool(&mut made::<AppObject>(&mut self.app).disallow_anonymous)
            }
            SettingKey::AppDnsStrategy => {
                Slot::Text(&mut made::<AppObject>(&mut self.app).app_dns_strategy)
            }
            SettingKey::PodTemplateName => Slot::Text(&mut self.pod_template_name),
        }
    }

    fn run(&mut self) -> &mut RunObject {
        made(&mut self.run)
    }

    fn min(&mut self) -> &mut AmountsObject {
        made(&mut made(&mut self.task_resource).min)
    }

    fn max(&mut self) -> &mut AmountsObject {
        made(&mut made(&mut self.task_resource).max)
    }
}

/// The object that contains a setting.
enum Group {
    Run,
    Security,
    Storage,
    TaskResource,
    Min,
    Max,
    App,
    None,
}

impl Group {
    fn of(key: SettingKey) -> Self {
        match key.as_str().rsplit_once('.') {
            Some(("run", _)) => Self::Run,
            Some(("security", _)) => Self::Security,
            Some(("storage", _)) => Self::Storage,
            Some(("task_resource", _)) => Self::TaskResource,
            Some(("task_resource.min", _)) => Self::Min,
            Some(("task_resource.max", _)) => Self::Max,
            Some(("app", _)) => Self::App,
            _ => Self::None,
        }
    }
}

/// The object of a group, which is created if it is missing.
fn made<T: Default>(group: &mut Field<T>) -> &mut T {
    if !group.is_known() {
        *group = Field::Known(T::default());
    }
    match group {
        Field::Known(object) => object,
        Field::Null | Field::Unknown => unreachable!("it was made"),
    }
}
