// What is said of the pupils of a class, and the bulletins that are made of it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { inspect, launch, newContext, shot, views } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { signIn } from "./lib/people.mjs";
import { walks } from "./lib/walk.mjs";

const browser = await launch();
after(() => browser.close());
const walk = walks(browser, "bulletins");

const texts = (main) => main.locator("form[data-marks] textarea");
const said = (main) => main.locator("[data-marks-said]");

/** What a link gives, as a file. */
async function file(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return fs.readFileSync(await download.path());
}

walk("des appréciations aux bulletins publiés", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/notes`);
  await main.locator("tbody th a").first().click();
  await main.getByRole("link", { name: "Appréciations" }).click();
  await texts(main).first().fill("Un début d'année\nsérieux.");
  await texts(main).nth(1).fill("Trop long. ".repeat(60));
  await main.getByRole("button", { name: "Enregistrer les appréciations" }).click();
  await main.getByText("signes : 600 au plus.").first().waitFor();
  await look("trop-long");
  await texts(main).nth(1).fill("Peut mieux faire.");
  await main.getByRole("button", { name: "Enregistrer les appréciations" }).click();
  await main.getByText(/(est|sont) enregistrées?\./).first().waitFor();
  await look("appreciations");
  await page.reload();
  assert.equal(await texts(main).first().inputValue(), "Un début d'année sérieux.");
  // The council of the same class.
  const of = /^(?:Appréciations : )?(\S+) – /.exec(await main.getByRole("heading", { level: 1 }).textContent())[1];
  await page.goto(`${demo.url}/notes/conseil?classe=${of}`);
  await main.getByRole("link", { name: "Appréciations" }).click();
  await texts(main).first().fill("Félicitations du conseil.");
  await main.getByRole("button", { name: "Enregistrer les appréciations" }).click();
  await main.getByText(/(est|sont) enregistrées?\./).first().waitFor();
  await look("conseil");
  await page.goto(`${demo.url}/notes/bulletins?classe=${of}`);
  await look("projets");
  await main.getByLabel("Les familles le lisent à partir du").fill("2026-11-02");
  await main.getByRole("button", { name: "Arrêter les bulletins" }).click();
  await main.getByText("Choisissez aujourd'hui ou un jour à venir.").first().waitFor();
  await main.getByLabel("Les familles le lisent à partir du").fill("2026-12-04");
  await main.getByRole("button", { name: "Arrêter les bulletins" }).click();
  await main.getByText(/bulletins sont arrêtés\./).waitFor();
  await look("arretes");
  const all = await file(page, main.getByRole("link", { name: "Tous les bulletins (PDF)" }));
  assert.equal(all.subarray(0, 5).toString(), "%PDF-");
  await main.locator("tbody th a").first().click();
  await main.getByText("Félicitations du conseil.").waitFor();
  await main.getByText("Un début d'année sérieux.").waitFor();
  await main.getByText("Demi-journées d'absence").waitFor();
  await look("bulletin");
  const one = await file(page, main.getByRole("link", { name: "Bulletin (PDF)" }));
  assert.equal(one.subarray(0, 5).toString(), "%PDF-");
  if (process.env.KEEP_PDF) for (const [name, bytes] of [["un", one], ["tous", all]]) fs.writeFileSync(`${process.env.KEEP_PDF}-${name}.pdf`, bytes);
  await main.getByRole("link", { name: "Revenir à la classe" }).click();
  await main.getByText("prévue le vendredi 4 décembre 2026").waitFor();
  await main.getByText("Ne plus publier").click();
  await main.getByRole("button", { name: "Retirer aux familles" }).click();
  await main.getByText("Les familles ne lisent plus ces bulletins.").waitFor();
});

walk("la publication des notes", "hlefort", async ({ page, demo, look, main }) => {
  await page.goto(`${demo.url}/notes/publication`);
  await look("rien");
  await main.getByRole("button", { name: "Valider" }).click();
  await main.getByText("Choisissez comment les notes sont publiées.").first().waitFor();
  await main.getByLabel("À l'échéance").check();
  await main.getByRole("button", { name: "Valider" }).click();
  await main.getByText("les notes se publient ainsi dès maintenant").waitFor();
  await look("echeance");
  const row = main.getByRole("row").filter({ hasText: "5B" }).first();
  await row.getByRole("checkbox").check();
  await main.getByLabel("Date", { exact: true }).fill("2026-11-20");
  await main.getByRole("button", { name: "Ajouter cette date" }).click();
  await main.getByText("La date est ajoutée pour 1 classe.").waitFor();
  await look("date");
  await row.getByRole("checkbox").check();
  await main.getByLabel("Date", { exact: true }).fill("2026-11-20");
  await main.getByRole("button", { name: "Retirer cette date" }).click();
  await main.getByText("Elles ne verront plus").waitFor();
  await look("question");
  await main.getByRole("button", { name: "Retirer cette date" }).click();
  await main.getByText("La date est retirée pour 1 classe.").waitFor();
});

describe("des appréciations gardées comme elles sont tapées", () => {
  test("sans réseau, elles attendent sur l'appareil ; de deux fenêtres, les deux sont montrées", async () => {
    const demo = await start();
    const [context, elsewhere] = [await newContext(browser, views.telephone), await newContext(browser, views.bureau)];
    try {
      const [page, other] = [await context.newPage(), await elsewhere.newPage()];
      for (const each of [page, other]) {
        await signIn(each, demo, "jdupont");
        await each.goto(`${demo.url}/notes`);
        await each.getByRole("main").locator("tbody th a").first().click();
        await each.getByRole("main").getByRole("link", { name: "Appréciations" }).click();
        await texts(each.getByRole("main")).first().waitFor();
      }
      const [main, there] = [page.getByRole("main"), other.getByRole("main")];
      await context.setOffline(true);
      await texts(main).first().fill("Travail régulier.");
      await texts(main).first().blur();
      await said(main).getByText("1 appréciation est gardée sur cet appareil").waitFor();
      await inspect(page, { focused: true });
      await texts(there).first().fill("Travail inégal.");
      await texts(there).first().blur();
      await said(there).getByText("1 appréciation est enregistrée.").waitFor();
      await context.setOffline(false);
      const told = main.locator(".ds-validation-message");
      await told.getByText("Modifiée entre-temps : enregistré « Travail inégal. ».").waitFor();
      await shot(page, "bulletins-deux-fenetres");
      await main.getByRole("button", { name: "Écrire ma saisie" }).click();
      await said(main).getByText("1 appréciation est enregistrée.").waitFor();
      await other.reload();
      assert.equal(await texts(there).first().inputValue(), "Travail régulier.");
    } finally {
      await context.close();
      await elsewhere.close();
      await demo.stop();
    }
  });
});
