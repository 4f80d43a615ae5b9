//! telephones
