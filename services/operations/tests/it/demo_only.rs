use crate::portal;
use testkit::{Which, run};

#[test]
fn the_demo_shows_the_gallery() {
    run(async {
        let portal = portal(Which::Sqlite).await;
        for (name, _) in ui::gallery_pages() {
            portal
                .visitor()
                .get(&format!("/galerie/{name}"))
                .await
                .expect(200);
        }
        portal
            .visitor()
            .get("/galerie")
            .await
            .expect(200)
            .shows("Galerie");
        portal.visitor().get("/galerie/autre").await.expect(404);
    });
}
