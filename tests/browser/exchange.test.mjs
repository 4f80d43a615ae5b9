// Entries of a school as a table: brought, taken away, brought back, undone: on a telephone, without
// JavaScript, on a desk.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after } from "node:test";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "import-export");
const PAGE = "/absences/import-export";

walk("un tableau importé, exporté, annulé", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/absences/saisie?classe=5B`);
  const listed = await main.getByRole("table", { name: "Élèves trouvés" }).locator("tbody th").allInnerTexts();
  const [first, second] = listed.map((name) => /^([^a-zà-ÿ]+) (\S.*)$/.exec(name.trim().replaceAll(/\s+/g, " ")).slice(1).join(";"));

  const give = async (name, text) => {
    await page.goto(`${demo.url}${PAGE}`);
    await page.getByLabel("Tableau des saisies").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await main.getByRole("button", { name: "Comparer" }).click();
  };
  await page.goto(`${demo.url}${PAGE}`);
  await main.getByText("Préparer un tableau venu d'un autre programme").click();
  await look("page");
  await give("notes.csv", "Matière;Note\nLatin;12\n");
  await page.getByRole("link", { name: /« notes.csv » : ce fichier n'est pas un tableau d'absences/ }).waitFor();
  await look("refuse");

  // Four lines: two of them are for a person to look at.
  const table = "Nom;Prénom;Nature;Date;Début;Fin;Minutes;Motif\n"
    + `${first};;16/09/2026;8h30;12h30;;Rendez-vous médical\n${second};Retard;16/09/2026;8h30;;10;\n`
    + `${first};;17/09/2026;8h30;12h30;;Colonie\nNEMO;Jean;;16/09/2026;8h30;12h30;;\n`;
  await give("saisies.csv", table);
  await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
  await page.getByText(/Motifs à créer : 1\s*ligne/).click();
  await page.getByText("« Colonie » n'est pas dans Paramétrages → Motifs").waitFor();
  await look("avant");
  await main.getByRole("button", { name: "Importer" }).click();
  await page.getByText("L'import est fait. Aucune famille n'a été prévenue.").waitFor();
  const result = page.url();
  await look("fait");

  // What is exported is there already.
  await page.goto(`${demo.url}${PAGE}`);
  await page.getByLabel("Du", { exact: true }).fill("2026-09-16");
  await page.getByLabel("Au", { exact: true }).fill("2026-09-16");
  await page.getByLabel(/Écrire aussi les motifs de santé/).check();
  const [download] = await Promise.all([page.waitForEvent("download"), main.getByRole("button", { name: "Exporter" }).click()]);
  const exported = fs.readFileSync(await download.path(), "utf8");
  assert.match(download.suggestedFilename(), /^absences-2026-\d\d-\d\d\.csv$/);
  assert.match(exported, /"Rendez-vous médical";"oui"/);
  await give("export.csv", exported);
  await page.getByText("Ce fichier n'ajoute rien.").waitFor();
  await look("deja-la");

  await page.goto(`${demo.url}${PAGE}`);
  await main.getByRole("link", { name: "saisies.csv" }).click();
  await page.waitForURL((url) => result.startsWith(url.href));
  await main.getByRole("button", { name: "Annuler cet import" }).click();
  await page.getByText("L'import est annulé.").waitFor();
  await look("annule");
  // And nobody was written to.
  await page.goto(`${demo.url}/absences/sms`);
  for (const name of [first, second]) assert.equal(await main.getByText(name.replace(";", " ")).count(), 0);
});
