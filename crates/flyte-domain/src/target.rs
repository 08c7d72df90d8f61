//! What a task runs: the container of its template, or the primary container of its pod. Its
//! arguments are the same in both.

use std::borrow::Cow;

use flyte_proto::flyteidl2::core::TaskTemplate;
use flyte_proto::flyteidl2::core::task_template::Target;
use flyte_proto::flyteidl2::task::TaskSpec;

use crate::pod_template::primary;

/// Whether it is a pod.
pub(crate) fn is_pod(spec: &TaskSpec) -> bool {
    let template = spec.task_template.as_ref();
    let target = template.and_then(|template| template.target.as_ref());
    matches!(target, Some(Target::K8sPod(_)))
}

/// The arguments; nothing of what has none.
pub(crate) fn args(template: &TaskTemplate) -> Option<Cow<'_, [String]>> {
    match template.target.as_ref()? {
        Target::Container(container) => Some(Cow::Borrowed(&container.args)),
        Target::K8sPod(pod) => primary::args(template, pod).map(Cow::Owned),
        Target::Sql(_) => None,
    }
}

/// The image.
pub(crate) fn image(template: &TaskTemplate) -> Option<&str> {
    match template.target.as_ref()? {
        Target::Container(container) => Some(&container.image),
        Target::K8sPod(pod) => primary::image(template, pod),
        Target::Sql(_) => None,
    }
}

/// Puts other arguments in their place.
pub(crate) fn set_args(template: &mut TaskTemplate, args: Vec<String>) {
    let name = match &template.target {
        Some(Target::K8sPod(pod)) => primary::name(template, pod).map(str::to_owned),
        _ => None,
    };
    match &mut template.target {
        Some(Target::Container(container)) => container.args = args,
        Some(Target::K8sPod(pod)) => {
            primary::set_args(pod, name.as_deref().unwrap_or_default(), &args);
        }
        Some(Target::Sql(_)) | None => {}
    }
}
