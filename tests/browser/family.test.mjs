// A guardian's first evening: from the code in an e-mail to the pages of two children, while the school works.
import assert from "node:assert/strict";
import { after } from "node:test";
import { find } from "./lib/absences.mjs";
import { launch, newContext, watch } from "./lib/browser.mjs";
import { signIn } from "./lib/people.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "famille");
const months = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const password = "une phrase bien longue";
const shown = /\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/g;

/** Asks a page again until it says something: what works behind needs a moment. */
async function until(page, address, said) {
  for (let turn = 0; turn < 60; turn += 1) {
    await page.goto(address);
    const found = said(await page.getByRole("main").innerText());
    if (found) return found;
    await page.waitForTimeout(500);
  }
  throw new Error(`${address} never says it`);
}

/** Codes are made for the first of a list, then one is told by e-mail: what arrived, of whom, and the birth date. */
async function codeByMail(page, demo, filter, known) {
  const main = page.getByRole("main");
  await page.goto(`${demo.url}/teleservices/codes/generation?${filter}`);
  for (const rank of [0, 1, 2]) await main.locator("tbody").getByRole("checkbox").nth(rank).check();
  await main.getByRole("button", { name: "Générer les codes" }).click();
  await page.waitForURL(/lots\//);
  await until(page, page.url(), (text) => /Laissés comme/.test(text));
  await page.goto(`${demo.url}/teleservices/codes/notification?${filter}&moyen=mail`);
  const row = main.locator("tbody tr", { has: page.getByRole("checkbox") }).first();
  const pupil = (await row.innerText()).match(/[A-ZÀ-Ý][A-ZÀ-Ý' -]+ [A-ZÀ-Ý][a-zà-ÿ]+(-[A-Z][a-zà-ÿ]+)*/g).at(-1);
  await row.getByRole("checkbox").check();
  await main.getByRole("button", { name: "Envoyer" }).click();
  await page.waitForURL(/lots\//);
  const code = await until(page, `${demo.url}/telephones`, (text) => (text.match(shown) ?? []).find((one) => !known.includes(one)));
  await page.goto(`${demo.url}/recherche?q=${encodeURIComponent(pupil)}`);
  await main.getByRole("link", { name: pupil }).first().click();
  const [, day, month, year] = (await main.innerText()).match(/Née? le\s+(?:\p{L}+ )?(\d{1,2})(?:er)? (\p{L}+) (\d{4})/u);
  const two = (number) => String(number).padStart(2, "0");
  return { pupil, code, born: `${year}-${two(months.indexOf(month) + 1)}-${two(day)}` };
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
  const { pupil, code, born } = await codeByMail(page, demo, "qui=legal1&division=5B", []);
  const [first] = pupil.split(" ").slice(-1);

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
  await main.getByRole("heading", { level: 2, name: first }).waitFor();
  await look("mes-enfants");

  // A second child, at the lycée: the code that its office sends.
  const office = await another(page, demo);
  await signIn(office.page, demo, "sbenali");
  const other = await codeByMail(office.page, demo, "qui=legal1", [code]);
  await office.close();
  await main.getByRole("link", { name: "Attacher un enfant" }).click();
  await look("attacher");
  await main.getByLabel("Code d'activation").fill(other.code);
  await main.getByLabel("Date de naissance de l'élève").fill(other.born);
  await main.getByRole("button", { name: "Attacher cet enfant" }).click();
  await main.getByText("L'enfant est attaché à votre compte.").waitFor();
  await look("deux-enfants");
  assert.equal(await main.getByRole("heading", { level: 2 }).filter({ hasText: /[A-Z]{2}/ }).count(), 2);

  // The officer types an absence; a minute later, the guardian comes back.
  const officer = await another(page, demo);
  await signIn(officer.page, demo, "cperrin");
  await find(officer.page, demo, { name: pupil.split(" ")[0], division: "5B", pupil });
  await officer.page.getByLabel("Action").selectOption({ label: "Aucune" });
  await officer.page.getByRole("button", { name: "Valider" }).first().click();
  await officer.page.getByText("C'est enregistré").waitFor();
  await officer.close();
  await page.context().clearCookies();
  await page.goto(`${demo.url}/connexion`);
  await main.getByLabel("Identifiant").fill("camille.roux");
  await main.getByLabel("Mot de passe").fill(password);
  await main.getByRole("button", { name: "Se connecter" }).click();
  await main.getByText(/Depuis votre visite du .* : 1\sabsence/).waitFor();
  await main.getByText("Rien de nouveau depuis votre visite").waitFor();
  await look("nouveautes");
  const child = await main.locator('a[href^="/enfants/"][href$="/absences"]').first().getAttribute("href");
  await page.goto(demo.url + child);
  await main.getByText("À justifier").first().waitFor();
  await look("absence-d-il-y-a-une-minute");
  await page.goto(demo.url + child.replace(/absences$/, "notes"));
  await main.getByRole("heading", { level: 1 }).waitFor();
  await look("notes");
  assert.deepEqual(office.problems, []);
});
