//! Files that a form sends.

use crate::{Error, Input, Invalid, Result};
use axum::{
    extract::{Multipart, multipart::MultipartError},
    http::StatusCode,
};
use std::{fmt::Display, fs::File, time::Duration};
use tokio::{io::AsyncWriteExt as _, time::timeout};

/// The longest silence in the middle of a file.
const PIECE_WITHIN: Duration = Duration::from_secs(20);
/// Bytes of what is typed beside files, at most.
const LONGEST_TYPED: usize = 64 << 10;
const CUT: &str = "L'envoi a été coupé avant la fin : recommencez.";

/// What a form takes.
#[derive(Debug, Clone, Copy)]
pub struct Upload {
    /// The name of the field.
    pub field: &'static str,
    /// How many files, at most.
    pub most: usize,
    /// What is said to whoever sends more bytes than the route takes.
    pub too_large: &'static str,
}

impl Upload {
    /// Streams the files to the disk: their names, and the files, which have no name there and go
    /// with the process. What the form shows when they cannot be taken.
    pub async fn receive(
        self,
        form: Multipart,
    ) -> Result<std::result::Result<Vec<(String, File)>, Invalid>> {
        let (_, files) = self.receive_form(form).await?;
        Ok(files.and_then(|files| match files.is_empty() {
            true => Err(self.refused(match self.most {
                1 => "Choisissez un fichier.",
                _ => "Choisissez au moins un fichier.",
            })),
            false => Ok(files),
        }))
    }

    /// The same with what was typed beside, where a file need not come: what stands before it in the form
    /// is kept when the file is refused.
    pub async fn receive_form(
        self,
        mut form: Multipart,
    ) -> Result<(Input, std::result::Result<Vec<(String, File)>, Invalid>)> {
        let mut typed = Vec::new();
        let files = self.receive_into(&mut form, &mut typed).await?;
        Ok((Input::of(typed), files))
    }

    async fn receive_into(
        self,
        form: &mut Multipart,
        typed: &mut Vec<(String, String)>,
    ) -> Result<std::result::Result<Vec<(String, File)>, Invalid>> {
        let mut files = Vec::new();
        let mut left = LONGEST_TYPED;
        loop {
            let mut field = match timeout(PIECE_WITHIN, form.next_field()).await {
                Ok(Ok(Some(field))) => field,
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Ok(Err(self.cut(&error))),
                Err(_) => return Ok(Err(self.refused(CUT))),
            };
            if field.file_name().is_none() {
                let name = field.name().unwrap_or_default().to_owned();
                let mut bytes = Vec::new();
                loop {
                    match timeout(PIECE_WITHIN, field.chunk()).await {
                        Ok(Ok(Some(piece))) => {
                            let Some(less) = left.checked_sub(piece.len()) else {
                                return Ok(Err(
                                    self.refused("Ce que vous avez tapé est trop long.")
                                ));
                            };
                            left = less;
                            bytes.extend_from_slice(&piece);
                        }
                        Ok(Ok(None)) => break,
                        Ok(Err(error)) => return Ok(Err(self.cut(&error))),
                        Err(_) => return Ok(Err(self.refused(CUT))),
                    }
                }
                let text = String::from_utf8_lossy(&bytes).into_owned();
                typed.push((name, crate::input::seen(text)));
                continue;
            }
            let name = crate::input::seen(field.file_name().unwrap_or_default().to_owned());
            if field.name() != Some(self.field) || name.is_empty() {
                continue;
            }
            if files.len() == self.most {
                return Ok(Err(match self.most {
                    1 => self.refused("Déposez un seul fichier."),
                    most => self.refused(format!("Déposez au plus {most} fichiers à la fois.")),
                }));
            }
            let file = tempfile::tempfile().map_err(Error::of_file)?;
            let mut file = tokio::fs::File::from_std(file);
            loop {
                match timeout(PIECE_WITHIN, field.chunk()).await {
                    Ok(Ok(Some(bytes))) => {
                        file.write_all(&bytes).await.map_err(Error::of_file)?;
                    }
                    Ok(Ok(None)) => break,
                    Ok(Err(error)) => return Ok(Err(self.cut(&error))),
                    Err(_) => return Ok(Err(self.refused(CUT))),
                }
            }
            file.flush().await.map_err(Error::of_file)?;
            files.push((name, file.into_std().await));
        }
        Ok(Ok(files))
    }

    fn cut(self, error: &MultipartError) -> Invalid {
        self.refused(if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            self.too_large
        } else {
            CUT
        })
    }

    fn refused(self, sentence: impl Display) -> Invalid {
        let mut invalid = Invalid::default();
        invalid.add(self.field, sentence);
        invalid
    }
}
