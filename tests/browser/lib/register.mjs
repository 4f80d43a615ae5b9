// Gestures of the secretary, and files that they bring.
import assert from "node:assert/strict";
import fs from "node:fs";
import { written } from "./routes.mjs";

/** From « Fiches individuelles » to a pupil of 5B, and to a tab of the record. */
export async function open(page, demo, pupil, tab) {
  await page.goto(`${demo.url}/eleves`);
  await page.getByLabel("Nom", { exact: true }).fill(pupil.slice(0, 2).toLowerCase());
  await page.getByLabel("Classe").selectOption("5B");
  await page.getByRole("button", { name: "Chercher", exact: true }).click();
  await page.getByRole("link", { name: pupil }).click();
  await page.getByRole("heading", { level: 1, name: pupil }).waitFor();
  if (tab) await page.getByRole("link", { name: tab, exact: typeof tab === "string" }).click();
}

/** Writes the e-mail address of ABOU Inès's mother. */
export async function writeMother(page, demo, email) {
  await open(page, demo, "ABOU Inès", /^Responsables/);
  await page.getByRole("main").getByRole("link", { name: /^Modifier.*ABOU Nadia/ }).click();
  await page.getByLabel("Courriel").fill(email);
  await page.getByRole("main").getByRole("button", { name: "Valider" }).click();
  await page.getByText("La fiche est à jour.").waitFor();
}

/** This morning's export of the demonstration's collège, where that address is another. */
export function sinceChanged(email, pupils = 600) {
  const export_ = written("--pupils", `${pupils}`);
  const guardians = export_.files.find((file) => /responsable/i.test(file));
  const text = fs.readFileSync(guardians, "latin1");
  const people = text.match(/<PERSONNE PERSONNE_ID="\d+">[^]*?<\/PERSONNE>/g);
  const mothers = people.filter((one) => />ABOU</.test(one) && />NADIA</i.test(one));
  assert.equal(mothers.length, 1, "one ABOU Nadia");
  const changed = mothers[0].replace(/<MEL>[^<]*<\/MEL>/, `<MEL>${email}</MEL>`);
  assert.notEqual(changed, mothers[0], "she has an address");
  fs.writeFileSync(guardians, text.replace(mothers[0], changed), "latin1");
  return export_;
}

/** Gives exports, and waits for what would change. */
export async function compare(page, demo, files) {
  await page.goto(`${demo.url}/eleves/import`);
  await page.getByLabel("Exports des registres").setInputFiles(files);
  await page.getByRole("main").getByRole("button", { name: "Comparer" }).click();
  await awaited(page, "Avant d'importer");
}

/** Waits for the page with this title; without JavaScript, asks again as a person does. */
export async function awaited(page, name) {
  const title = page.getByRole("heading", { level: 1, name });
  for (const end = Date.now() + 30_000; !(await title.count()); ) {
    assert.ok(Date.now() < end, await page.getByRole("main").innerText());
    await page.waitForTimeout(700);
    const ask = page.getByRole("main").getByRole("link", { name: "Mettre à jour" });
    if (await ask.count().catch(() => 0)) await ask.click().catch(() => {});
  }
}
