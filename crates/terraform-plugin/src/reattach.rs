//! The line that a person gives to Terraform so that it uses a process started with `--debug`.

use serde_json::json;

use crate::Identity;
use crate::host::PROTOCOL_VERSION;
use crate::listener::Address;

/// `TF_REATTACH_PROVIDERS='…'`, ready for a shell, with its line end.
///
/// `Test` is set: it means that Terraform neither kills this process nor tells it to end.
pub(super) fn line(identity: &Identity, process: u32, address: &Address) -> String {
    let value = json!({
        (identity.address): {
            "Protocol": "grpc",
            "ProtocolVersion": PROTOCOL_VERSION,
            "Pid": process,
            "Test": true,
            "Addr": { "Network": address.network, "String": address.address },
        }
    });
    let quoted = value.to_string().replace('\'', r#"'"'"'"#);
    format!("TF_REATTACH_PROVIDERS='{quoted}'\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_the_path_survives_the_shell() {
        let identity = Identity {
            name: "widget",
            address: "registry.terraform.io/acme/widget",
            version: "1.2.3",
            description: "widgets",
            crates: &[],
        };
        let address = Address {
            network: "unix",
            address: "/tmp/it's/socket".to_owned(),
        };
        let line = line(&identity, 7, &address);
        let shell = std::process::Command::new("sh")
            .args(["-c", &format!("{line}printf %s \"$TF_REATTACH_PROVIDERS\"")])
            .output()
            .unwrap();
        let value: serde_json::Value = serde_json::from_slice(&shell.stdout).unwrap();
        assert_eq!(
            value,
            json!({"registry.terraform.io/acme/widget": {
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": 7,
                "Test": true,
                "Addr": {"Network": "unix", "String": "/tmp/it's/socket"},
            }})
        );
    }
}
