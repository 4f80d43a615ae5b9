// The marks of a class: typed without a mouse, pasted, and where the network comes and goes.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { inspect, launch, newContext, shot, views } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { signIn } from "./lib/people.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "notes");

/** The first class of whoever is signed in. */
async function open(page, demo) {
  await page.goto(`${demo.url}/notes`);
  await page.locator("main tbody th a").first().click();
  await page.getByRole("heading", { level: 1, name: / – / }).waitFor();
}

const heads = (main) => main.locator("form[data-marks] thead th").allTextContents();
const names = async (main) => (await main.locator("form[data-marks] tbody th").allTextContents()).slice(0, -1);
/** What a pupil has for an assessment, by the words of its title. */
const cell = (main, pupil, title) => main.getByRole("textbox", { name: new RegExp(`^${pupil}, ${title}`) });
const average = (main) => main.locator('output[data-average="classe"]');
const said = (main) => main.locator("[data-marks-said]");

walk("une évaluation et ses notes", "jdupont", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/notes`);
  await look("classes");
  await main.locator("tbody th a").first().click();
  await main.getByRole("link", { name: "Ajouter une évaluation" }).click();
  await main.getByLabel(/^Titre/).fill("Lecture à voix haute");
  await main.getByLabel(/^Date\b/).first().fill("2026-11-24");
  await main.getByLabel("Date de publication").fill("2026-11-23");
  await main.getByLabel(/^Notée sur/).fill("10");
  await main.getByRole("button", { name: "Valider" }).click();
  await main.getByText("Les notes ne se publient pas avant le jour de l'évaluation.").first().waitFor();
  await look("refusee");
  assert.equal(await main.getByLabel(/^Titre/).inputValue(), "Lecture à voix haute");
  await main.getByLabel("Date de publication").fill("2026-11-24");
  await main.getByRole("button", { name: "Valider" }).click();
  await main.getByText("L'évaluation est ajoutée").waitFor();
  const [first, second, third] = await names(main);
  const title = "Lecture à voix haute";
  await cell(main, first, title).fill("7.5");
  await cell(main, second, title).fill("abs");
  await cell(main, third, title).fill("12");
  await main.getByRole("button", { name: "Enregistrer les notes" }).click();
  await main.getByText("La note dépasse 10.").first().waitFor();
  await look("trop");
  await cell(main, third, title).fill("10");
  await main.getByRole("button", { name: "Enregistrer les notes" }).click();
  await main.getByText("est enregistrée").or(main.getByText("sont enregistrées")).first().waitFor();
  await look("notees");
  await page.reload();
  const kept = [];
  for (const who of [first, second, third]) kept.push(await cell(main, who, title).inputValue());
  assert.deepEqual(kept, ["7,5", "abs", "10"]);
  await main.getByRole("link", { name: /^Lecture à voix haute/ }).click();
  await main.getByRole("button", { name: "Retirer cette évaluation" }).click();
  await main.getByText("L'évaluation est retirée").waitFor();
  assert.ok(!(await heads(main)).some((head) => head.startsWith(title)), "withdrawn");
});

/** A class of marks, open in front of a teacher; `steps` does what happens to it. */
const onASheet = (title, view, steps) =>
  test(title, async () => {
    const demo = await start();
    const context = await newContext(browser, view);
    const page = await context.newPage();
    try {
      await signIn(page, demo, "jdupont");
      await open(page, demo);
      const main = page.getByRole("main");
      const pupils = await names(main);
      // The first column.
      const at = (row, column = 0) => main.locator("form[data-marks] tbody tr").nth(row).locator("input[data-cell]").nth(column);
      await steps({ page, context, demo, main, pupils, at });
    } finally {
      await context.close();
      await demo.stop();
    }
  });

/** What is kept on the device. */
const waiting = (page) =>
  page.evaluate(
    () =>
      new Promise((done, failed) => {
        const asked = indexedDB.open("preau");
        asked.onerror = () => failed(asked.error);
        asked.onsuccess = () => {
          const all = asked.result.transaction("marks").objectStore("marks").getAll();
          all.onsuccess = () => (asked.result.close(), done(JSON.stringify(all.result)));
        };
      }),
  );

const untilEmpty = async (page) => {
  for (let turn = 0; turn < 50; turn += 1) {
    if ((await waiting(page)) === "[]") return;
    await page.waitForTimeout(100);
  }
  assert.equal(await waiting(page), "[]", "nothing stays on the device");
};

describe("un tableau de notes, au clavier", () => {
  onASheet("Entrée descend, les flèches vont partout, la moyenne suit", views.bureau, async ({ page, main, at }) => {
    const before = await average(main).textContent();
    await at(0).focus();
    for (const typed of ["20", "19,5", "n.not"]) {
      await page.keyboard.type(typed);
      await page.keyboard.press("Enter");
    }
    await said(main).getByText("enregistrée").first().waitFor();
    await untilEmpty(page);
    assert.deepEqual([await at(0).inputValue(), await at(1).inputValue(), await at(2).inputValue()], ["20", "19,5", "N.not"]);
    assert.notEqual(await average(main).textContent(), before);
    const focused = () => page.evaluate(() => document.activeElement.name);
    assert.equal(await focused(), await at(3).getAttribute("name"));
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), await at(3, 1).getAttribute("name"));
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(), await at(2).getAttribute("name"));
    await page.reload();
    assert.deepEqual([await at(0).inputValue(), await at(1).inputValue(), await at(2).inputValue()], ["20", "19,5", "N.not"]);
    await inspect(page, { focused: true });
  });

  onASheet("une colonne collée d'un tableur, et le collage annulé", views.bureau, async ({ page, main, at }) => {
    const before = [await at(0).inputValue(), await at(1, 1).inputValue()];
    const paste = (text) =>
      page.evaluate((pasted) => {
        const data = new DataTransfer();
        data.setData("text/plain", pasted);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
      }, text);
    await at(0).focus();
    await paste("11\t4\r\n12,25\t5,5\r\n");
    await untilEmpty(page);
    assert.deepEqual([await at(0).inputValue(), await at(1).inputValue(), await at(1, 1).inputValue()], ["11", "12,25", "5,5"]);
    await shot(page, "notes-collees");
    await main.getByRole("button", { name: "Annuler le collage" }).click();
    await page.waitForTimeout(300);
    await untilEmpty(page);
    await page.reload();
    assert.deepEqual([await at(0).inputValue(), await at(1, 1).inputValue()], before);
  });
});

describe("des notes quand le réseau va et vient", () => {
  onASheet("sans réseau, les notes attendent sur l'appareil et partent ensuite", views.telephone, async ({ page, context, main, pupils, at }) => {
    await context.setOffline(true);
    await at(0).fill("3,5");
    await at(1).fill("disp");
    await at(1).blur();
    await said(main).getByText("Pas de réseau").waitFor();
    await shot(page, "notes-sans-reseau");
    await inspect(page, { focused: true });
    const kept = await waiting(page);
    for (const pupil of pupils) assert.ok(!kept.includes(pupil.split(" ")[0]), `${pupil} is named on the device`);
    await context.setOffline(false);
    await untilEmpty(page);
    await page.reload();
    assert.deepEqual([await at(0).inputValue(), await at(1).inputValue()], ["3,5", "disp"]);
  });

  onASheet("la page fermée trop tôt retrouve ce qui n'était pas parti", views.bureau, async ({ page, context, demo, at }) => {
    const address = page.url();
    await context.setOffline(true);
    await at(0).fill("4,5");
    await at(0).blur();
    await page.waitForTimeout(500);
    await page.goto("about:blank");
    await context.setOffline(false);
    await page.goto(`${demo.url}/aide`);
    await untilEmpty(page);
    await page.goto(address);
    assert.equal(await at(0).inputValue(), "4,5");
  });

  onASheet("deux appareils : les deux notes sont montrées, et on choisit", views.bureau, async ({ page, demo, main, at }) => {
    const elsewhere = await newContext(browser, views.bureau);
    const other = await elsewhere.newPage();
    await signIn(other, demo, "jdupont");
    await other.goto(page.url());
    const there = other.getByRole("main").locator("form[data-marks] tbody tr").nth(0).locator("input[data-cell]").first();
    await at(0).fill("6");
    await at(0).blur();
    await untilEmpty(page);
    await there.fill("7");
    await there.blur();
    const told = other.getByRole("main").locator(".ds-validation-message");
    await told.getByText("Modifiée entre-temps : enregistré « 6 ».").waitFor();
    await shot(other, "notes-deux-fenetres");
    await inspect(other, { focused: true });
    await page.reload();
    assert.equal(await at(0).inputValue(), "6", "nothing is replaced unseen");
    await other.getByRole("button", { name: "Écrire 7" }).click();
    await untilEmpty(other);
    await page.reload();
    assert.equal(await at(0).inputValue(), "7");
    await there.fill("21");
    await there.blur();
    await told.getByText("La note dépasse").waitFor();
    await there.fill("8");
    await there.blur();
    await untilEmpty(other);
    assert.equal(await told.count(), 0);
    await main.getByLabel("Évaluation", { exact: true }).selectOption({ index: 1 });
    await main.getByRole("button", { name: "Afficher" }).click();
    await page.waitForURL(/evaluation=0/);
    assert.equal(await main.locator("form[data-marks] tbody tr").first().locator("input[data-cell]").count(), 1, "one assessment alone");
    assert.equal(await at(0).inputValue(), "8");
    await elsewhere.close();
  });

  onASheet("se déconnecter efface ce qui n'est pas parti", views.telephone, async ({ page, context, main, at }) => {
    await at(0).fill("5");
    const cookies = await context.cookies();
    await context.clearCookies();
    await at(0).blur();
    await said(main).getByText("Votre session est terminée").waitFor();
    assert.notEqual(await waiting(page), "[]");
    assert.ok(cookies.length > 0);
    page.on("dialog", (dialog) => dialog.accept());
    await page.locator("details[data-menu] summary").click();
    await page.getByRole("button", { name: "Quitter" }).click();
    await page.waitForURL(/connexion/);
    assert.equal(await waiting(page), "[]", "signing out leaves nothing");
  });
});
