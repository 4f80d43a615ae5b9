//! `preau routes`: the pages, for the browser tests.

use crate::services;
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
                "functions": admission::Function::ALL
                    .into_iter()
                    .filter(|function| route.audience.admits(&[*function]))
                    .map(admission::Function::code)
                    .collect::<Vec<_>>(),
            })
        })
        .collect();
    println!("{}", serde_json::Value::from(routes));
}
