//! The methods of the settings service.

use flyte_client::{Client, Code, Config, Endpoint};
use flyte_mock::{Fault, FaultKind, Mock, Options};
use flyte_proto::flyteidl2::settings::{SettingState, Settings, SettingsKey, StringSetting};

use crate::{OPTIONS, start};

fn key(domain: &str) -> SettingsKey {
    SettingsKey {
        domain: domain.to_owned(),
        ..SettingsKey::default()
    }
}

fn template(name: &str) -> Settings {
    Settings {
        pod_template_name: Some(StringSetting {
            state: SettingState::Value.into(),
            string_value: name.to_owned(),
            ..StringSetting::default()
        }),
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_record_is_written_over_the_version_that_was_read() {
    let (_mock, client) = start();
    let created = client.create_settings(key("development"), template("a"), &OPTIONS);
    assert_eq!(created.await.unwrap().message.version, 1);
    let levels = client.settings_levels(key("development"), &OPTIONS).await;
    let versions: Vec<_> = levels
        .unwrap()
        .iter()
        .map(|it| it.message.version)
        .collect();
    assert_eq!(versions, [0, 1], "the organisation has none");

    let again = client.create_settings(key("development"), template("b"), &OPTIONS);
    assert_eq!(again.await.unwrap_err().code(), Code::AlreadyExists);
    let updated = client.update_settings(key("development"), template("b"), 1, &OPTIONS);
    let updated = updated.await.unwrap().message;
    assert_eq!(
        (updated.version, updated.settings),
        (2, Some(template("b")))
    );
    let late = client.update_settings(key("development"), template("c"), 1, &OPTIONS);
    assert_eq!(late.await.unwrap_err().code(), Code::FailedPrecondition);
    let nowhere = client.update_settings(key("staging"), template("c"), 1, &OPTIONS);
    assert_eq!(nowhere.await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_meets_itself() {
    let (mock, client) = start();
    mock.fail(Fault::new("CreateSettings", 1, FaultKind::ResetAfter));
    let created = client.create_settings(key(""), template("a"), &OPTIONS);
    let error = created.await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Code::AlreadyExists, 2));
    mock.fail(Fault::new("UpdateSettings", 1, FaultKind::ResetAfter));
    let updated = client.update_settings(key(""), template("b"), 1, &OPTIONS);
    let error = updated.await.unwrap_err();
    assert_eq!(
        (error.code(), error.attempts()),
        (Code::FailedPrecondition, 2)
    );
    let levels = client.settings_levels(key(""), &OPTIONS).await.unwrap();
    assert_eq!(levels[0].message.settings, Some(template("b")));
}

#[tokio::test]
async fn a_strict_backend_wants_an_organisation() {
    let options = Options {
        strict: true,
        ..Options::default()
    };
    let mock = Mock::start(options).unwrap();
    let endpoint = Endpoint::parse(&mock.url(), true).unwrap();
    let client = Client::new(Config::new(endpoint, "client-test")).unwrap();
    let error = client.settings_levels(key(""), &OPTIONS).await.unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument);
    let acme = SettingsKey {
        org: "acme".to_owned(),
        ..key("development")
    };
    assert_eq!(
        client.settings_levels(acme, &OPTIONS).await.unwrap().len(),
        2
    );
}
