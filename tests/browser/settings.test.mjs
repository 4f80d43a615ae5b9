// What a school settles for its entries: on a telephone, without JavaScript, on a desk.
import assert from "node:assert/strict";
import { after } from "node:test";
import { reachable } from "./lib/absences.mjs";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "parametrages");

walk("les groupes de divisions", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/absences/groupes`);
  await look("aucun");
  await main.getByRole("link", { name: "Ajouter un groupe" }).click();
  await page.getByLabel(/^Nom\b/).fill("Sixièmes");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("link", { name: "Choisissez au moins une division." }).first().waitFor();
  await look("refuse");
  assert.equal(await page.getByLabel(/^Nom\b/).inputValue(), "Sixièmes", "what was typed is kept");
  for (const code of ["6A", "6B"]) await page.getByLabel(code, { exact: true }).check();
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("Le groupe est ajouté : on peut le choisir comme une division.").waitFor();
  await look("ajoute");

  // The group is chosen as a division is, and finds the pupils of all its divisions.
  const found = async () => {
    await main.getByRole("button", { name: "Chercher", exact: true }).click();
    await main.getByRole("table", { name: "Élèves trouvés" }).waitFor();
    return main.getByRole("table", { name: "Élèves trouvés" }).locator("tbody tr").allInnerTexts();
  };
  await page.goto(`${demo.url}/absences/saisie`);
  await page.getByLabel("Classe").selectOption({ label: "Sixièmes" });
  const together = await found();
  assert.ok(together.length > 10);
  assert.deepEqual(together.filter((row) => !/6[AB]/.test(row)), [], "of these divisions alone");
  await look("cherche");

  await page.goto(`${demo.url}/absences/groupes`);
  await main.getByRole("button", { name: /^Retirer\s*, Sixièmes/ }).click();
  await page.getByText("Le groupe est retiré. « Remettre » le rend.").waitFor();
  await look("retire");
  await main.getByRole("button", { name: /^Remettre\s*, Sixièmes/ }).click();
  await page.getByText("Le groupe est à nouveau proposé.").waitFor();
});

walk("les couleurs de la semaine", "hlefort", async ({ page, demo, look, main }) => {
  const ground = () => main.locator(".p-week-legend li").filter({ hasText: /Absence$/ }).locator("span").evaluate((mark) => getComputedStyle(mark).backgroundColor);
  await page.goto(`${demo.url}/absences/couleurs`);
  const before = await ground();
  await look("couleurs");
  await main.getByRole("group", { name: "Absence" }).getByLabel("Turquoise").check();
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("C'est enregistré : la semaine de chaque élève prend ces couleurs.").waitFor();
  const chosen = await ground();
  assert.notEqual(chosen, before);
  const [who] = await reachable(page, demo, "5B", 1);
  await page.goto(who.href);
  assert.equal(await ground(), chosen, "the week of a pupil is drawn so");
  await look("semaine");
  await page.goto(`${demo.url}/absences/couleurs`);
  await main.getByRole("button", { name: "Rétablir les couleurs de départ" }).click();
  await page.getByText("C'est enregistré").waitFor();
  assert.equal(await ground(), before);
});

walk("les valeurs par défaut de la saisie", "hlefort", async ({ page, demo, look, main }) => {
  const settings = `${demo.url}/absences/valeurs`;
  const chosen = async (label) => (await page.getByLabel(label, { exact: true }).locator("option:checked").innerText()).replaceAll(/\s/g, " ");
  await page.goto(settings);
  await page.getByLabel("Motif").selectOption({ label: "Panne de réveil" });
  await page.getByLabel("Jusqu'à").selectOption({ label: "12 h 30" });
  await page.getByLabel(/^Une absence n'envoie plus de SMS/).fill("400");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("link", { name: /^Indiquez un nombre de jours/ }).waitFor();
  await look("refuse");
  await page.getByLabel(/^Une absence n'envoie plus de SMS/).fill("7");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("C'est enregistré : la saisie commence ainsi.").waitFor();

  // The form begins so; an absence of two weeks ago is recorded, and told to nobody.
  const [who] = await reachable(page, demo, "5B", 1);
  await page.goto(who.href);
  assert.deepEqual([await chosen("Motif"), await chosen("Jusqu'à"), await chosen("Action")], ["Panne de réveil", "12 h 30", "SMS"]);
  for (const day of [/^Du\b/, /^Au\b/]) await page.getByLabel(day).fill("2026-11-10");
  await main.getByRole("button", { name: "Valider" }).first().click();
  await page.getByRole("link", { name: /finie depuis plus de 7 jours. Choisissez l'action « Aucune »/ }).waitFor();
  await look("trop-ancienne");
  await page.getByLabel("Action").selectOption({ label: "Aucune" });
  await main.getByRole("button", { name: "Valider" }).first().click();
  await page.getByText("C'est enregistré").waitFor();
  await main.getByRole("table", { name: "Absences de l'élève" }).getByRole("link", { name: /10 novembre/ }).click();
  await page.getByText("Aucune action n'est proposée").waitFor();
  await look("sans-action");

  // What is withdrawn is not proposed any more, and the settings say so.
  await page.goto(`${demo.url}/absences/motifs`);
  await main.getByRole("button", { name: /^Retirer\s*, Panne de réveil/ }).click();
  await page.goto(settings);
  await page.getByText("Motif « Panne de réveil » : il a été retiré.").waitFor();
  await look("motif-retire");
  await main.getByRole("button", { name: "Rétablir les valeurs de départ" }).click();
  await page.getByText("C'est enregistré").waitFor();
  assert.equal(await chosen("Jusqu'à"), "La fin des cours du jour");
});
