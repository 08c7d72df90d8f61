//! The groups of settings in a message, made where they are missing.

use flyte_proto::flyteidl2::settings::{
    AppSettings, RunSettings, Settings, TaskResourceDefaults, TaskResourceSettings,
};

pub(super) fn run(wire: &mut Settings) -> &mut RunSettings {
    wire.run.get_or_insert_default()
}

pub(super) fn app(wire: &mut Settings) -> &mut AppSettings {
    wire.app.get_or_insert_default()
}

pub(super) fn resource(wire: &mut Settings) -> &mut TaskResourceSettings {
    wire.task_resource.get_or_insert_default()
}

pub(super) fn min(wire: &mut Settings) -> &mut TaskResourceDefaults {
    resource(wire).min.get_or_insert_default()
}

pub(super) fn max(wire: &mut Settings) -> &mut TaskResourceDefaults {
    resource(wire).max.get_or_insert_default()
}
