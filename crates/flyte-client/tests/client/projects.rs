//! The methods of the project service.

use flyte_mock::{Fault, FaultKind};

use crate::{OPTIONS, start};

#[tokio::test]
async fn a_project_is_read_with_its_domains() {
    let (_mock, client) = start();
    let project = client.get_project("", "flytesnacks", &OPTIONS).await;
    let project = project.unwrap();
    assert_eq!(project.id, "flytesnacks");
    let domains: Vec<_> = project.domains.iter().map(|domain| &*domain.id).collect();
    assert_eq!(domains, ["development", "production", "staging"]);
}

#[tokio::test]
async fn only_the_servers_word_makes_a_project_absent() {
    let (mock, client) = start();
    let error = client.get_project("", "nowhere", &OPTIONS).await;
    let error = error.unwrap_err();
    assert!(error.is_not_found());
    assert!(error.user_text().contains("project not found: nowhere"));

    mock.fail(Fault::new("GetProject", 1, FaultKind::Status(404)));
    let error = client.get_project("", "flytesnacks", &OPTIONS).await;
    assert!(!error.unwrap_err().is_not_found());
}
