//! The methods of the secret service.

use flyte_client::Code;
use flyte_mock::{Fault, FaultKind};
use flyte_proto::flyteidl2::secret::{SecretIdentifier, SecretType};
use secrecy::SecretString;

use crate::capture::LOG;
use crate::{CANARY, OPTIONS, start};

fn id(project: &str, domain: &str, name: &str) -> SecretIdentifier {
    SecretIdentifier {
        name: name.into(),
        domain: domain.into(),
        project: project.into(),
        ..SecretIdentifier::default()
    }
}

#[tokio::test]
async fn a_secret_is_made_read_written_and_deleted() {
    let (mock, client) = start();
    let id = || id("flytesnacks", "development", "db");
    let value = SecretString::from(CANARY);
    let kind = SecretType::Generic;
    let absent = client.get_secret(id(), &OPTIONS).await.unwrap_err();
    assert!(absent.is_not_found(), "{absent}");
    let made = client.create_secret(id(), kind, &value, &OPTIONS).await;
    made.unwrap();
    let again = client.create_secret(id(), kind, &value, &OPTIONS).await;
    assert_eq!(again.unwrap_err().code(), Code::AlreadyExists);
    let found = client.get_secret(id(), &OPTIONS).await.unwrap();
    assert!(found.secret_metadata.unwrap().created_time.is_some());
    let written = client.update_secret(id(), kind, &value, &OPTIONS).await;
    written.unwrap();
    client.delete_secret(id(), &OPTIONS).await.unwrap();
    let gone = client.delete_secret(id(), &OPTIONS).await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
    let gone = client.update_secret(id(), kind, &value, &OPTIONS).await;
    assert_eq!(gone.unwrap_err().code(), Code::NotFound);

    for fault in ["echo", "html", "broken", "truncated", "invalid_argument"] {
        let kind = FaultKind::parse(fault).unwrap();
        mock.fail(Fault::new("CreateSecret", u32::MAX, kind));
        let made = client.create_secret(id(), SecretType::Generic, &value, &OPTIONS);
        let error = made.await.unwrap_err();
        assert!(!error.user_text().contains(CANARY), "{error}");
        mock.clear_faults();
    }
    assert!(!LOG.lock().unwrap().contains(CANARY));
}

#[tokio::test]
async fn all_secrets_of_a_place_are_listed() {
    let (_mock, client) = start();
    let value = SecretString::from("v");
    for (project, domain) in [("", ""), ("", "staging"), ("flytesnacks", "staging")] {
        let id = id(project, domain, "db");
        let made = client.create_secret(id, SecretType::Generic, &value, &OPTIONS);
        made.await.unwrap();
    }
    for (project, domain, count) in [
        ("", "", 3),
        ("", "staging", 2),
        ("flytesnacks", "staging", 1),
        ("flytesnacks", "development", 0),
    ] {
        let pages = client.secret_pages("", project, domain, &OPTIONS).await;
        let mut pages = pages.unwrap();
        let page = pages.next().await.unwrap();
        assert_eq!(page.unwrap().len(), count, "{project}/{domain}");
        assert!(pages.next().await.unwrap().is_none());
    }
}
