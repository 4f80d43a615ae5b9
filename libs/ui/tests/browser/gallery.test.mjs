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
  // All that is shown, then all that was found; one less takes both back.
  const found = page.locator("#portee"); // by its id: it is hidden at first
  assert.equal(await found.isVisible(), false);
  await all.check();
  await found.check();
  assert.match(await count.textContent(), /^5.000 SMS sélectionnés$/);
  await page.getByRole("checkbox", { name: "Sélectionner BERTIN Léo" }).uncheck();
  assert.equal(await found.isVisible(), false);
  assert.equal(await found.isChecked(), false);
  assert.equal(await count.textContent(), "4 SMS sélectionnés");
  await all.check();
  await all.uncheck();
  assert.equal(await count.textContent(), "0 SMS sélectionné");
  await close();
});

test("the person's menu unfolds, and Escape folds it", async () => {
  const { page, close } = await open("sms", views.bureau);
  await page.getByText("Claire Perrin").click();
  assert.ok(await page.getByRole("link", { name: "Mes accès récents" }).isVisible());
  assert.deepEqual(await violations(page), []);
  await shot(page, "menu");
  await page.keyboard.press("Escape");
  assert.ok(!(await page.getByRole("link", { name: "Mes accès récents" }).isVisible()));
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

/** The page « avancement », whose list asks every second; its answer is `body()` where the list was. */
async function refreshing(body) {
  const { page, problems, close } = await open("galerie", views.bureau);
  const seen = { asked: 0, headers: null };
  await page.route("**/galerie/avancement", (route) => route.fulfill({ status: 204 }));
  let html = "";
  await page.route("**/avancement.html", async (route) => {
    const response = await route.fetch();
    html = (await response.text()).replace('data-refresh="10"', 'data-refresh="1"');
    await route.fulfill({ response, body: html });
  });
  await page.route("**/galerie/attente", (route) => {
    seen.asked += 1;
    seen.headers = route.request().headers();
    return body(route, html);
  });
  await page.goto(`${site.url}/avancement.html`);
  const asked = async (count = 1) => {
    for (const from = seen.asked; seen.asked < from + count; ) await page.waitForTimeout(50);
    await page.waitForTimeout(100);
  };
  return { page, problems, close, seen, asked };
}

const html = (route, body) => route.fulfill({ contentType: "text/html", body });
/** The same page, with one row less and another count. */
const oneLess = (page) => page.replace(/<tr role="row" id="ligne-a">.*?<\/tr>/s, "").replaceAll("2 SMS en attente.", "1 SMS en attente.");

test("a list that asks again keeps focus, folds and place, and says only what changes", async () => {
  let changed = false;
  const { page, problems, close, seen, asked } = await refreshing((route, whole) => html(route, changed ? oneLess(whole) : whole));
  const voice = page.locator("[data-refresh-voice]");
  const box = page.getByRole("checkbox", { name: "Sélectionner DIALLO Aïssatou" });
  await page.getByText("Pourquoi attendent-ils ?").click();
  await box.focus();
  await page.evaluate(() => {
    document.body.style.setProperty("padding-bottom", "3000px");
    scrollTo(0, 60);
    window.kept = document.activeElement;
  });
  await asked(2);
  assert.equal(seen.headers["preau-refresh"], "1");
  assert.equal(await voice.textContent(), "", "nothing new, nothing said");
  changed = true;
  await asked(2);
  assert.equal(await page.getByText("BERTIN Léo").count(), 0);
  assert.equal(await page.locator("#attente").getByText("1 SMS en attente.").count(), 1);
  assert.equal(await voice.textContent(), "1 SMS en attente.");
  assert.ok(await page.evaluate(() => document.activeElement === window.kept && window.kept.isConnected), "the focus stays on the same row");
  assert.ok(await page.getByText("Une personne les diffuse.").isVisible(), "what was open stays open");
  assert.equal(await page.evaluate(() => scrollY), 60);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(problems.filter((line) => !line.includes("style")), []);
  await close();
});

test("a row that goes with the focus leaves one in the list", async () => {
  let changed = false;
  const { page, close, asked } = await refreshing((route, whole) => html(route, changed ? oneLess(whole) : whole));
  await page.getByRole("checkbox", { name: "Sélectionner BERTIN Léo" }).focus();
  changed = true;
  await asked(2);
  assert.equal(await page.evaluate(() => document.activeElement.id), "attente");
  await close();
});

test("a list does not ask while a row is ticked, on pause, or out of sight", async () => {
  const { page, close, seen, asked } = await refreshing((route, whole) => html(route, oneLess(whole)));
  const box = page.getByRole("checkbox", { name: "Sélectionner DIALLO Aïssatou" });
  const quiet = async (why) => {
    const before = seen.asked;
    await page.waitForTimeout(2500);
    assert.equal(seen.asked, before, why);
  };
  await box.check();
  await page.getByText("des lignes sont cochées").waitFor();
  await quiet("a row is ticked");
  assert.equal(await page.getByText("BERTIN Léo").count(), 1);
  await box.uncheck();
  await asked();
  assert.equal(await page.getByText("BERTIN Léo").count(), 0);
  await page.getByRole("button", { name: "Mettre en pause" }).click();
  await page.getByText("La mise à jour est en pause.").waitFor();
  await quiet("on pause");
  await page.getByRole("button", { name: "Reprendre" }).click();
  await asked();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await quiet("out of sight");
  await page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await asked();
  await close();
});

test("a list whose person is signed out says so and asks no more; one whose server is away asks again", async () => {
  let away = true;
  const { page, close, seen, asked } = await refreshing((route) => (away ? route.fulfill({ status: 503, body: "" }) : html(route, "<html><body><h1>Connexion</h1></body></html>")));
  await asked(2);
  assert.equal(await page.getByText("La liste se met à jour d'elle-même.").count(), 1);
  away = false;
  await page.locator("[data-refresh-words]", { hasText: "ne se met plus à jour" }).waitFor();
  const before = seen.asked;
  await page.waitForTimeout(2500);
  assert.equal(seen.asked, before);
  assert.match(await page.locator("[data-refresh-voice]").textContent(), /rechargez la page/);
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
  await page.goto(`${site.url}/avancement.html`);
  assert.equal(await page.locator("[data-refresh-bar]").isVisible(), false);
  await page.goto(`${site.url}/sms.html`);
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
