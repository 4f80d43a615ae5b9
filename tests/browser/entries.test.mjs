// What the school-life office types beyond the hours of an absence, and what the school decides of
// its lists, its hours and its closed days: on a telephone, without JavaScript, on a desk.
import assert from "node:assert/strict";
import { after } from "node:test";
import { find, reachable } from "./lib/absences.mjs";
import { launch } from "./lib/browser.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "saisies");

walk("un retard, puis ce qu'il en est vraiment", "cperrin", async ({ page, demo, look, main }) => {
  const [who] = await reachable(page, demo, "5B", 1);
  await find(page, demo, who);
  await page.getByLabel("Nature").selectOption({ label: "Retard" });
  await main.getByRole("button", { name: "Valider" }).first().click();
  await page.getByRole("link", { name: /Indiquez la durée du retard/ }).first().waitFor();
  await page.getByLabel("Minutes de retard").fill("10");
  await page.getByLabel("Motif", { exact: true }).selectOption({ label: "Panne de réveil" });
  await look("retard");
  // The same buttons stand below the week.
  await main.getByRole("button", { name: "Valider" }).last().click();
  await page.getByText("C'est enregistré. 1 SMS attend").waitFor();
  await main.getByRole("table", { name: "Absences de l'élève" }).getByRole("link", { name: /^Retard de 10 minutes/ }).click();
  await page.getByRole("heading", { name: "Historique des actions" }).waitFor();
  await look("saisie");

  // The bus was late: the family is told nothing else, and the reason is another one.
  await page.getByLabel("Motif", { exact: true }).selectOption({ label: "Difficulté accidentelle de transport" });
  await page.getByLabel("Motif légitime").selectOption({ label: "Selon le motif" });
  await page.getByLabel("Établissement informé").check();
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("C'est modifié.").waitFor();
  await main.getByText("Difficulté accidentelle de transport (légitime)").first().waitFor();

  // It was no lateness: what had not left is withdrawn, and another message is asked for.
  await page.getByLabel("Nature").selectOption({ label: "Départ" });
  await page.getByLabel("Jusqu'à").selectOption({ label: "12 h 30" });
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("1 message qui n'était pas parti est supprimé").waitFor();
  await main.getByRole("button", { name: "Ajouter l'action" }).click();
  await page.getByText("1 SMS attend dans « SMS à diffuser ».").waitFor();
  await look("modifiee");
  await main.getByRole("button", { name: /^Annuler la saisie/ }).click();
  await page.getByRole("heading", { level: 1, name: /^Annuler une saisie de/ }).waitFor();
  await look("annulation");
  await main.getByRole("button", { name: "Annuler la saisie" }).click();
  await page.getByText("La saisie est annulée ; ce qui n'était pas encore parti ne partira pas.").waitFor();
});

walk("le cours d'un seul enseignant, puis un repas", "cperrin", async ({ page, demo, look, main }) => {
  let who;
  for (who of await reachable(page, demo, "5B", 8)) {
    await find(page, demo, who);
    if (await page.getByLabel("Porte sur").count()) break;
  }
  await page.getByLabel("À partir de").selectOption({ label: "8 h 30" });
  await page.getByLabel("Jusqu'à").selectOption({ label: "9 h 25" });
  await page.getByRole("checkbox", { name: /^Légal 1/ }).uncheck();
  await main.getByRole("button", { name: "Valider" }).first().click();
  await page.getByRole("link", { name: /Choisissez au moins un destinataire/ }).first().waitFor();
  // The hours are those of one lesson: the timetable says it, and who decides otherwise is right.
  const subject = await page.getByLabel("Discipline").inputValue();
  assert.notEqual(subject, "", "proposed by the timetable");
  assert.notEqual(await page.getByLabel("Enseignant").inputValue(), "");
  await page.getByLabel("Enseignant").selectOption({ label: "AUCUN" });
  await page.getByRole("checkbox", { name: /^Légal 1/ }).check();
  await look("cours");
  await main.getByRole("button", { name: "Valider" }).last().click();
  await page.getByText("C'est enregistré. 1 SMS attend").waitFor();
  await main.getByRole("table", { name: "Absences de l'élève" }).getByRole("link").first().click();
  await page.getByRole("heading", { name: "Historique des actions" }).waitFor();
  assert.equal(await page.getByLabel("Discipline").inputValue(), subject);
  assert.equal(await page.getByLabel("Enseignant").inputValue(), "");

  await find(page, demo, who);
  await page.getByLabel("Porte sur").selectOption({ label: "Demi-pension" });
  await page.getByLabel("Nature").selectOption({ label: "Départ" });
  await main.getByRole("button", { name: "Valider" }).last().click();
  await page.getByRole("link", { name: /choisissez « Absence » ou « Exclusion »/ }).first().waitFor();
  await page.getByLabel("Nature").selectOption({ label: "Absence" });
  await look("repas");
  await main.getByRole("button", { name: "Valider" }).last().click();
  await page.getByText("C'est enregistré. 1 SMS attend").waitFor();
  await main.getByRole("row", { name: /^Demi-pension/ }).getByRole("link", { name: /^Absence à la demi-pension/ }).click();
  await page.getByText("Absence à la demi-pension, mardi 24 novembre").first().waitFor();
  await look("repas-saisi");
});

walk("une sortie pour toute une classe, qui n'a pas lieu", "cperrin", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/absences/collective`);
  await page.getByLabel("Classe ou groupe").selectOption("division:4C");
  await main.getByRole("button", { name: "Choisir" }).click();
  const pupils = await main.getByRole("checkbox").count();
  await main.getByRole("checkbox").first().uncheck();
  await page.getByLabel(/^Du\b/).fill("2026-11-27");
  await page.getByLabel(/^Au\b/).fill("2026-11-27");
  await look("collective");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText(`${pupils - 1} saisies enregistrées.`).waitFor();
  await look("collective-faite");
  await main.getByRole("button", { name: "Annuler ces saisies" }).click();
  await page.getByText("Ces saisies sont annulées.").waitFor();
  await page.goto(`${demo.url}/absences/collective`);
  await main.getByText("Annulée").first().waitFor();
});

walk("les listes et les horaires de l'établissement", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/absences/motifs`);
  await look("motifs");
  await main.getByRole("link", { name: "Ajouter un motif" }).click();
  await page.getByLabel("Libellé").fill("Compétition sportive");
  await page.getByLabel("Confidentiel").check();
  await page.getByLabel("Publié aux familles").check();
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("link", { name: /Un motif confidentiel n'est ni publié/ }).waitFor();
  await look("refuse");
  assert.equal(await page.getByLabel("Libellé").inputValue(), "Compétition sportive", "what was typed is kept");
  await page.getByLabel("Confidentiel").uncheck();
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("Le motif est ajouté : la saisie le propose.").waitFor();
  await main.getByRole("button", { name: /^Retirer\s*, Compétition sportive/ }).click();
  await page.getByText("Rien de ce qui a été saisi ne change.").waitFor();
  await main.getByRole("button", { name: /^Remettre\s*, Compétition sportive/ }).click();
  await page.getByText("La saisie le propose à nouveau.").waitFor();

  await page.goto(`${demo.url}/absences/horaires`);
  await look("horaires");
  await page.getByLabel("Sonneries").fill("8h00 9h00 10h15 11h15 midi 14h00 16h00 17h00");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByRole("link", { name: /« midi » n'est pas une heure/ }).waitFor();
  await page.getByLabel("Sonneries").fill("8h00 9h00 10h15 11h15 12h30 14h00 16h00 17h05");
  await main.getByRole("button", { name: "Valider" }).click();
  await page.getByText("C'est enregistré.").waitFor();

  await page.goto(`${demo.url}/absences/jours-fermes`);
  await look("jours-fermes");
  await page.getByLabel("Pourquoi").fill("Journée pédagogique");
  await page.getByLabel(/^Du\b/).fill("2026-11-27");
  await main.getByRole("button", { name: "Ajouter" }).click();
  await page.getByText("aucun cours n'est attendu ces jours-là").waitFor();
  await main.getByRole("button", { name: /^Retirer\s*, Armistice de 1918/ }).click();
  await page.getByText("Ces jours comptent comme des jours de cours.").waitFor();
  await look("jours-ouverts");
});
