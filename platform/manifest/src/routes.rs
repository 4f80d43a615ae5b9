//! Pages, each with its audience, which is read from its handler's first argument: a route
//! whose handler admits nobody in particular does not compile.

use admission::Audience;
use axum::{
    Router,
    extract::FromRequestParts,
    handler::Handler,
    http::{Method, request::Parts},
    routing::{get, post, put},
};
use std::convert::Infallible;
use web::Context;

/// The first argument of a handler: it says for whom the page is.
pub trait FirstArgument {
    /// For whom.
    const AUDIENCE: Audience;
}

/// The first argument of a page for anybody, signed in or not.
#[derive(Debug, Clone, Copy)]
pub struct Public;

impl FirstArgument for Public {
    const AUDIENCE: Audience = Audience::Anyone;
}

impl<S: Send + Sync> FromRequestParts<S> for Public {
    type Rejection = Infallible;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

/// The arguments of a handler, of which the first is a [`FirstArgument`].
pub trait Admitted {
    /// For whom the handler is.
    const AUDIENCE: Audience;
}

macro_rules! admitted {
    ($($argument:ident),*) => {
        impl<M, First: FirstArgument, $($argument),*> Admitted for (M, First, $($argument,)*) {
            const AUDIENCE: Audience = First::AUDIENCE;
        }
    };
}
admitted!();
admitted!(A);
admitted!(A, B);
admitted!(A, B, C);
admitted!(A, B, C, D);
admitted!(A, B, C, D, E);

/// A page, as the access matrix tries it.
#[derive(Debug, Clone)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// The path, as the router reads it: `/eleves/{pupil}`.
    pub path: &'static str,
    /// For whom.
    pub audience: Audience,
    /// A valid address: the path, with `?…` if it needs one, and names in braces that
    /// [`Manifest::examples`](crate::Manifest::examples) gives values for.
    pub example: &'static str,
    /// A valid form, likewise.
    pub form: &'static str,
    /// The field of the file that a form sends, and its content: the name in braces of an example,
    /// which is text, or `base64:` and what a text cannot be.
    pub upload: Option<(&'static str, &'static str)>,
}

/// The pages of a service.
#[derive(Default)]
pub struct Routes {
    router: Router<Context>,
    list: Vec<Route>,
}

impl Routes {
    /// No page yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page to read.
    pub fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Context>,
        T: Admitted + 'static,
    {
        self.add(Method::GET, path, T::AUDIENCE, get(handler))
    }

    /// A change of state.
    pub fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Context>,
        T: Admitted + 'static,
    {
        self.add(Method::POST, path, T::AUDIENCE, post(handler))
    }

    /// A change of state that a script sends, under a number of its own: the same one twice changes
    /// nothing the second time. The same gesture has a [`Routes::post`] for whoever has no script.
    pub fn put<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Context>,
        T: Admitted + 'static,
    {
        self.add(Method::PUT, path, T::AUDIENCE, put(handler))
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        audience: Audience,
        handler: axum::routing::MethodRouter<Context>,
    ) -> Self {
        self.router = self.router.route(path, handler);
        let example = path;
        self.list.push(Route {
            method,
            path,
            audience,
            example,
            form: "",
            upload: None,
        });
        self
    }

    /// The last page's address with what it needs: `?eleve={pupil}`.
    pub fn example(mut self, example: &'static str) -> Self {
        if let Some(route) = self.list.last_mut() {
            route.example = example;
        }
        self
    }

    /// The last page's form: `nom=Durand&eleve={pupil}`.
    pub fn form(mut self, form: &'static str) -> Self {
        if let Some(route) = self.list.last_mut() {
            route.form = form;
        }
        self
    }

    /// The last page's file, and the example that is its content.
    pub fn upload(mut self, field: &'static str, content: &'static str) -> Self {
        if let Some(route) = self.list.last_mut() {
            route.upload = Some((field, content));
        }
        self
    }

    /// The pages, for the access matrix and the browser tests.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router.
    pub fn into_router(self) -> Router<Context> {
        self.router
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(_: Public) {}
    async fn write(_: Public) {}

    /// Invariant: an example belongs to the page that stands before it, and to no other.
    #[test]
    fn an_example_is_of_the_page_before_it() {
        let routes = Routes::new()
            .get("/repas", read)
            .get("/repas/{repas}", read)
            .example("/repas/{repas}?jour={day}")
            .post("/repas/{repas}", write)
            .form("nombre=2")
            .post("/repas/import", write)
            .upload("fichier", "{upload}");
        let said: Vec<_> = routes
            .list()
            .iter()
            .map(|route| {
                (
                    route.method.as_str(),
                    route.path,
                    route.example,
                    route.form,
                    route.upload,
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("GET", "/repas", "/repas", "", None),
                (
                    "GET",
                    "/repas/{repas}",
                    "/repas/{repas}?jour={day}",
                    "",
                    None
                ),
                ("POST", "/repas/{repas}", "/repas/{repas}", "nombre=2", None),
                (
                    "POST",
                    "/repas/import",
                    "/repas/import",
                    "",
                    Some(("fichier", "{upload}"))
                ),
            ]
        );
        assert!(
            routes
                .list()
                .iter()
                .all(|route| route.audience == Audience::Anyone)
        );
    }
}
