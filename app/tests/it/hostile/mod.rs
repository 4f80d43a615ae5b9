//! Invariant: whatever is typed in whichever field of whichever form, the answer is clear, what
//! was typed is kept, and nothing of it is more than a text in a page, a header or a file.
//!
//! Forms are found on the pages, and what is typed is the kept list (`list.txt`): a form that is
//! added is tried without a word here. Each field gets a part of the list; all of it with
//! `PREAU_LONG=1`.

mod hands;
mod html;
mod judge;
mod list;
mod same;
mod walk;

use testkit::Which;
use walk::Walk;

async fn every_field(which: Which) {
    let mut walk = Walk::new(which).await;
    walk.find_forms().await;
    walk.find_silent_routes();
    let (forms, fields) = walk.found();
    assert!(forms > 40 && fields > 200, "{forms} forms, {fields} fields");
    walk.try_forms().await;
    walk.try_addresses().await;
    walk.read_again().await;
    println!("{forms} forms, {fields} fields, {} requests", walk.tried);
    walk.right();
}

testkit::on_each_engine!(
    /// The walk.
    every_field_of_every_form,
    |which| every_field(which)
);
