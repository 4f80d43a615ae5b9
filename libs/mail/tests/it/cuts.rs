//! A connection cut at each octet, between a relay and a server that both do their best.

use std::{collections::HashSet, time::Duration};

use mail::{Outcome, catcher::CatcherConfig};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    time::timeout,
};

use crate::{catcher, mail, relay, send};

/// Carries octets until `limit` of them passed.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut limit: usize) {
    let mut octets = [0; 4096];
    while limit > 0 {
        let Ok(count @ 1..) = from.read(&mut octets).await else {
            break;
        };
        let count = count.min(limit);
        if to.write_all(&octets[..count]).await.is_err() {
            break;
        }
        limit -= count;
    }
}

/// A way to `server` that is cut after so many octets in either direction.
async fn cut_way(server: std::net::SocketAddr, from_client: usize, from_server: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (client, _) = listener.accept().await.expect("a client");
        let server = TcpStream::connect(server).await.expect("a server");
        let ((client_in, client_out), (server_in, server_out)) =
            (client.into_split(), server.into_split());
        // The first that ends cuts both.
        tokio::select! {
            () = carry(client_in, server_out, from_client) => {}
            () = carry(server_in, client_out, from_server) => {}
        }
    });
    port
}

/// Invariant: wherever the connection is cut, « not written » is never said of a mail that the
/// server has, and « accepted » always is; what is unsure is said to be.
#[tokio::test]
async fn wherever_it_is_cut_the_outcome_is_true() {
    let (catcher, mut caught) = catcher(CatcherConfig::default()).await;
    let whole = mail("ref").to_octets().len() + 200;
    let cuts = (0..whole)
        .map(|cut| (cut, usize::MAX))
        .chain((0..450).map(|cut| (usize::MAX, cut)));
    let (mut not_written, mut in_doubt, mut accepted) =
        (HashSet::new(), HashSet::new(), HashSet::new());
    for (number, (from_client, from_server)) in cuts.enumerate() {
        let port = cut_way(catcher.address(), from_client, from_server).await;
        let reference = format!("cut-{number}");
        let id = format!("{reference}@tilleuls.invalid");
        match send(
            &relay(&format!("smtp://127.0.0.1:{port}")),
            &mail(&reference),
        )
        .await
        {
            Outcome::Accepted { .. } => accepted.insert(id),
            Outcome::NotWritten { .. } => not_written.insert(id),
            Outcome::InDoubt => in_doubt.insert(id),
            Outcome::Rejected { reply, .. } => panic!("{number}: {reply}"),
        };
    }
    let mut had = HashSet::new();
    while let Ok(Some(caught)) = timeout(Duration::from_millis(300), caught.recv()).await {
        assert!(had.insert(caught.content.message_id.expect("an identifier")));
    }
    assert_eq!(not_written.intersection(&had).next(), None);
    assert!(accepted.is_subset(&had));
    // The three were met, doubt on both its sides.
    assert!(not_written.len() > 200 && !accepted.is_empty());
    assert!(
        in_doubt.intersection(&had).next().is_some() && in_doubt.difference(&had).next().is_some()
    );
}
