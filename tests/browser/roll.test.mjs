// The roll of a class: in few touches on a telephone, without JavaScript, and where the network comes
// and goes.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { inspect, launch, newContext, shot, views } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { signIn } from "./lib/people.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "appel");
const ROLL = "/absences/appel?classe=division%3A5B&heure=08%3A30&jour=2026-11-24";

// Each pupil has one key for « Absent » and one for « Retard », which a finger touches.
const key = (page, pupil, what) => page.getByRole("group", { name: pupil }).locator("label", { hasText: what });

walk("trois absents et un retard", "jdupont", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/absences/appel?autre=oui`);
  await main.getByLabel("Classe ou groupe").selectOption({ label: "5B" });
  await main.getByLabel("Heure").selectOption({ label: "8 h 30 à 9 h 25" });
  await look("choix");
  await main.getByRole("button", { name: "Ouvrir l'appel" }).click();
  await page.getByRole("heading", { name: /^Appel · 5B/ }).waitFor();
  await look("liste");
  const pupils = await main.locator("fieldset legend").allTextContents();
  assert.ok(pupils.length > 15, "a whole class");
  for (const pupil of pupils.slice(2, 5)) await key(page, pupil, "Absent").click();
  await key(page, pupils[7], "Retard").click();
  await look("touches");
  await main.getByRole("button", { name: "Enregistrer l'appel" }).click();
  await main.getByText("Appel enregistré à 8 h 40 par Jeanne Dupont : 3 absents, 1 en retard.").waitFor();
  await look("enregistre");
});

walk("une journée à la vie scolaire", "cperrin", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}${ROLL}`);
  const [first, second] = await main.locator("fieldset legend").allTextContents();
  for (const pupil of [first, second]) await key(page, pupil, "Absent").click();
  await main.getByRole("button", { name: "Enregistrer l'appel" }).click();
  await main.getByText("Appel enregistré à 8 h 40").waitFor();
  await page.goto(`${demo.url}/absences/jour`);
  await main.getByText("absents en ce moment").first().waitFor();
  await look("absents");
  await main.getByRole("link", { name: first }).click();
  await page.getByRole("heading", { name: `${first} · 5B` }).waitFor();
  await look("a-cote");
  await main.getByRole("button", { name: new RegExp(`^A appelé\\s*, ${first}`) }).click();
  await page.getByText("1 appel de famille est noté").waitFor();
  await main.getByRole("button", { name: new RegExp(`^Prévenir\\s*, ${second}`) }).click();
  await page.getByText(/message part|ne peut pas être prévenue/).first().waitFor();
  await look("prevenue");
});

/** A sheet on a telephone, open in front of a teacher; `steps` does what happens to it. */
const onAPhone = (title, steps) =>
  test(title, async () => {
    const demo = await start();
    const context = await newContext(browser, views.telephone);
    const page = await context.newPage();
    try {
      await signIn(page, demo, "jdupont");
      await page.goto(`${demo.url}${ROLL}`);
      const main = page.getByRole("main");
      const pupils = await main.locator("fieldset legend").allTextContents();
      const call = () => main.getByRole("button", { name: "Enregistrer l'appel" }).click();
      const said = main.getByRole("status").filter({ hasText: /\S/ });
      await steps({ page, context, demo, main, pupils, call, said });
    } finally {
      await context.close();
      await demo.stop();
    }
  });

/** What is kept on the device. */
const kept = (page) =>
  page.evaluate(
    () =>
      new Promise((done, failed) => {
        const open = indexedDB.open("preau");
        open.onerror = () => failed(open.error);
        open.onsuccess = () => {
          const asked = open.result.transaction("rolls").objectStore("rolls").getAll();
          asked.onsuccess = () => (open.result.close(), done(JSON.stringify(asked.result)));
        };
      }),
  );

/** What the server knows, as another window shows it. */
async function called(context, demo) {
  const other = await context.newPage();
  await other.goto(`${demo.url}${ROLL}`);
  const text = await other.getByRole("main").innerText();
  await other.close();
  return text.match(/Appel enregistré[^\n]*/)?.[0] ?? "";
}

describe("un appel quand le réseau va et vient", () => {
  onAPhone("cinq gestes et une page suffisent", async ({ page, main, pupils, said }) => {
    const pages = [];
    page.on("framenavigated", (frame) => frame === page.mainFrame() && pages.push(frame.url()));
    let touches = 0;
    const touch = async (locator) => {
      touches += 1;
      await locator.tap();
    };
    for (const pupil of pupils.slice(0, 3)) await touch(key(page, pupil, "Absent"));
    await touch(main.getByRole("button", { name: "Enregistrer l'appel" }));
    await said.getByText("3 absents.").waitFor();
    assert.ok(touches <= 5);
    assert.deepEqual(pages, [], "no other page was loaded");
    await inspect(page, { focused: true });
  });

  onAPhone("sans réseau, l'appel attend sur l'appareil et part une fois", async ({ page, context, demo, pupils, call, said }) => {
    await key(page, pupils[1], "Absent").click();
    await key(page, pupils[3], "Retard").click();
    await context.setOffline(true);
    await call();
    await said.getByText("Pas de réseau : l'appel est gardé sur cet appareil.").waitFor();
    await shot(page, "appel-sans-reseau");
    const waiting = await kept(page);
    for (const pupil of pupils) assert.ok(!waiting.includes(pupil.split(" ")[0]), `${pupil} is named on the device`);
    await key(page, pupils[2], "Absent").click();
    await call();
    await said.getByText("Pas de réseau").waitFor();
    await context.setOffline(false);
    await said.getByText("2 absents, 1 en retard").waitFor();
    assert.equal(await kept(page), "[]", "nothing stays on the device");
    assert.match(await called(context, demo), /2\sabsents, 1 en retard/);
  });

  onAPhone("une session terminée : on se reconnecte, l'appel part", async ({ page, context, demo, main, pupils, call, said }) => {
    await key(page, pupils[0], "Absent").click();
    const cookies = await context.cookies();
    await context.clearCookies();
    await call();
    await said.getByText("Votre session est terminée.").waitFor();
    await shot(page, "appel-session-terminee");
    assert.ok(cookies.length > 0);
    await main.getByRole("link", { name: "Se connecter" }).click();
    await page.getByLabel("Identifiant").fill("jdupont");
    await page.getByLabel("Mot de passe").fill(demo.password);
    await page.getByRole("button", { name: "Se connecter" }).click();
    await main.getByText("1 absent.").first().waitFor();
    assert.equal(await kept(page), "[]");
    assert.match(await called(context, demo), /1\sabsent/);
  });

  onAPhone("ce que l'un a fait ne part pas au nom d'un autre, et se déconnecter l'efface", async ({ page, context, demo, pupils, call, said }) => {
    await key(page, pupils[0], "Absent").click();
    await context.clearCookies();
    await call();
    await said.getByText("Votre session est terminée.").waitFor();
    await signIn(page, demo, "cperrin");
    await page.goto(`${demo.url}${ROLL}`);
    await said.getByText("attend sur cet appareil la personne qui l'a fait").waitFor();
    assert.equal(await called(context, demo), "", "nothing was called");
    assert.notEqual(await kept(page), "[]");
    page.on("dialog", (dialog) => dialog.accept());
    await page.locator("details[data-menu] summary").click();
    await page.getByRole("button", { name: "Quitter" }).click();
    await page.waitForURL(/connexion/);
    assert.equal(await kept(page), "[]", "signing out leaves nothing");
  });
});
