//! More than a page of Flyte's holds, which is 200: 250 environments, or as many as `FLYTE_SCALE` says;
//! 1,000 on a real server.

use environment::{Environment as _, ProcessEnvironment};

use crate::harness::backend::{metadata, mock};
use crate::harness::workspace::Workspace;

const BLOCK: usize = 50;

fn count() -> usize {
    let is_real = ProcessEnvironment.get("TF_ACC_FLYTE_ENDPOINT").is_some();
    let said = ProcessEnvironment.get("FLYTE_SCALE");
    let said = said.map(|said| said.parse().expect("FLYTE_SCALE is a number"));
    said.unwrap_or(if is_real { 1000 } else { 250 })
}

/// All in blocks of fifty: what Terraform does with one block takes longer than its size says.
fn environments() -> String {
    let blocks = (0..count()).step_by(BLOCK).map(|first| {
        format!(
            r#"
resource "flyte_task_environment" "from_{first}" {{
  count = {BLOCK}
  name  = format("env_%04d", {first} + count.index)
  reusable {{}}
}}
"#
        )
    });
    blocks.collect()
}

const FOUND: &str = r#"
data "flyte_task_environments" "all" {}

output "found" {
  value = length(data.flyte_task_environments.all.environments)
}

output "managed" {
  value = length([for it in data.flyte_task_environments.all.environments : it if it.managed])
}
"#;

#[test]
fn more_environments_than_a_page_holds_live_their_whole_life() {
    let mock = mock();
    let workspace = Workspace::new(&mock);
    workspace.write(&environments());
    workspace.apply();
    workspace.write(&(environments() + FOUND));
    workspace.apply_for_good();
    let found = workspace.state();
    for output in ["found", "managed"] {
        assert_eq!(found.output(output), count(), "{output}");
    }
    workspace.destroy();
    for name in ["env_0000".to_owned(), format!("env_{:04}", count() - 1)] {
        let task = mock.latest("flytesnacks", "development", &name).unwrap();
        assert_ne!(metadata(&task).deprecated_error_message, "", "{name}");
    }
}
