// Bilans and their models, and the documents that printing leaves: on a telephone, without
// JavaScript, on a desk.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after } from "node:test";
import { reachable } from "./lib/absences.mjs";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "bilans");

/** What a button or a link gives to keep: its name, and its first octets. */
async function kept(page, press) {
  const arrives = page.waitForEvent("download");
  await press();
  const file = await arrives;
  return { name: file.suggestedFilename(), begins: fs.readFileSync(await file.path()).subarray(0, 60).toString("latin1") };
}

walk("un modèle, un bilan, un document", "hlefort", async ({ page, demo, look, main }) => {
  const press = (name) => () => main.getByRole("button", { name, exact: true }).click();
  const follow = (name) => () => main.getByRole("link", { name, exact: true }).click();
  // A pupil is absent, for something that paper must not say.
  const [who] = await reachable(page, demo, "5B", 1);
  await page.goto(who.href);
  for (const day of [/^Du\b/, /^Au\b/]) await page.getByLabel(day).fill("2026-11-23");
  await page.getByLabel("Motif", { exact: true }).selectOption({ label: "Panne de réveil" });
  await page.getByLabel("Action").selectOption({ label: "Aucune" });
  await main.getByRole("button", { name: "Valider" }).first().click();
  await page.getByText("C'est enregistré").waitFor();

  await page.goto(`${demo.url}/absences/modeles-de-bilans`);
  await main.getByRole("link", { name: "Bilan de l'établissement" }).waitFor();
  await look("modeles");
  await follow("Ajouter un modèle de bilan")();
  await page.getByLabel(/^Nom\b/).fill("Assiduité");
  await page.getByLabel(/^Lignes/).selectOption({ label: "Par élève, avec le détail des absences" });
  await page.getByLabel(/^Ordre des lignes/).selectOption({ label: "Minutes de retard, du plus grand au plus petit" });
  await press("Valider")();
  await page.getByRole("link", { name: "Choisissez l'ordre d'une colonne que vous avez cochée." }).first().waitFor();
  assert.equal(await page.getByLabel(/^Nom\b/).inputValue(), "Assiduité", "what was typed is kept");
  await look("refuse");
  await page.getByLabel("Minutes de retard", { exact: true }).check();
  await press("Valider")();
  await page.getByText("Le modèle est ajouté : « Bilans » le propose.").waitFor();
  await look("ajoute");

  await page.goto(`${demo.url}/absences/statistiques`);
  await follow("Bilans à imprimer")();
  await page.getByRole("heading", { level: 1, name: "Bilans" }).waitFor();
  await look("bilans");
  await follow("Assiduité")();
  await page.getByLabel("Classe").selectOption("5B");
  await press("Filtrer")();
  await page.getByLabel("Élève", { exact: true }).selectOption({ label: who.pupil });
  await press("Filtrer")();
  const rows = main.getByRole("table", { name: "Assiduité" }).locator("tbody tr");
  assert.equal(await rows.count(), 2, "the pupil, then the total");
  assert.match(await rows.first().innerText(), new RegExp(`${who.pupil}[^]*5B[^]*2`));
  await look("apercu");
  const sheet = await kept(page, follow("Télécharger (ODS)"));
  assert.match(sheet.name, /^bilan-2026-11-24\.ods$/);
  assert.match(sheet.begins, /^PK.*mimetypeapplication/s);
  await press("Imprimer (PDF)")();
  await page.getByText("Le bilan est prêt").waitFor();
  await look("pret");
  const pdf = await kept(page, follow("Ouvrir le PDF"));
  assert.match(pdf.name, /\.pdf$/);
  assert.match(pdf.begins, /^%PDF-1\./);

  await page.goto(`${demo.url}/absences/documents`);
  const title = `Assiduité, ${who.pupil} (5B), novembre 2026`;
  await main.getByRole("link", { name: title, exact: true }).waitFor();
  await look("documents");
  await follow(title)();
  const again = await kept(page, follow("Imprimer à nouveau (PDF)"));
  assert.equal(again.name, pdf.name);
  await look("document");
  await follow("Supprimer")();
  await page.getByText("Ce document ne pourra plus être imprimé à nouveau.").waitFor();
  await look("demande");
  await press("Supprimer le document")();
  await page.getByText("Le document est supprimé.").waitFor();
  await page.getByText("Aucun document").waitFor();
  await look("supprime");
});
