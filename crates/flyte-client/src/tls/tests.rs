//! Certificates and keys as users give them, and what they are told.

use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};

use crate::tls::Checked;
use crate::{ClientCertificate, Roots, Tls, TlsError, TlsPart};

struct Pair {
    certificate: String,
    key: String,
}

fn pair() -> Pair {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let params = CertificateParams::new(["client.example.com".to_owned()]).unwrap();
    Pair {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

fn with(certificate: &str, key: &str) -> Result<Checked, TlsError> {
    Tls {
        client_certificate: Some(ClientCertificate {
            certificate_pem: certificate.into(),
            key_pem: key.into(),
        }),
        ..Tls::default()
    }
    .check()
}

fn trusting(pem: &str) -> Result<Checked, TlsError> {
    Tls {
        roots: Roots::Pem(pem.into()),
        ..Tls::default()
    }
    .check()
}

#[test]
fn a_certificate_with_its_key_is_taken() {
    let Pair { certificate, key } = pair();
    assert!(with(&certificate, &key).unwrap().identity.is_some());
    let text_around = format!("Subject: client\n{certificate}\n\n{certificate}");
    assert!(with(&text_around, &key).unwrap().identity.is_some());
    // One file may hold both.
    let both = format!("{key}\n{certificate}");
    assert!(with(&both, &both).unwrap().identity.is_some());
    let bundle = format!("{certificate}# another\n{}", pair().certificate);
    assert_eq!(trusting(&bundle).unwrap().roots.unwrap().named.len(), 2);
}

#[test]
fn each_fault_has_its_own_message() {
    let Pair { certificate, key } = pair();
    let cut = &certificate[..certificate.len() / 2];
    let scrambled = certificate.replacen('M', "!", 3);
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let old_encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
        DEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let strange = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for (given, part, text) in [
        (trusting(""), TlsPart::Authorities, "no certificate"),
        (
            trusting("/etc/ssl/ca.pem"),
            TlsPart::Authorities,
            "no certificate",
        ),
        (trusting(cut), TlsPart::Authorities, "PEM text is broken"),
        (
            trusting(&scrambled),
            TlsPart::Authorities,
            "PEM text is broken",
        ),
        (
            trusting(empty),
            TlsPart::Authorities,
            "number 1 in it cannot be read",
        ),
        (trusting(&key), TlsPart::Authorities, "is a private key"),
        (with("", &key), TlsPart::Certificate, "no certificate"),
        (with(&key, &key), TlsPart::Certificate, "is a private key"),
        (with(&certificate, ""), TlsPart::Key, "no private key"),
        (
            with(&certificate, &certificate),
            TlsPart::Key,
            "is a certificate",
        ),
        (with(&certificate, &encrypted), TlsPart::Key, "encrypted"),
        (with(&certificate, old_encrypted), TlsPart::Key, "encrypted"),
        (with(&certificate, strange), TlsPart::Key, "cannot be used"),
        (
            with(&certificate, &pair().key),
            TlsPart::Key,
            "does not belong",
        ),
    ] {
        let error = given.unwrap_err();
        assert_eq!(error.part(), part, "{error}");
        assert!(
            error.to_string().contains(text),
            "{error} instead of {text}"
        );
        assert!(!error.hint().is_empty());
        let shown = format!("{error} {error:?} {}", error.hint());
        for line in key.lines().filter(|line| !line.starts_with("---")) {
            assert!(!shown.contains(line), "{shown}");
        }
    }
}

#[test]
fn settings_show_no_key() {
    let Pair { certificate, key } = pair();
    let tls = Tls {
        client_certificate: Some(ClientCertificate {
            certificate_pem: certificate.into(),
            key_pem: key.as_str().into(),
        }),
        ..Tls::default()
    };
    let shown = format!("{tls:?} {:?}", tls.check().unwrap());
    for line in key.lines().filter(|line| !line.starts_with("---")) {
        assert!(!shown.contains(line));
    }
}
