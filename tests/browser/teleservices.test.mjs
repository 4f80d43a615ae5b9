// What a school opens to families, and the codes by which they will come in.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after } from "node:test";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "teleservices");

walk("la direction ouvre les télé-services", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/teleservices`);
  await main.getByText("Aucun télé-service n'est ouvert.").waitFor();
  await look("premiere-visite");
  await main.getByRole("button", { name: "Pas maintenant" }).click();
  await main.getByRole("button", { name: "Je souhaite en proposer" }).click();
  const notes = main.getByRole("group", { name: "Notes" });
  await notes.getByLabel("Responsables").check();
  await main.getByRole("button", { name: "Enregistrer" }).click();
  await main.getByText("C'est enregistré.").waitFor();
  await look("ouverts");
  assert.ok(await notes.getByLabel("Responsables").isChecked());
  assert.ok(!(await notes.getByLabel("Élèves").isChecked()));
  await page.goto(`${demo.url}/teleservices/historique`);
  await look("historique");
  await main.getByRole("button", { name: "Annuler ce changement" }).first().click();
  await page.goto(`${demo.url}/teleservices`);
  assert.ok(!(await notes.getByLabel("Responsables").isChecked()), "taken back");
});

walk("le secrétariat fait des codes et les imprime", "nbrunet", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/teleservices/codes/generation?qui=legal1&division=5B`);
  await look("generation");
  const boxes = main.locator("tbody").getByRole("checkbox");
  for (const rank of [0, 1, 2]) await boxes.nth(rank).check();
  await main.getByRole("button", { name: "Générer les codes" }).click();
  await page.waitForURL(/lots\/[0-9a-f-]{36}/);
  const batch = page.url();
  // Behind the page: it says itself how far it is, and without JavaScript the page is asked for again.
  for (let turn = 0; turn < 60 && !/3\s*codes/.test(await main.innerText()); turn += 1) {
    await page.waitForTimeout(500);
    await page.goto(batch);
  }
  await look("faits");
  assert.ok(!/[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/.test(await main.innerText()), "no code is shown");
  await page.goto(`${demo.url}/teleservices/codes/notification?qui=legal1&division=5B&moyen=letter`);
  await look("afficher");
  await boxes.first().check();
  await main.getByRole("button", { name: "Éditer" }).click();
  await page.waitForURL(/lots\/[0-9a-f-]{36}/);
  const letters = page.url();
  const print = main.getByRole("button", { name: /PDF/ });
  for (let turn = 0; turn < 60 && !(await print.count()); turn += 1) {
    await page.waitForTimeout(500);
    await page.goto(letters);
  }
  await look("lettres");
  const [download] = await Promise.all([page.waitForEvent("download"), print.first().click()]);
  assert.equal(fs.readFileSync(await download.path()).subarray(0, 5).toString(), "%PDF-");
  await main.getByRole("button", { name: "Tout est posté ou remis" }).click();
  await main.getByText(/posté/).first().waitFor();
  await page.goto(`${demo.url}/teleservices/codes?qui=legal1&division=5B`);
  await look("liste");
  await main.getByRole("link", { name: "Modifier" }).first().click();
  await look("un-code");
  await main.getByRole("button", { name: "Désactiver" }).or(main.getByRole("button", { name: "Réactiver" })).first().click();
  await main.getByText(/[Dd]ésactivé/).first().waitFor();
  await look("desactive");
});
