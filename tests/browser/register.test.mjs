// « Base élèves » and « Personnels », as the secretary and the head use them: on a telephone,
// without JavaScript, on a desk.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { launch, newContext, shot } from "./lib/browser.mjs";
import { awaited, compare, open, sinceChanged, writeMother } from "./lib/register.mjs";
import { portrait } from "./lib/routes.mjs";
import { walks } from "./lib/walk.mjs";
import { zip } from "./lib/zip.mjs";

const browser = await launch();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "preau-register-"));
after(async () => {
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const walk = walks(browser, "registre");

walk("la fiche d'un élève et de ses responsables", "nbrunet", async ({ page, demo, look, main }) => {
  await open(page, demo, "ABOU Inès", "Adresse élève");
  await main.getByRole("link", { name: "Modifier" }).click();
  await page.getByLabel("Courriel").fill("pas une adresse");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("link", { name: /adresse/ }).first().waitFor();
  assert.equal(await page.getByLabel("Courriel").inputValue(), "pas une adresse", "what was typed is kept");
  await look("refusee");
  await page.getByLabel("Courriel").fill("ines.abou@example.fr");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("La fiche est à jour.").waitFor();

  // The mother takes back her consent.
  await open(page, demo, "ABOU Inès", /^Responsables/);
  const nadia = main.getByRole("link", { name: /^Modifier.*ABOU Nadia/ });
  await nadia.click();
  await page.getByLabel("accepte les SMS").uncheck();
  await look("responsable");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("La fiche est à jour.").waitFor();
  await look("accord-repris");
  await nadia.click();
  assert.equal(await page.getByLabel("accepte les SMS").isChecked(), false);

  // Somebody is added, detached, attached again.
  await open(page, demo, "ABOU Inès", /^Responsables/);
  await main.getByRole("link", { name: "Ajouter un responsable" }).click();
  await page.getByLabel("Civilité").selectOption("Mme");
  await page.getByRole("textbox", { name: /^Nom\b/ }).fill("Martel");
  await page.getByRole("textbox", { name: /^Prénom/ }).fill("Odile");
  await page.getByLabel("Lien avec l'élève").selectOption({ index: 1 });
  await look("ajout");
  await main.getByRole("button", { name: "Valider" }).click();
   await page.getByText("Le responsable est ajouté.").waitFor();
  await main.getByRole("link", { name: /Détacher ce responsable.*MARTEL Odile/ }).click();
  await look("detacher");
  await main.getByRole("button", { name: "Détacher ce responsable" }).click();
  await page.getByText("Le responsable est détaché de l'élève").waitFor();
  await look("detache");
  await main.getByRole("button", { name: /^Rattacher/ }).click();
  await page.getByText("Le responsable est de nouveau rattaché à l'élève.").waitFor();
});

walk("un import et un choix", "nbrunet", async ({ page, demo, look, main }) => {
  await writeMother(page, demo, "nadia@example.com");
  const { files, remove } = sinceChanged("n.abou@example.org");
  await compare(page, demo, files);
  await look("differences");
  await main.getByRole("button", { name: "Accepter" }).click();
  await awaited(page, "Import fait");
  remove();
  await open(page, demo, "ABOU Inès", /^Responsables/);
  await page.getByText("n.abou@example.org").first().waitFor();
  await look("a-choisir");
  await main.getByRole("button", { name: /^Prendre la valeur de l'export/ }).click();
  await page.getByText("Votre choix est enregistré.").waitFor();
  assert.equal(await main.getByText("nadia@example.com").count(), 0);
  assert.ok(await main.getByText("n.abou@example.org").count());
});

walk("les photographies", "nbrunet", async ({ page, demo, look, main }) => {
  await open(page, demo, "ABOU Inès", "Scolarité");
  const number = (await main.innerText()).match(/Numéro[^\d]*(\d+)/)[1];
  const archive = path.join(folder, "5B.zip");
  const bytes = fs.readFileSync(portrait);
  fs.writeFileSync(archive, zip([[`5B/${number}.png`, bytes], ["5B/999999.png", bytes], ["5B/liste.txt", Buffer.from("ABOU")]]));
  await page.goto(`${demo.url}/eleves/photographies`);
  await look("depot");
  await page.getByLabel("Archives de photographies").setInputFiles(archive);
  await main.getByRole("button", { name: "Placer les photographies" }).click();
  await awaited(page, "Photographies placées");
  await page.getByText("Aucun élève présent n'a ce numéro.").waitFor();
  await look("placees");
  await open(page, demo, "ABOU Inès", "Photo");
  const seen = main.getByRole("img", { name: "Photographie de ABOU Inès" });
  assert.ok(await seen.evaluate((image) => image.decode().then(() => image.naturalWidth)), "the picture is shown");
  const { width, height } = await seen.boundingBox();
  const natural = await seen.evaluate((image) => image.naturalWidth / image.naturalHeight);
  assert.ok(Math.abs(width / height - natural) < 0.05, "as it was taken");
  await page.getByLabel("Photographie").setInputFiles(archive);
  await main.getByRole("button", { name: "Enregistrer la photographie" }).click();
  await page.getByText("Ce n'est pas une image").first().waitFor();
  await look("refusee");
  await page.getByLabel("Photographie").setInputFiles(portrait);
  await main.getByRole("button", { name: "Enregistrer la photographie" }).click();
  await page.getByText("La photographie est enregistrée.").waitFor();
  await look("enregistree");
  await main.getByRole("link", { name: "Retirer la photographie" }).click();
  await look("retirer");
  await main.getByRole("button", { name: "Retirer la photographie" }).click();
  await page.getByText("La photographie est retirée.").waitFor();
});

walk("les comptes des personnels", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/personnels`);
  const teachers = page.getByRole("row").filter({ hasText: "Sans compte" }).filter({ hasText: "Mathématiques" });
  const names = [];
  for (const index of [0, 1]) {
    const row = teachers.nth(index);
    names.push((await row.getByRole("link").first().innerText()).trim());
    await row.getByRole("checkbox").check();
  }
  await look("liste");
  await main.getByRole("button", { name: "Ouvrir les comptes sélectionnés" }).click();
  for (const name of names) await main.getByText(name).first().waitFor();
  const links = (await main.innerText()).match(/\/mot-de-passe\/\S+/g);
  assert.equal(links.length, 2);
  await look("fiches");
  await page.emulateMedia({ media: "print" });
  await shot(page, "registre-fiches-imprimees");
  for (const aside of ["nav", "footer", "main a", "main button"]) assert.equal(await page.locator(aside).filter({ visible: true }).count(), 0, `${aside} is not printed`);
  assert.ok(await main.getByText(names[0]).first().isVisible());
  await page.emulateMedia({ media: null });
  // Shown once: whoever comes back to the page does not see the links again.
  await page.reload();
  assert.doesNotMatch(await main.innerText(), /\/mot-de-passe\//);
  await look("deja-montrees");
  // One of them uses their link.
  const theirs = await newContext(browser);
  const own = await theirs.newPage();
  await own.goto(new URL(links[0], demo.url).href);
  await own.getByRole("heading", { level: 1 }).waitFor();
  for (const field of await own.locator("input[type=password]").all()) await field.fill("une phrase bien à moi");
  await own.getByRole("main").getByRole("button").first().click();
  await own.waitForURL((url) => !url.pathname.startsWith("/mot-de-passe"));
  await theirs.close();

  await page.goto(`${demo.url}/personnels`);
  await main.getByRole("link", { name: names[0] }).click();
  await look("personne");
  await main.getByRole("link", { name: "Retirer l'accès" }).first().click();
  await look("retirer");
  await main.getByRole("button", { name: "Retirer l'accès" }).click();
  await main.getByRole("button", { name: "Rendre l'accès" }).waitFor();
  await main.getByRole("button", { name: "Rendre l'accès" }).click();
  await main.getByRole("link", { name: "Retirer l'accès" }).first().waitFor();
});
