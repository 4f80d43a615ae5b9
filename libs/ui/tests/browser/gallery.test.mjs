// Walks every page of the gallery in a real browser, under the strict policy, in four views.
//
//   cargo run -p ui --example gallery -- /tmp/gallery
//   GALLERY=/tmp/gallery SHOTS=/tmp/shots node --test libs/ui/tests/browser/*.test.mjs
//
// Needs Chromium (CHROMIUM=/usr/bin/chromium by default) and the packages of tests/browser. SHOTS keeps a picture of each view.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { beyond, firstTab, launch, newContext, settled, shot, views, violations, watch } from "../../../../tests/browser/lib/browser.mjs";
import { serve } from "./server.mjs";

const folder = process.env.GALLERY ?? "/tmp/gallery";
const pages = fs.readdirSync(folder).filter((name) => name.endsWith(".html")).map((name) => path.basename(name, ".html"));

let browser;
let site;
before(async () => {
  site = await serve(folder);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  site?.stop();
});

/** Opens a page and collects whatever the browser complains about. */
async function open(name, options) {
  const context = await newContext(browser, options);
  const page = await context.newPage();
  const problems = watch(page, site.url);
  if (name === "avancement") await page.route("**/galerie/avancement", (route) => route.fulfill({ status: 204 }));
  await page.goto(`${site.url}/${name}.html`, { waitUntil: "load" });
  await settled(page);
  return { page, problems, close: () => context.close() };
}

for (const name of pages) {
  for (const [view, options] of Object.entries(views)) {
    test(`${name}, ${view}`, async () => {
      const { page, problems, close } = await open(name, options);
      // A page sent back for correction has already led the reader to its errors.
      if (name !== "correction") await firstTab(page);
      await shot(page, `${name}-${view}`);
      assert.deepEqual(await violations(page), []);
      assert.equal(await beyond(page), 0, "pixels to scroll sideways");
      assert.deepEqual(problems, []);
      await close();
    });
  }
}

test("an error summary takes the focus and leads to each field", async () => {
  const { page, close } = await open("correction", views.bureau);
  assert.equal(await page.evaluate(() => document.activeElement.localName), "ds-error-summary");
  for (const link of await page.locator("ds-error-summary a").all()) {
    const id = (await link.getAttribute("href")).slice(1);
    await link.click();
    assert.equal(await page.evaluate(() => document.activeElement.id), id);
  }
  await close();
});

test("one box ticks all rows and the count follows", async () => {
  const { page, close } = await open("sms", views.bureau);
  const all = page.getByRole("checkbox", { name: "Tout sélectionner" });
  const count = page.locator("output[data-selected]");
  assert.equal(await all.evaluate((box) => box.indeterminate), true);
  await all.check();
  assert.equal(await count.textContent(), "5 SMS sélectionnés");
  await page.getByRole("checkbox", { name: "Sélectionner BERTIN Léo" }).uncheck();
  assert.equal(await all.isChecked(), false);
  await all.check();
  await all.uncheck();
  assert.equal(await count.textContent(), "0 SMS sélectionné");
  await close();
});

test("the person's menu unfolds, and Escape folds it", async () => {
  const { page, close } = await open("sms", views.bureau);
  await page.getByText("Claire Perrin").click();
  assert.ok(await page.getByRole("button", { name: "Se déconnecter" }).isVisible());
  assert.deepEqual(await violations(page), []);
  await shot(page, "menu");
  await page.keyboard.press("Escape");
  assert.ok(!(await page.getByRole("button", { name: "Se déconnecter" }).isVisible()));
  await close();
});

test("the service's menu is in sight on a desk, folded on a phone, and unfolds", async () => {
  const desk = await open("sms", views.bureau);
  assert.ok(await desk.page.getByRole("link", { name: "Suivi des SMS" }).isVisible());
  await desk.close();
  const phone = await open("sms", views.telephone);
  const link = phone.page.getByRole("link", { name: "Suivi des SMS" });
  assert.ok(!(await link.isVisible()));
  await phone.page.getByText("Absences : SMS à diffuser").click();
  assert.ok(await link.isVisible());
  assert.deepEqual(await violations(phone.page), []);
  await shot(phone.page, "menu-telephone");
  await phone.close();
});

test("a live region asks itself again, stops when the work is over, and a live form replaces only its part", async () => {
  const { page, problems, close } = await open("galerie", views.bureau);
  let asked = 0;
  const fragment = (text) => ({ contentType: "text/html", body: text });
  await page.route("**/galerie/avancement", (route) => {
    asked += 1;
    const again = `<div id="avancement" hx-get="/galerie/avancement" hx-trigger="every 1s" hx-swap="outerHTML">500 sur 612</div>`;
    return route.fulfill(fragment(asked === 1 ? again : `<div id="avancement">Import terminé</div>`));
  });
  await page.route("**/galerie/note", (route) => route.fulfill(fragment(`<html><body><p>autre chose</p><div id="note">Note de ${new URLSearchParams(route.request().postData()).get("remarque")}</div></body></html>`)));
  await page.goto(`${site.url}/avancement.html`);
  await page.getByText("500 sur 612").waitFor();
  await page.getByText("Import terminé").waitFor();
  await page.waitForTimeout(1500);
  assert.equal(asked, 2);
  await page.getByLabel("Remarque").fill("Léo");
  await page.getByRole("button", { name: "Ajouter" }).click();
  await page.getByText("Note de Léo").waitFor();
  assert.equal(await page.getByText("autre chose").count(), 0);
  assert.equal(await page.title(), "Import de la rentrée – Absences – Préau");
  assert.deepEqual(problems, []);
  await close();
});

test("a second click does not send twice", async () => {
  const { page, close } = await open("confirmation", views.bureau);
  let sent = 0;
  await page.route("**/galerie/supprimer", async (route) => {
    sent += 1;
    await new Promise((ok) => setTimeout(ok, 300));
    await route.fulfill({ status: 204 });
  });
  await page.evaluate(() => {
    const button = document.querySelector("main button[type=submit]");
    button.click();
    button.click();
  });
  await page.waitForTimeout(600);
  assert.equal(sent, 1);
  await close();
});

test("without JavaScript forms still leave and nothing promises what it cannot do", async () => {
  const { page, close } = await open("sms", { ...views.bureau, javaScriptEnabled: false }).catch((error) => assert.fail(error));
  assert.equal(await page.locator("input[data-select-all]").isVisible(), false);
  const [request] = await Promise.all([page.waitForRequest((r) => r.method() === "POST"), page.getByRole("button", { name: "Diffuser" }).click()]);
  assert.equal(request.postData(), "sms=1&sms=2&sms=3&sms=4");
  await close();
});

test("axe sees a planted defect", async () => {
  const { page, close } = await open("connexion", views.bureau);
  await page.evaluate(() => document.querySelector("label[for=mot_de_passe]").remove());
  assert.ok((await violations(page)).some((line) => line.startsWith("label ")));
  await close();
});
