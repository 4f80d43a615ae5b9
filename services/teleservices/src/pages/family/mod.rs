//! What guardians and pupils see: their first access, their home, their children.

mod attach;
mod child;
mod code_form;
mod first_access;
mod home;
mod news;

use admission::Family;
use identity::{Always, GuardianPreview, PupilPreview};
use manifest::Routes;

/// Where one opens an account.
pub(crate) const FIRST_ACCESS: &str = "/premier-acces";

/// What a school looks at to see what it opens to guardians: « Voir comme un parent ».
pub(crate) const AS_GUARDIAN: &str = "/apercu/enfants";
/// And to pupils.
pub(crate) const AS_PUPIL: &str = "/apercu/moi";

/// The pages of families.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(FIRST_ACCESS, first_access::show)
        .post(FIRST_ACCESS, first_access::begin)
        .form("identifiant=quelqu.un.de.nouveau&motdepasse={password}")
        .get("/premier-acces/code", first_access::ask_code)
        .post("/premier-acces/code", first_access::take_code)
        .get("/premier-acces/lien/{link_token}", first_access::follow)
        .example("/premier-acces/lien/un-lien-d-exemple")
        .get("/premier-acces/aide", first_access::help)
        .get(Family::Guardian.path(), home::children)
        .get(Family::Pupil.path(), home::own)
        .get(attach::HREF, attach::show)
        .post(attach::HREF, attach::take_code)
        .form("code={activation_code}&naissance={child_born_on}")
        .post("/enfants/rattachement", attach::confirm)
        .get("/enfants/{child}", child::of_guardian)
        .get("/enfants/{child}/retrait", child::ask_leaving)
        .post("/enfants/{child}/retrait", child::leave)
        .form("raison=detacher")
        .get("/moi/{own}", child::of_pupil)
        .get(AS_GUARDIAN, child::preview::<GuardianPreview<Always>>)
        .get(AS_PUPIL, child::preview::<PupilPreview<Always>>)
}
