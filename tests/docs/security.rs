//! The guide on trust: every claim in it is held by tests, which this names.

use crate::{markdown, project};

const GUIDE: &str = "docs/guides/security.md";

/// How each point begins, and the tests that fail if it is not true.
const CLAIMS: &[(&str, &[(&str, &str)])] = &[
    (
        "A configuration file that you name may do",
        &[(FOUND, "naming_the_file_allows_everything")],
    ),
    (
        "A file that was only found says where",
        &[
            (FOUND, "it_says_where_flyte_is_and_what_to_work_on"),
            (FOUND, "every_key_says_what_it_does"),
        ],
    ),
    (
        "A key in it that chooses",
        &[(
            FOUND,
            "what_names_a_program_a_file_a_variable_an_authority_or_a_proxy_is_refused",
        )],
    ),
    (
        "It allows plain HTTP to this machine only",
        &[(FOUND, "plain_http_is_allowed_to_this_machine_only")],
    ),
    (
        "It draws no credentials to itself",
        &[(FOUND, "it_draws_no_credentials_to_itself")],
    ),
    (
        "It counts only if it is your own",
        &[
            (
                FOUND,
                "a_file_that_others_can_write_is_not_used_and_that_is_a_warning",
            ),
            (
                "crates/local-files/src/owner.rs",
                "only_what_the_user_alone_can_write_is_the_users_own",
            ),
        ],
    ),
    (
        "A stranger's repository does not count",
        &[
            (REPOSITORY, "the_first_repository_upwards_counts"),
            (REPOSITORY, "what_git_has_not_made_is_no_repository"),
            (REPOSITORY, "a_strangers_repository_ends_the_search"),
            (REPOSITORY, "the_search_ends_with_the_file_system"),
        ],
    ),
    (
        "Rules above a folder of code",
        &[
            (
                "crates/flyte-bundle/tests/bundle/rules.rs",
                "rules_of_the_repository_hold_below_its_root",
            ),
            (REPOSITORY, "a_strangers_repository_ends_the_search"),
        ],
    ),
    (
        "What is not a file holds nothing up",
        &[
            (HELD, "a_named_pipe_in_place_of_a_file_is_an_error_at_once"),
            (
                "src/configuration/configure.rs",
                "a_file_that_never_comes_is_given_up",
            ),
        ],
    ),
    (
        "It runs what you have told it",
        &[
            (
                COMMANDS,
                "a_command_runs_when_asked_for_and_again_when_refused",
            ),
            (STORED, "a_stored_login_is_used"),
        ],
    ),
    (
        "A file that was only found runs nothing",
        &[(
            "tests/acceptance/configuration.rs",
            "a_file_that_was_only_found_runs_nothing",
        )],
    ),
    (
        "A program cannot ask anybody",
        &[
            (COMMANDS, "a_command_that_asks_gets_no_answer"),
            (
                COMMANDS,
                "dropping_the_call_kills_the_command_and_what_it_has_started",
            ),
        ],
    ),
    (
        "Credentials go to the endpoint",
        &[(
            "crates/flyte-client/src/identity/tests/refusals.rs",
            "credentials_are_not_sent_where_everybody_reads_them",
        )],
    ),
    (
        "The clusters that the endpoint names",
        &[
            (
                ANSWERS,
                "another_cluster_signs_and_gets_the_credentials_and_the_store_does_not",
            ),
            (
                "crates/flyte-client/src/identity/tests/oauth.rs",
                "a_token_is_fetched_when_asked_for_and_kept",
            ),
        ],
    ),
    (
        "The value of a secret goes to the endpoint",
        &[
            (
                SCRIPTED,
                "another_cluster_gets_the_secret_and_the_credentials",
            ),
            (SCRIPTED, "no_secret_goes_anywhere_else_in_the_clear"),
        ],
    ),
    (
        "What a server says about a value is not shown",
        &[
            (SCRIPTED, "an_answer_that_repeats_the_secret_is_not_shown"),
            (
                "crates/flyte-client/src/credentials/confidential.rs",
                "no_writing_of_it_is_shown",
            ),
        ],
    ),
    (
        "Code goes to the store",
        &[(
            "crates/flyte-client/tests/client/uploads.rs",
            "a_file_arrives_without_the_credentials_that_flyte_wants",
        )],
    ),
    (
        "That store is reached by TLS",
        &[(ANSWERS, "a_store_without_tls_is_refused_where_flyte_has_it")],
    ),
    (
        "A signed address is shown to nobody",
        &[(
            "tests/acceptance/uploads.rs",
            "a_signed_address_is_nowhere_to_be_seen",
        )],
    ),
    (
        "Redirects are not followed",
        &[(
            "crates/flyte-client/src/tests/faults.rs",
            "an_answer_that_is_not_flytes_is_named",
        )],
    ),
    (
        "A proxy sees the host",
        &[(
            "crates/flyte-client/src/tests/proxies.rs",
            "a_secure_connection_goes_through_a_tunnel_with_credentials",
        )],
    ),
    (
        "`allowed_endpoints` is the last word",
        &[(
            "tests/acceptance/allowed.rs",
            "neither_a_found_file_nor_a_variable_gets_around_the_list",
        )],
    ),
    (
        "The keyring gets a renewed login back",
        &[(
            "tests/acceptance/authentication.rs",
            "a_stored_login_is_renewed_and_stored_again",
        )],
    ),
    (
        "Terraform and the provider talk through a socket",
        &[(
            "tests/protocol/lifecycle.rs",
            "sigterm_ends_the_process_and_cleans_up",
        )],
    ),
    (
        "A write-only value is written nowhere",
        &[
            (
                "tests/acceptance/stored_secrets/canaries.rs",
                "a_value_is_nowhere_but_in_flyte",
            ),
            (
                "tests/acceptance/stored_secrets/versions.rs",
                "an_older_terraform_is_refused_a_value_that_it_would_store",
            ),
        ],
    ),
    (
        "No secret is in a message",
        &[
            (SECRETS, "a_token_as_an_attribute"),
            (SECRETS, "a_client_secret_in_files"),
            (SECRETS, "what_a_command_prints"),
            (SECRETS, "a_stored_login"),
        ],
    ),
    (
        "No other process on the machine can use it",
        &[
            (
                "tests/protocol/tls.rs",
                "anybody_else_is_refused_and_the_host_is_still_served",
            ),
            (
                "crates/terraform-plugin/src/listener/unix.rs",
                "where_others_could_replace_the_socket_is_no_place_without_tls",
            ),
        ],
    ),
    (
        "It does not outlive Terraform",
        &[
            (
                "tests/protocol/lifecycle.rs",
                "a_host_that_vanishes_does_not_leave_an_orphan",
            ),
            (HELD, "a_process_that_is_stuck_ends_with_its_host"),
        ],
    ),
];

const FOUND: &str = "src/configuration/tests/found.rs";
const REPOSITORY: &str = "crates/local-files/src/repository.rs";
const HELD: &str = "tests/protocol/held.rs";
const COMMANDS: &str = "crates/flyte-client/src/identity/tests/commands.rs";
const STORED: &str = "crates/flyte-client/src/identity/tests/stored.rs";
const ANSWERS: &str = "crates/flyte-client/src/tests/uploads/answers.rs";
const SCRIPTED: &str = "crates/flyte-client/src/tests/secrets.rs";
const SECRETS: &str = "tests/acceptance/secrets.rs";

#[test]
fn every_claim_is_held_by_a_test() {
    let guide = project::read(GUIDE);
    let points: Vec<_> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("- **"))
        .collect();
    assert_eq!(points.len(), CLAIMS.len(), "a row for each point");
    for (point, (beginning, tests)) in points.iter().zip(CLAIMS) {
        assert!(point.starts_with(beginning), "{beginning}: {point}");
        assert!(!tests.is_empty(), "{beginning}");
        for (path, name) in *tests {
            let there = project::read(path).contains(&format!("fn {name}()"));
            assert!(there, "{beginning}: there is no test `{name}` in {path}");
        }
    }
}

/// The table of settings says what each key does in a file that was only found; the guide lists them
/// all.
#[test]
fn every_key_of_the_file_is_named() {
    let guide = project::read(GUIDE);
    let named: Vec<_> = markdown::code_spans(&guide).into_iter().collect();
    for key in terraform_provider_flyte::Flyte::settings().filter_map(|it| it.key) {
        assert!(key == "admin.insecure" || named.contains(&key), "`{key}`");
    }
}
