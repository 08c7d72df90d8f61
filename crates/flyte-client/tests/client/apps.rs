//! The methods of the app service.

use flyte_client::{CallOptions, Client};
use flyte_mock::{Fault, FaultKind};
use flyte_proto::flyteidl2::app::spec::{AppPayload, DesiredState};
use flyte_proto::flyteidl2::app::{App, Identifier, Meta, Spec};
use flyte_proto::flyteidl2::core::Container;

use crate::{OPTIONS, start};

fn id(name: &str) -> Identifier {
    Identifier {
        project: "flytesnacks".into(),
        domain: "development".into(),
        name: name.into(),
        ..Identifier::default()
    }
}

fn app(name: &str, image: &str, state: DesiredState) -> App {
    App {
        metadata: Some(Meta {
            id: Some(id(name)),
            ..Meta::default()
        }),
        spec: Some(Spec {
            app_payload: Some(AppPayload::Container(Container {
                image: image.into(),
                ..Container::default()
            })),
            desired_state: state.into(),
            ..Spec::default()
        }),
        status: None,
    }
}

async fn image(client: &Client, name: &str) -> String {
    let found = client.get_app(id(name), &OPTIONS).await.unwrap();
    match found.message.spec.unwrap().app_payload {
        Some(AppPayload::Container(container)) => container.image,
        _ => String::new(),
    }
}

#[tokio::test]
async fn an_app_is_made_read_written_stopped_and_deleted() {
    let (_mock, client) = start();
    let absent = client.get_app(id("web"), &OPTIONS).await.unwrap_err();
    assert!(absent.is_not_found(), "{absent}");
    let stop = app("web", "a:2", DesiredState::Stopped);
    let stopped = client.update_app(stop.clone(), "why", &OPTIONS).await;
    assert!(stopped.unwrap_err().is_not_found());

    let made = app("web", "a:1", DesiredState::Active);
    client.create_app(made, &OPTIONS).await.unwrap();
    assert_eq!(image(&client, "web").await, "a:1");
    let written = app("web", "a:2", DesiredState::Active);
    client.update_app(written, "why", &OPTIONS).await.unwrap();
    assert_eq!(image(&client, "web").await, "a:2");
    // With a stop, the rest is ignored.
    let stop = app("web", "a:3", DesiredState::Stopped);
    client.update_app(stop, "why", &OPTIONS).await.unwrap();
    assert_eq!(image(&client, "web").await, "a:2");
    for _ in 0..2 {
        client.delete_app(id("web"), &OPTIONS).await.unwrap();
    }
    let gone = client.get_app(id("web"), &OPTIONS).await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
}

#[tokio::test]
async fn a_domain_of_many_apps_is_listed_page_by_page() {
    let (mock, client) = start();
    for number in 0..201 {
        let app = app(&format!("web-{number}"), "a:1", DesiredState::Active);
        client.create_app(app, &OPTIONS).await.unwrap();
    }
    let mut pages = client.app_pages("", "flytesnacks", "development", &OPTIONS);
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        sizes.push(page.len());
    }
    assert_eq!(sizes, [200, 1]);
    let mut none = client.app_pages("", "flytesnacks", "staging", &OPTIONS);
    assert_eq!(none.next().await.unwrap().unwrap().len(), 0);
    assert_eq!(mock.count("List"), 3);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again() {
    let (mock, client) = start();
    let lost = FaultKind::parse("reset-after").unwrap();
    for method in ["Create", "Update", "Get", "Delete"] {
        mock.fail(Fault::new(method, 1, lost));
    }
    let options: CallOptions = OPTIONS;
    let made = app("web", "a:1", DesiredState::Active);
    client.create_app(made.clone(), &options).await.unwrap();
    client.update_app(made, "why", &options).await.unwrap();
    assert_eq!(image(&client, "web").await, "a:1");
    client.delete_app(id("web"), &options).await.unwrap();
    for method in ["Create", "Update", "Get", "Delete"] {
        assert_eq!(mock.count(method), 2, "{method}");
    }
}
