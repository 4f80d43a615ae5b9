//! `preau routes`: the pages, for the browser tests.

use crate::services;
use admission::{Audience, Family, Function};
use serde_json::json;

/// Prints the pages of all services, with an example of each address, as JSON.
pub(crate) fn print() {
    let routes: Vec<serde_json::Value> = services::manifests()
        .iter()
        .flat_map(|manifest| {
            let routes = (manifest.routes)();
            routes.list().to_vec()
        })
        .map(|route| {
            json!({
                "method": route.method.as_str(),
                "path": route.path,
                "example": route.example,
                "audience": format!("{:?}", route.audience),
                "functions": profiles(route.audience),
            })
        })
        .collect();
    println!("{}", serde_json::Value::from(routes));
}

/// The words of the functions that open an audience, and of the families.
fn profiles(audience: Audience) -> Vec<&'static str> {
    let functions = Function::ALL
        .into_iter()
        .filter(|function| audience.admits(&[*function]))
        .map(Function::code);
    let families = Family::ALL
        .into_iter()
        .filter(|family| audience == family.audience() || audience.admits(&[]))
        .map(Family::code);
    functions.chain(families).collect()
}
