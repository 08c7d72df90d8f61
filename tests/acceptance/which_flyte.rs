//! The state knows which Flyte an environment is in.

use flyte_mock::{Mock, Options};

use crate::harness::backend::{live, mock, versions};
use crate::harness::workspace::Workspace;
use crate::harness::{IT, backend, environment};

const ELSEWHERE: &str = "is in another Flyte";

fn lead_to(workspace: &Workspace, mock: &Mock) {
    workspace.provider(&format!(
        "endpoint = {:?}\n  insecure = true\n  project = \"flytesnacks\"\n  \
         domain = \"development\"\n  default_image = \"ghcr.io/acme/app:1\"",
        mock.url()
    ));
}

/// Two Flytes, and a workspace that has applied to the first and leads to the second.
fn led_elsewhere() -> (Mock, Mock, Workspace) {
    let (old, new) = (mock(), mock());
    let workspace = Workspace::new(&old);
    workspace.write(&environment("reusable {}"));
    workspace.apply_for_good();
    lead_to(&workspace, &new);
    (old, new, workspace)
}

#[test]
fn absence_in_another_flyte_is_no_absence() {
    let (old, new, workspace) = led_elsewhere();
    for command in [
        &["plan", "-json"][..],
        &["apply", "-json", "-auto-approve", "-destroy"],
    ] {
        let run = workspace.terraform(command);
        let error = run.errors().next().unwrap();
        assert!(error.summary.contains(ELSEWHERE), "{}", run.report());
        for mock in [&old, &new] {
            let address = mock.address().to_string();
            assert!(error.detail.contains(&address), "{}", error.detail);
        }
    }
    // Nor does a destroy forget it that does not refresh.
    let run = workspace.try_apply(&["-destroy", "-refresh=false"]);
    assert!(run.error().summary.contains(ELSEWHERE), "{}", run.report());
    assert_eq!(workspace.state().addresses(), [IT]);
    assert_eq!(live(&old).len(), 1);
    assert_eq!(new.count("DeployTask"), 0);

    // The ways out: back, or forget it here.
    lead_to(&workspace, &old);
    workspace.assert_settled();
    lead_to(&workspace, &new);
    workspace.terraform(&["state", "rm", IT]).succeeded();
    workspace.apply_for_good();
    assert_eq!((live(&old).len(), live(&new).len()), (1, 1));
}

#[test]
fn an_environment_of_the_same_name_there_is_another_one() {
    let (old, new, workspace) = led_elsewhere();
    let theirs = Workspace::new(&new);
    theirs.write(&environment("description = \"theirs\""));
    theirs.apply_for_good();
    for options in [&[][..], &["-refresh=false"]] {
        workspace.write(&environment("description = \"ours\"\nreusable {}"));
        let run = workspace.try_apply(options);
        assert!(run.error().summary.contains(ELSEWHERE), "{}", run.report());
    }
    assert_eq!((versions(&old).len(), versions(&new).len()), (1, 1));
    theirs.assert_settled();
}

/// Case 41: another `provider` for a resource of the state.
#[test]
fn an_alias_is_another_flyte() {
    let (a, b) = (mock(), mock());
    let workspace = Workspace::new(&a);
    let alias = format!(
        "provider \"flyte\" {{\n  alias = \"b\"\n  endpoint = {:?}\n  insecure = true\n  \
         project = \"flytesnacks\"\n  domain = \"development\"\n}}\n",
        b.url()
    );
    let two = |first: &str| {
        format!(
            "{alias}{}{}",
            environment(&format!("image = \"ghcr.io/acme/a:1\"\n{first}")),
            environment("provider = flyte.b\nimage = \"ghcr.io/acme/b:1\"")
                .replace("\"it\"", "\"other\"")
        )
    };
    workspace.write(&two(""));
    workspace.apply_for_good();
    workspace.write(&two("provider = flyte.b"));
    let run = workspace.try_apply(&[]);
    assert!(run.error().summary.contains(ELSEWHERE), "{}", run.report());
    assert_eq!((versions(&a).len(), versions(&b).len()), (1, 1));
}

#[test]
fn a_new_address_of_the_same_flyte_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options {
        state: Some(folder.path().join("state.json")),
        ..Options::default()
    };
    let mut old = backend::start(options());
    let workspace = Workspace::new(&old);
    workspace.write(&environment("reusable {}"));
    workspace.apply_for_good();
    let address = old.address();
    old.stop();
    drop(old);
    let new = backend::start(options());
    lead_to(&workspace, &new);
    workspace.assert_settled();
    workspace.write(&environment("description = \"moved\"\nreusable {}"));
    workspace.apply_for_good();
    // Elsewhere, it is the new address that the state says.
    let other = mock();
    lead_to(&workspace, &other);
    let run = workspace.try_plan(&[]);
    let error = run.error();
    assert!(error.summary.contains(ELSEWHERE), "{}", run.report());
    assert!(error.detail.contains(&new.address().to_string()));
    assert!(!error.detail.contains(&address.to_string()));
}
