//! Certificates, their sources and their faults.

use super::*;

fn pem() -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(["flyte.example.com".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

fn known(text: &str) -> Field<String> {
    Field::Known(text.into())
}

/// The diagnostics of a block in a folder with these files.
fn told(block: Config, files: &[(&str, &str)]) -> Diagnostics {
    let folder = Folder::with_file("");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut diagnostics = Diagnostics::new();
    let block = Config {
        endpoint: known("flyte.example.com"),
        ..block
    };
    resolve(&block, &folder.environment(), "1.15.5", &mut diagnostics);
    diagnostics
}

#[test]
fn certificates_come_from_files_and_texts() {
    let (certificate, key) = pem();
    let files = [("ca.pem", certificate.as_str()), ("key.pem", key.as_str())];
    let in_files = Config {
        ca_cert_file: known("ca.pem"),
        client_cert_file: known("ca.pem"),
        client_key_file: known("key.pem"),
        ..Config::default()
    };
    assert_eq!(told(in_files, &files), Diagnostics::new());
    let in_texts = Config {
        ca_cert_pem: known(&certificate),
        client_cert_pem: known(&certificate),
        client_key_pem: Field::Known(key.into()),
        ..Config::default()
    };
    assert_eq!(told(in_texts, &[]), Diagnostics::new());
}

#[test]
fn each_fault_is_told_at_its_setting() {
    let (certificate, key) = pem();
    for (block, place, expected) in [
        (
            Config {
                ca_cert_file: known("missing.pem"),
                ..Config::default()
            },
            "ca_cert_file",
            "missing.pem",
        ),
        (
            Config {
                ca_cert_pem: known(&key),
                ..Config::default()
            },
            "ca_cert_pem",
            "private key",
        ),
        (
            Config {
                ca_cert_pem: known(&certificate),
                ca_cert_file: known("ca.pem"),
                ..Config::default()
            },
            "ca_cert_file",
            "`ca_cert_pem` in the provider block",
        ),
        (
            Config {
                client_cert_pem: known(&certificate),
                ..Config::default()
            },
            "client_cert_pem",
            "`client_key_file`",
        ),
        (
            Config {
                client_key_pem: Field::Known(key.clone().into()),
                ..Config::default()
            },
            "client_key_pem",
            "`client_cert_file`",
        ),
        (
            Config {
                insecure_skip_verify: Field::Known(true),
                ca_cert_pem: known(&certificate),
                ..Config::default()
            },
            "insecure_skip_verify",
            "`ca_cert_pem` in the provider block",
        ),
        (
            Config {
                proxy_url: Field::Known("socks5://me:canary@proxy".to_owned().into()),
                ..Config::default()
            },
            "proxy_url",
            "`http://` or `https://`",
        ),
        (
            Config {
                requests_per_second: Field::Known("0".parse().unwrap()),
                ..Config::default()
            },
            "requests_per_second",
            "above 0",
        ),
        (
            Config {
                max_concurrent_requests: Field::Known("0".parse().unwrap()),
                ..Config::default()
            },
            "max_concurrent_requests",
            "from 1 to 1000",
        ),
    ] {
        let diagnostics = told(block, &[]);
        let all: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(all.len(), 1, "{place}: {all:?}");
        assert!(
            all[0].starts_with(&format!("error at {place}: ")),
            "{}",
            all[0]
        );
        assert!(all[0].contains(expected), "{expected}: {}", all[0]);
        assert!(!all[0].contains("canary"), "{}", all[0]);
    }
}

#[test]
fn a_certificate_that_is_not_checked_is_warned_of_each_time() {
    let block = Config {
        insecure_skip_verify: Field::Known(true),
        ..Config::default()
    };
    let diagnostics = told(block, &[]);
    assert!(!diagnostics.has_errors());
    let warning = diagnostics.iter().next().unwrap();
    assert_eq!(warning.summary, "The server's certificate is not checked");
    assert!(
        warning
            .detail
            .contains("`insecure_skip_verify` in the provider block")
    );
}

#[test]
fn authorities_keep_the_check_where_the_file_turns_it_off() {
    let (certificate, _) = pem();
    let folder = Folder::with_file("admin: {insecureSkipVerify: true, caCertFilePath: ca.pem}");
    fs::write(folder.path().join("ca.pem"), certificate).unwrap();
    let mut diagnostics = Diagnostics::new();
    let block = config();
    let checked = resolve(&block, &folder.environment(), "1.15.5", &mut diagnostics);
    assert!(checked.is_some());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");

    let insists = Config {
        insecure_skip_verify: Field::Known(true),
        ..config()
    };
    resolve(&insists, &folder.environment(), "1.15.5", &mut diagnostics).unwrap();
    assert_eq!(diagnostics.iter().count(), 1);
}
