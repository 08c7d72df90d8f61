//! How the process ends, and what it does not end of.

use crate::host::{Host, Launch};

#[tokio::test]
async fn shutdown_ends_the_process_while_the_host_is_still_connected() {
    let host = Host::start().await;
    let connection = host.connect().await;
    host.shut_down(&connection).await;
    host.end().await.assert_clean();
    drop(connection);
}

#[tokio::test]
async fn sigterm_ends_the_process_and_cleans_up() {
    for signal in ["TERM", "HUP"] {
        let host = Host::start().await;
        let connection = host.connect().await;
        connection.ping().await.unwrap();
        host.signal(signal).await;
        host.end().await.assert_clean();
    }
}

#[tokio::test]
async fn sigint_is_ignored() {
    let host = Host::start().await;
    let connection = host.connect().await;
    for _ in 0..3 {
        host.signal("INT").await;
        connection.ping().await.unwrap();
    }
    host.shut_down(&connection).await;
    host.end().await.assert_clean();
}

#[tokio::test]
async fn a_host_that_vanishes_does_not_leave_an_orphan() {
    let host = Host::start().await;
    let connection = host.connect().await;
    connection.ping().await.unwrap();
    // What the kernel does to the connections of a process that is killed.
    drop(connection);
    host.end().await.assert_clean();
}

#[tokio::test]
async fn a_host_that_connects_again_is_still_served() {
    let host = Host::start().await;
    for _ in 0..5 {
        host.connect().await.ping().await.unwrap();
    }
    let last = host.connect().await;
    host.shut_down(&last).await;
    host.end().await.assert_clean();
}

#[tokio::test]
async fn standard_input_is_left_alone() {
    // Terraform hands its own on; `Launch` gives an empty one, which must not end the process.
    let host = Launch::new().start().await;
    host.connect().await.ping().await.unwrap();
}
