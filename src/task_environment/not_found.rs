//! Messages about an environment that is to be read for the first time, but does not exist.

use flyte_domain::EnvironmentId;
use terraform_framework::Diagnostic;

use crate::findings;
use crate::task_environment::records::Records;
use crate::task_environment::search::{EnvironmentFilter, Search};

/// How many pages of existing environments are searched for similar names.
const PAGES: usize = 2;

/// The error, in place of Terraform's own, which is about regions and endpoints. Similar names are
/// left out if Flyte does not return them.
pub(super) async fn told(records: &Records<'_>) -> Diagnostic {
    let EnvironmentId {
        org,
        project,
        domain,
        name,
    } = records.id;
    let wanted = EnvironmentFilter {
        org: org.clone(),
        project: project.clone(),
        domain: domain.clone(),
        name: None,
        managed: None,
    };
    let mut search = Search::new(records.client, wanted, records.options);
    search.one_by_one();
    let mut others = Vec::new();
    // This is about a typing error, and the last environment of a page is complete only with the
    // next page.
    for _ in 0..PAGES {
        match search.next().await {
            Ok(Some(found)) => others.extend(found),
            Ok(None) | Err(_) => break,
        }
    }
    let others = others.iter().map(|other| other.id.name.as_str());
    let near = findings::among_others(name.as_str(), others);
    Diagnostic::error(
        format!("There is no task environment `{}`", records.id),
        format!(
            "Flyte has nothing of that name in project `{project}`, domain `{domain}`, or what it has \
             is marked as deprecated.{near} Check the name, and the project and domain, which the \
             provider gives where an import leaves them out. To create it, remove the import."
        ),
    )
}
