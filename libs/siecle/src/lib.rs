//! siecle
