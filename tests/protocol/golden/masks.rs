//! What differs from run to run in a message, and what stands for it in the files.

/// The beginning of what differs, the characters that it consists of, what stands for it, and why it
/// differs.
type Mask = (&'static str, fn(char) -> bool, &'static str, &'static str);

const MASKS: [Mask; 13] = [
    (
        "127.0.0.1:",
        |it| it.is_ascii_digit(),
        "127.0.0.1:PORT",
        "the mock takes a free port",
    ),
    (
        "request id ",
        |it| it != '\n',
        "request id ID",
        "each request has an id of its own, and how often it is tried depends on the time",
    ),
    ("`r1-", is_hexadecimal, "`r1-HASH", OWNED),
    ("`r2-", is_hexadecimal, "`r2-HASH", OWNED),
    ("`r3-", is_hexadecimal, "`r3-HASH", OWNED),
    ("(r1-", is_hexadecimal, "(r1-HASH", OWNED),
    (
        "/tmp/",
        |it| it.is_ascii_alphanumeric() || "._-".contains(it),
        "/tmp/FOLDER",
        "folders of a test are temporary",
    ),
    (
        "deployed at ",
        |it| it.is_ascii_digit() || "-:.TZ".contains(it),
        "deployed at TIME",
        "the mock's clock is this machine's",
    ),
    ("since 2", is_time, "since TIME", CLOCK),
    ("created at 2", is_time, "created at TIME", CLOCK),
    ("one of 2", is_time, "one of TIME", CLOCK),
    (
        "owner `",
        |it| it != '`',
        "owner `OWNER",
        "an owner id is random",
    ),
    (
        "within ",
        |it| it.is_ascii_digit() || it == '.',
        "within TIME",
        "how long something took is measured",
    ),
];

const CLOCK: &str = "the mock's clock is this machine's";

fn is_time(it: char) -> bool {
    it.is_ascii_digit() || "-:TZ".contains(it)
}

const OWNED: &str = "the hash of a version has the owner id in it, which is random";

fn is_hexadecimal(it: char) -> bool {
    it.is_ascii_hexdigit()
}

/// A text with the masks for all that differs in it.
pub(super) fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    for (start, part, mask, _) in MASKS {
        let mut done = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(start) {
            done += before;
            let end = after.trim_start_matches(part);
            done += if end.len() < after.len() { mask } else { start };
            rest = end;
        }
        text = done + rest;
    }
    text
}

#[test]
fn what_differs_is_masked_and_nothing_else() {
    assert_eq!(
        masked("in /tmp/.tmpX/a, at http://127.0.0.1:1234/x, request id ab12, 3 attempts"),
        "in /tmp/FOLDER/a, at http://127.0.0.1:PORT/x, request id ID"
    );
    assert_eq!(masked("within reach"), "within reach");
}
