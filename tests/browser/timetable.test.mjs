// The timetable of a school: seen, brought by a file, typed: on a telephone, without JavaScript, on a
// desk.
import assert from "node:assert/strict";
import { after } from "node:test";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "emploi-du-temps");
const PAGE = "/absences/emplois-du-temps";

walk("un cours saisi, un tableau importé", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}${PAGE}`);
  await main.getByLabel("Classe, groupe, enseignant ou salle").selectOption({ label: "5B" });
  await main.getByRole("button", { name: "Filtrer" }).click();
  await main.getByRole("table", { name: "Semaine : 5B" }).waitFor();
  assert.ok(await main.locator("tbody td a").count() > 15, "the week of a class");
  await look("semaine");

  // A lesson more, on an hour when the class has one already.
  await main.getByRole("link", { name: "Ajouter un cours" }).click();
  await page.getByLabel("Jour").selectOption({ label: "mardi" });
  await page.getByLabel(/^Début/).fill("08:30");
  await page.getByLabel(/^Fin/).fill("09:25");
  await page.getByLabel(/^Matière/).fill("Club d'échecs");
  assert.ok(await page.getByLabel("5B", { exact: true }).isChecked(), "the class that was shown");
  await look("cours");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("Le cours est ajouté.").waitFor();
  await look("ajoute");
  await main.getByRole("button", { name: "Terminer le cours" }).click();
  await page.getByText("Ce cours n'a plus lieu.").waitFor();
  await main.getByRole("button", { name: "Le remettre à l'emploi du temps" }).click();
  await page.getByText("Ce cours a lieu de nouveau.").waitFor();

  // A file that is none, then a table, of which something is not understood.
  await page.goto(`${demo.url}${PAGE}/import`);
  const give = async (name, text) => {
    await page.getByLabel("Fichiers de l'emploi du temps").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await main.getByRole("button", { name: "Comparer" }).click();
  };
  await give("notes.csv", "Élève;Note\nABADIE;12\n");
  await page.getByRole("link", { name: /« notes.csv » : ce fichier n'est ni/ }).waitFor();
  await look("refuse");
  await give("cours.csv", "Jour;Début;Fin;Matière;Enseignant;Classe\nlundi;08:30;09:25;Latin;DUPONT Jeanne;5B\nmardi;08:30;09:25;Grec;;6Z\n");
  await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
  await page.getByText("Classes et groupes inconnus de la base élèves : 1").click();
  await look("avant");
  await main.getByRole("button", { name: "Appliquer" }).click();
  await page.getByText(/est importé :\s*1\s*nouveau cours/).waitFor();
  await page.goto(`${demo.url}${PAGE}?de=division%3A5B`);
  await main.getByText("Latin").first().waitFor();
});
