//! What the PDFs are, read by another program (poppler).

mod hostile;
mod letters;
mod qr;
mod reader;
mod reports;
