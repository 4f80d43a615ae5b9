// A guardian's first evening: from the code in an e-mail to the pages of two children, while the school works.
import assert from "node:assert/strict";
import { after } from "node:test";
import { launch, newContext, watch } from "./lib/browser.mjs";
import { signIn } from "./lib/people.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "famille");
const password = "une phrase bien longue";
const shown = /\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/;

/** Asks a page again until it says something: what works behind needs a moment. */
async function until(page, address, word) {
  for (let turn = 0; turn < 60; turn += 1) {
    await page.goto(address);
    const found = (await page.getByRole("main").innerText()).match(word);
    if (found) return found[0];
    await page.waitForTimeout(500);
  }
  throw new Error(`${address} never says ${word}`);
}

/** The codes of who is ticked: made, then told by e-mail; gives the one that arrived, and the child's birth date. */
async function codeByMail(page, demo, pupil) {
  const main = page.getByRole("main");
  const filter = `qui=legal1&division=${pupil.division}`;
  await page.goto(`${demo.url}/teleservices/codes/generation?${filter}`);
  await main.getByRole("row", { name: pupil.name }).getByRole("checkbox").first().check();
  await main.getByRole("button", { name: "Générer les codes" }).click();
  await page.waitForURL(/lots\//);
  await until(page, page.url(), /1\s*code|Codes générés\s*1/);
  await page.goto(`${demo.url}/teleservices/codes/notification?${filter}&moyen=mail`);
  await main.getByRole("row", { name: pupil.name }).getByRole("checkbox").first().check();
  await main.getByRole("button", { name: "Envoyer" }).click();
  await page.waitForURL(/lots\//);
  const code = await until(page, `${demo.url}/telephones`, shown);
  await page.goto(`${demo.url}/eleves?q=${encodeURIComponent(pupil.name)}`);
  await main.getByRole("link", { name: pupil.name }).first().click();
  const born = (await main.innerText()).match(/\b(\d{2})\/(\d{2})\/(\d{4})\b/);
  return { code, born: `${born[3]}-${born[2]}-${born[1]}` };
}

/** The same browser as the walker's, for somebody else. */
async function another(page, demo) {
  const size = page.viewportSize();
  const scripted = await page.evaluate(() => true).catch(() => false);
  const context = await newContext(browser, { viewport: size, javaScriptEnabled: scripted });
  const other = await context.newPage();
  return { page: other, problems: watch(other, demo.url), close: () => context.close() };
}

walk("un responsable crée son compte", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/teleservices`);
  await main.getByRole("button", { name: "Je souhaite en proposer" }).click();
  for (const service of ["Absences", "Notes"]) await main.getByRole("group", { name: service, exact: true }).getByLabel("Responsables").check();
  await main.getByRole("button", { name: "Enregistrer" }).click();
  await main.getByText("C'est enregistré.").waitFor();
  const { code, born } = await codeByMail(page, demo, { name: "ABADIE Clara", division: "5B" });

  await page.context().clearCookies();
  await page.goto(`${demo.url}/connexion`);
  await main.getByRole("link", { name: "Première connexion d'une famille" }).click();
  await look("premier-acces");
  await main.getByLabel("Identifiant que vous choisissez").fill("a");
  await main.getByLabel("Mot de passe que vous choisissez").fill(password);
  await main.getByRole("button", { name: "Continuer" }).click();
  await main.getByText("n'est pas un identifiant").first().waitFor();
  await look("identifiant-refuse");
  await main.getByLabel("Identifiant que vous choisissez").fill("camille.roux");
  await main.getByLabel("Mot de passe que vous choisissez").fill(password);
  await main.getByRole("button", { name: "Continuer" }).click();
  await main.getByLabel("Code d'activation").fill(`${code.slice(0, -1)}${code.endsWith("2") ? "3" : "2"}`);
  await main.getByLabel("Date de naissance de l'élève").fill(born);
  await main.getByRole("button", { name: "Créer mon compte" }).click();
  await main.getByText("un caractère ne va pas").first().waitFor();
  await look("code-mal-recopie");
  await main.getByLabel("Code d'activation").fill(code.toLowerCase());
  await main.getByRole("button", { name: "Créer mon compte" }).click();
  await main.getByRole("heading", { level: 1, name: "Mes enfants" }).waitFor();
  await main.getByRole("heading", { name: "Clara ABADIE" }).waitFor();
  await look("mes-enfants");

  // A second child, at the lycée: the code that its office sends.
  const office = await another(page, demo);
  await signIn(office.page, demo, "sbenali");
  const second = await lyceePupil(office.page, demo);
  const other = await codeByMail(office.page, demo, second);
  await office.close();
  await main.getByRole("link", { name: "Attacher un enfant" }).click();
  await look("attacher");
  await main.getByLabel("Code d'activation").fill(other.code);
  await main.getByLabel("Date de naissance de l'élève").fill(other.born);
  await main.getByRole("button", { name: "Attacher cet enfant" }).click();
  await main.getByText("L'enfant est attaché à votre compte.").waitFor();
  await look("deux-enfants");
  assert.equal(await main.getByRole("heading", { level: 2 }).filter({ hasText: /[A-Z]{2}/ }).count(), 2);
  assert.deepEqual(office.problems, []);
});

/** Some pupil of the lycée whose guardian has an e-mail address. */
async function lyceePupil(page, demo) {
  await page.goto(`${demo.url}/teleservices/codes/notification?qui=legal1&moyen=mail`);
  const row = page.getByRole("main").locator("tbody tr").first();
  const text = await row.innerText();
  return { name: text.match(/[A-ZÉÈÀÏÇ' -]{3,} [A-ZÉ][a-zéèëï-]+/)[0].trim(), division: "" };
}
