//! Files of any length: written to the disk first, so that an error is a page and never half a file,
//! then sent from there, so that the memory does not grow with them.

use crate::{Csv, Error, Result};
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use std::{
    fs::File,
    io::{BufWriter, Read as _, Seek as _, SeekFrom},
};

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// A table on the disk, under no name: it goes with the process.
pub fn csv_file() -> Result<Csv<BufWriter<File>>> {
    let file = tempfile::tempfile().map_err(Error::of_file)?;
    Ok(Csv::new(BufWriter::new(file)))
}

/// The table as a file to keep.
pub fn csv_download(name: &str, csv: Csv<BufWriter<File>>) -> Result<Response> {
    let out = csv.finish().map_err(Error::of_file)?;
    let mut file = out
        .into_inner()
        .map_err(|error| Error::of_file(error.into_error()))?;
    let length = file.stream_position().map_err(Error::of_file)?;
    file.seek(SeekFrom::Start(0)).map_err(Error::of_file)?;
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece)?;
            piece.truncate(count);
            std::io::Result::Ok((piece, file))
        });
        let (piece, file) = read.await.map_err(std::io::Error::other)??;
        std::io::Result::Ok((!piece.is_empty()).then_some((Bytes::from(piece), file)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    Ok((StatusCode::OK, headers, Body::from_stream(pieces)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what was written is what is sent, whole, however long; and its length is told.
    #[tokio::test]
    async fn a_long_table_is_sent_whole() {
        let (mut kept, mut csv) = (Csv::new(Vec::new()), csv_file().unwrap());
        for row in 0..20_000 {
            let cells = [row.to_string(), "BERTIN Léa".to_owned()];
            kept.row(&cells).unwrap();
            csv.row(&cells).unwrap();
        }
        let response = csv_download("eleves.csv", csv).unwrap();
        let told = response.headers()[header::CONTENT_LENGTH].clone();
        let sent = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        let (sent, kept) = (sent.unwrap(), kept.finish().unwrap());
        assert!(sent == kept, "{} bytes for {}", sent.len(), kept.len());
        assert_eq!(told, kept.len().to_string());
    }
}
