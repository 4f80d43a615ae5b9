//! How long a large school takes: measured, not asserted.

use crate::*;
use siecle::generate::{self, Schema};
use std::time::Instant;

testkit::on_each_engine!(
    /// A school of 3,000 pupils is taken, twice.
    three_thousand_pupils, |which| async move {
        let portal = portal(which).await;
        let plan = generate::Plan { pupils: 3000, ..whole::plan(Schema::New) };
        let generated = generate::files(&plan);
        let slices = generated.named().map(|(_, bytes)| bytes);
        for pass in ["first", "second"] {
            let began = Instant::now();
            let report = take(&portal, &slices).await;
            assert!(report.counts.present > 2900);
            println!("{which:?}: {pass} import {:?}", began.elapsed());
        }
    }
);
