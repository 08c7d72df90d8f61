//! Files for tasks, by the data proxy and the store of the mock.

use std::time::Duration;

use flyte_client::{Client, Config, Endpoint, Error, Identity, NoUploads, Roots, Upload};
use flyte_mock::{Auth, Fault, Mock, Options, Tls};

use crate::OPTIONS;
use crate::capture::{LOG, capture};

const CONTENT: &str = "code";
const NATIVE: &str = "s3://flyte-mock/uploads/flytesnacks/development/\
                      YEZWPFC5LVGJCBD3HNICGSVHVM======/fast1.tar.gz";

fn start(options: Options) -> (Mock, Client) {
    start_with(options, |_| {})
}

fn start_with(options: Options, change: impl FnOnce(&mut Config)) -> (Mock, Client) {
    capture();
    let mock = Mock::start(options).unwrap();
    let mut config = Config::new(Endpoint::parse(&mock.url(), true).unwrap(), "client-test");
    if let Some(certificates) = mock.certificates() {
        config.tls.roots = Roots::Pem(certificates.authority.clone().into_bytes());
    }
    change(&mut config);
    (mock, Client::new(config).unwrap())
}

fn file(content: impl Into<Vec<u8>>) -> Upload {
    Upload {
        org: String::new(),
        project: "flytesnacks".into(),
        domain: "development".into(),
        file_name: "fast1.tar.gz".into(),
        content: content.into().into(),
    }
}

async fn upload(client: &Client) -> Result<String, Error> {
    client.upload(&file(CONTENT), &OPTIONS).await
}

fn fail(mock: &Mock, fault: &str) {
    mock.fail(Fault::parse(fault).unwrap());
}

/// How often each of the three calls was made.
fn calls(mock: &Mock) -> [usize; 3] {
    ["SelectCluster", "CreateUploadLocation", "put"].map(|method| mock.count(method))
}

/// Checks that nothing of the signatures that were used is told or logged.
fn assert_nothing_is_shown(mock: &Mock, error: Option<&Error>) {
    let log = LOG.lock().unwrap().clone();
    let mut texts = vec![log];
    if let Some(error) = error {
        texts.extend([
            error.user_text(),
            format!("{error:?}"),
            format!("{error:#?}"),
        ]);
    }
    let requests = mock.requests();
    let puts = requests.iter().filter(|request| request.method == "put");
    let mut signatures = puts.filter_map(|put| put.query.rsplit('=').next());
    assert!(signatures.clone().count() > 0, "nothing to show");
    assert!(
        signatures
            .all(|secret| secret.len() == 32 && !texts.iter().any(|text| text.contains(secret)))
    );
}

#[tokio::test]
async fn a_file_arrives_without_the_credentials_that_flyte_wants() {
    for tls in [None, Some(Tls::default())] {
        let options = Options {
            auth: Some(Auth::token("canary-token")),
            tls,
            ..Options::default()
        };
        let (mock, client) = start_with(options, |config| {
            config.identity = Identity::Token("canary-token".into());
        });
        assert_eq!(upload(&client).await.unwrap(), NATIVE);
        assert_eq!(mock.uploads(), [(NATIVE.to_owned(), CONTENT.into())]);
        assert_eq!(calls(&mock), [1, 1, 1]);
        let requests = mock.requests();
        let put = requests.last().unwrap();
        assert_eq!(put.header("authorization"), None);
        assert_eq!(put.header("cookie"), None);
        assert_eq!(put.header("content-md5"), Some("wTNnlF1dTJEEeztQI0qnqw=="));
        assert_eq!(put.header("content-length"), Some("4"));
        assert!(
            put.header("host")
                .is_none_or(|host| host.starts_with("localhost:"))
        );
        assert_nothing_is_shown(&mock, None);

        // The same once more: nothing is in the way, and which endpoint takes it is known.
        assert_eq!(upload(&client).await.unwrap(), NATIVE);
        assert_eq!(calls(&mock), [1, 2, 2]);
    }
}

#[tokio::test]
async fn each_attempt_is_logged_with_its_size() {
    let (mock, client) = start(Options::default());
    fail(&mock, "put=503:1");
    let content = "x".repeat(4711);
    client.upload(&file(content), &OPTIONS).await.unwrap();
    let log = LOG.lock().unwrap();
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("bytes=4711"))
        .collect();
    let [failed, stored] = lines[..] else {
        panic!("a line for each attempt expected: {lines:?}");
    };
    for part in [
        "DEBUG",
        "\"PUT\"",
        "attempt=1",
        "status=503",
        "milliseconds=",
        "http://localhost:",
    ] {
        assert!(failed.contains(part), "{part} in {failed}");
    }
    assert!(
        stored.contains("attempt=2") && stored.contains("status=200"),
        "{stored}"
    );
}

#[tokio::test]
async fn a_large_file_that_is_interrupted_is_sent_again() {
    let (mock, client) = start(Options::default());
    fail(&mock, "put=reset-within:1");
    let content: Vec<u8> = (0..50_000_000_u32)
        .map(|index| (index % 251) as u8)
        .collect();
    let native = client
        .upload(&file(content.clone()), &OPTIONS)
        .await
        .unwrap();
    assert_eq!(calls(&mock), [1, 1, 2]);
    let uploads = mock.uploads();
    assert_eq!(uploads.len(), 1);
    assert!(uploads[0].0 == native && uploads[0].1 == content);
}

#[tokio::test]
async fn a_busy_store_is_asked_again_when_it_wants() {
    let (mock, client) = start(Options::default());
    fail(&mock, "put=503@1s:1");
    upload(&client).await.unwrap();
    assert_eq!(calls(&mock), [1, 1, 2]);
    let requests = mock.requests();
    let [.., first, second] = &requests[..] else {
        panic!("{}", requests.len());
    };
    assert!(second.at - first.at >= Duration::from_secs(1));
}

#[tokio::test]
async fn an_address_that_has_expired_is_replaced_twice() {
    for (times, is_enough) in [(1, true), (2, true), (3, false)] {
        let (mock, client) = start(Options::default());
        fail(&mock, &format!("put=expired:{times}"));
        let outcome = upload(&client).await;
        let asked = times.min(2) + 1;
        assert_eq!(calls(&mock), [1, asked, asked]);
        assert_eq!(outcome.is_ok(), is_enough);
        let Err(error) = outcome else {
            assert_eq!(mock.uploads().len(), 1);
            continue;
        };
        let text = "failed: the signed address has expired: the store answered HTTP 403 \
                    `AccessDenied`: Request has expired";
        assert!(error.to_string().ends_with(text), "{error}");
        let told = error.user_text();
        assert!(
            told.contains("Compare the clocks of Flyte's server and of the store"),
            "{told}"
        );
        assert!(
            told.contains("PUT to http://localhost:") && told.ends_with(", HTTP 403"),
            "{told}"
        );
        assert_nothing_is_shown(&mock, Some(&error));
    }
}

#[tokio::test]
async fn a_store_that_repeats_the_request_gives_nothing_away() {
    for fault in ["put=echo", "put=expired", "put=html", "put=404"] {
        let (mock, client) = start(Options::default());
        fail(&mock, fault);
        let outcome = upload(&client).await;
        // A page with status 200 cannot be told from a success.
        assert_eq!(outcome.is_ok(), fault == "put=html");
        assert_nothing_is_shown(&mock, outcome.err().as_ref());
    }
}

#[tokio::test]
async fn a_backend_that_takes_no_files_says_so_and_is_not_asked_again() {
    for (options, reason, counts) in [
        (
            Options {
                data_proxy: false,
                ..Options::default()
            },
            NoUploads::NoDataProxy,
            [1, 1, 0],
        ),
        (
            Options {
                signing: false,
                ..Options::default()
            },
            NoUploads::CannotSign,
            [1, 1, 0],
        ),
    ] {
        let (mock, client) = start(options);
        let error = upload(&client).await.unwrap_err();
        assert_eq!(error.no_uploads(), Some(reason), "{error}");
        assert_eq!(calls(&mock), counts);
        let error = client
            .check_uploads(&file(CONTENT), &OPTIONS)
            .await
            .unwrap_err();
        assert_eq!(error.no_uploads(), Some(reason), "{error}");
        assert_eq!(mock.count("put"), 0);
    }
}

#[tokio::test]
async fn to_check_uploads_puts_nothing() {
    let (mock, client) = start(Options::default());
    client
        .check_uploads(&file(CONTENT), &OPTIONS)
        .await
        .unwrap();
    assert_eq!(calls(&mock), [1, 1, 0]);
    let nowhere = Upload {
        project: "nowhere".into(),
        ..file(CONTENT)
    };
    let error = client.check_uploads(&nowhere, &OPTIONS).await.unwrap_err();
    let text = "the server answered `not_found`: project \"nowhere\" not found";
    assert!(error.to_string().ends_with(text), "{error}");
    assert!(mock.uploads().is_empty());
}

#[tokio::test]
async fn a_slow_store_has_the_time_that_the_file_needs() {
    let (mock, client) = start_with(Options::default(), |config| {
        config.read_timeout = Duration::from_millis(700);
        config.request_timeout = Duration::from_millis(700);
    });
    fail(&mock, "put=slow@1500ms:1");
    client
        .upload(&file(vec![0; 1 << 20]), &OPTIONS)
        .await
        .unwrap();
    assert_eq!(mock.count("put"), 1, "nothing was cut off");
}
