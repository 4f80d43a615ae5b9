// What every page offers: help, print, what is new, practical information, leave; on a telephone,
// without JavaScript, on a desk.
import assert from "node:assert/strict";
import { after } from "node:test";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "cadre");

/** One of the tools of the bar; on a narrow screen they are folded under « Menu ». */
async function tool(page, role, name) {
  const folded = page.locator("header summary").filter({ hasText: "Menu" });
  const found = page.locator("header").getByRole(role, { name });
  if ((await folded.isVisible()) && !(await found.isVisible())) await folded.click();
  await found.waitFor();
  return found;
}

const scripted = (page) => page.evaluate(() => document.querySelector("button[data-print]").closest("[hidden]") === null);

/** What is left of a page on paper: the texts that show. */
async function onPaper(page, work) {
  await page.emulateMedia({ media: "print" });
  await work();
  await page.emulateMedia({ media: null });
}

walk("les outils de chaque page", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/absences/actions`);
  await tool(page, "link", "Aide");
  const names = await page.locator("header details li:not([hidden])").allInnerTexts();
  const wanted = ["Aide", "Imprimer", "Quoi de neuf nouveau", "Informations pratiques", "Quitter"];
  const javascript = await scripted(page).catch(() => false);
  assert.deepEqual(names.map((name) => name.replaceAll(/\s+/g, " ").trim()), wanted.filter((name) => javascript || name !== "Imprimer"), "no button that does nothing");
  await look("menu");

  // Help opens where the page is spoken of, with its pictures, and leads back to all guides.
  await (await tool(page, "link", "Aide")).click();
  await page.waitForURL(/\/aide\/direction#les-actions$/);
  await page.getByRole("heading", { level: 3, name: "Les actions" }).waitFor();
  await look("aide-actions");
  await page.getByRole("navigation", { name: "Sommaire" }).getByRole("link", { name: "Les heures et les limites" }).click();
  await page.waitForURL(/#les-heures-et-les-limites$/);
  const picture = main.getByRole("img", { name: "Les heures et les limites" });
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => [...document.images].some((image) => image.src.includes("heures-limites") && image.complete && image.naturalWidth > 0)).catch(() => {});
  assert.ok((await page.context().request.get(await picture.evaluate((image) => image.src))).ok());
  await page.getByRole("navigation", { name: "Vous êtes ici" }).getByRole("link", { name: "Aide" }).click();
  await page.getByRole("heading", { level: 2, name: "Pour vous" }).waitFor();
  await look("aide");
  await main.getByLabel("Rechercher dans l'aide").fill("MOTS DE PASSE OUBLIES");
  await main.getByRole("button", { name: "Chercher" }).click();
  await main.getByRole("link", { name: "Se connecter", exact: true }).waitFor();
  await look("cherche");
  await main.getByRole("link", { name: "Se connecter", exact: true }).click();
  await page.waitForURL(/\/aide\/compte#se-connecter$/);

  // What is new says so until it has been read.
  await (await tool(page, "link", /Quoi de neuf/)).click();
  await page.getByRole("heading", { level: 1, name: "Quoi de neuf" }).waitFor();
  await look("nouveautes");
  assert.equal(await page.locator("header").getByText("nouveau").count(), 0, "it is being read");
  await main.getByRole("link", { name: "Montrer aussi ce qui concerne les autres fonctions" }).click();
  await main.getByText("Fournisseurs de SMS").waitFor();

  await (await tool(page, "button", "Quitter")).click();
  await page.waitForURL(/\/connexion/);
});

walk("les informations pratiques", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/`);
  await (await tool(page, "link", "Informations pratiques")).click();
  await main.getByText("Vie scolaire", { exact: true }).waitFor();
  await look("page");

  await main.getByRole("link", { name: /^Modifier/ }).click();
  await main.getByRole("link", { name: "Ajouter un contact" }).click();
  await page.getByRole("textbox", { name: /^Service/ }).fill("Loge");
  await page.getByLabel("Téléphone").fill("01 99");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("link", { name: /compte dix chiffres/ }).waitFor();
  await look("refuse");
  assert.equal(await page.getByRole("textbox", { name: /^Service/ }).inputValue(), "Loge", "what was typed is kept");
  await page.getByLabel("Téléphone").fill("01 99 00 00 15");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("C'est ajouté : la page le montre.").waitFor();
  await look("ajoute");

  const contacts = main.getByRole("table", { name: "Contacts" });
  const order = async () => (await contacts.locator("tbody th").allInnerTexts()).map((text) => text.trim());
  assert.equal((await order()).at(-1), "Loge");
  for (const _ of [1, 2, 3]) {
    await main.getByRole("button", { name: /^Monter\s*, Loge/ }).click();
    await page.getByText("L'ordre est changé.").waitFor();
  }
  assert.deepEqual(await order(), ["Loge", "Vie scolaire", "Secrétariat", "Infirmerie"]);
  await main.getByRole("button", { name: /^Retirer\s*, Infirmerie/ }).click();
  await page.getByText("C'est retiré de la page.").waitFor();
  await look("retire");
  await main.getByRole("link", { name: "Voir la page" }).click();
  assert.deepEqual(await order(), ["Loge", "Vie scolaire", "Secrétariat"]);

  // On paper: what is said, and nothing of what one presses.
  await onPaper(page, async () => {
    await main.getByText("01 99 00 00 15").waitFor();
    await page.getByText("Collège Les Tilleuls").first().waitFor();
    for (const gone of [page.getByRole("navigation").first(), page.getByRole("search").first(), main.getByRole("link", { name: /^Modifier/ }), page.locator("header details").first(), page.locator("footer"), page.getByText("Démonstration : nous sommes")]) {
      assert.equal(await gone.isVisible(), false, `${gone} is printed`);
    }
  });
  await page.goto(`${demo.url}/informations/modification`);
  await onPaper(page, async () => {
    for (const button of await page.locator("button, .ds-button").all()) assert.equal(await button.isVisible(), false, `${await button.innerText()} is printed`);
  });
});
