// The main job, as people do it: an absence typed at school reaches the guardian's telephone,
// and the school sees that it did. On a telephone, without JavaScript, on a desk, by keyboard.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { find, reachable, release, type } from "./lib/absences.mjs";
import { inspect, launch, newContext, shot, views, watch } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { keyboard, menu, mouse } from "./lib/hands.mjs";
import { moveTo, signIn } from "./lib/people.mjs";
import { exported } from "./lib/routes.mjs";

const browser = await launch();
const demo = await start();
after(async () => {
  await browser.close();
  await demo.stop();
});

const ways = {
  "sur un téléphone": { view: views.telephone, hands: mouse },
  "sur un téléphone, sans JavaScript": { view: { ...views.telephone, javaScriptEnabled: false }, hands: mouse },
  "sur un bureau": { view: views.bureau, hands: mouse },
  "au clavier seul": { view: views.bureau, hands: keyboard },
};

describe("une absence prévient la famille", () => {
  for (const [name, { view, hands }] of Object.entries(ways)) {
    test(name, async () => {
      const demo = await start();
      const context = await newContext(browser, view);
      const page = await context.newPage();
      const problems = watch(page, demo.url);
      const scripted = view.javaScriptEnabled !== false;
      let step = 0;
      /** What must hold at each step; where Tab begins is seen in pages.test.mjs. */
      const look = async (word) => {
        step += 1;
        await shot(page, `journal-${name}-${step}-${word}`.replaceAll(/[ ,]+/g, "-"));
        if (scripted && hands === mouse) await inspect(page, { focused: true });
      };
      try {
        await mainJob(page, demo, hands, look);
        assert.deepEqual(problems, []);
      } finally {
        await context.close();
        await demo.stop();
      }
    });
  }
});

async function mainJob(page, demo, hands, look) {
  await page.goto(`${demo.url}/connexion`);
  await hands.write(page.getByLabel("Identifiant"), "cperrin");
  await hands.write(page.getByLabel("Mot de passe"), demo.password);
  await hands.press(page.getByRole("button", { name: "Se connecter" }));
  await page.getByRole("heading", { level: 1, name: "Bonjour Claire" }).waitFor();
  await look("accueil");
  await hands.press(page.getByRole("main").getByRole("link", { name: "Absences" }));

  // The one whom the message reaches.
  await tell(page, hands, look, "ABADIE Clara");
  await spread(page, hands, look, "ABADIE Clara");
  await menu(page, hands, "Suivi des SMS");
  await page.getByText("Il y a actuellement 1 SMS à suivre.").waitFor();
  const line = page.getByRole("row").filter({ hasText: "ABADIE Clara" });
  await onItsWay(page, line);
  assert.match(await line.innerText(), /5B[^]*Absence du 24\/11\/26 08:30 au 24\/11\/26 17:05[^]*Légal 1 – Financier[^]*Msg 1 – en transit – 24\/11\/2026 à 08:4\d/);
  await look("en-transit");
  await updated(page, hands, async () => (await line.count()) === 0);
  await hands.press(page.getByRole("link", { name: /^SMS délivrés/ }));
  await page.getByText("1 SMS délivré.").waitFor();
  assert.match(await line.innerText(), /Msg 1 – délivré – 24\/11\/2026 à 08:4\d/);
  await look("delivre");

  // What the family reads.
  await hands.press(page.getByRole("link", { name: "Les téléphones" }));
  await page.getByRole("heading", { level: 2, name: "06 39 98 12 34" }).waitFor();
  assert.match(await page.getByRole("main").innerText(), /Collège Les Tilleuls : absence de Clara ABADIE \(5B\) le 24\/11 de 8h30 à 17h05\. Merci d'appeler le 01 99 00 00 10\./);
  await look("telephones");
  await hands.press(page.getByRole("link", { name: /^Préau/ }));
  await hands.press(page.getByRole("main").getByRole("link", { name: "Absences" }));

  // The one whose number is wrong.
  await tell(page, hands, async () => {}, "ABEL Hugo");
  await spread(page, hands, async () => {}, "ABEL Hugo");
  await menu(page, hands, "Suivi des SMS");
  const wrong = page.getByRole("row").filter({ hasText: "ABEL Hugo" });
  await updated(page, hands, async () => (await wrong.count()) === 0);
  await hands.press(page.getByRole("link", { name: /^SMS invalides ou non remis/ }));
  assert.match(await wrong.innerText(), /Msg 2 – invalide – 24\/11\/2026 à 08:4\d\s+Le fournisseur juge ce numéro invalide\./);
  await look("invalide");

  // Both counted, by month and by action; what the provider refused has no part to pay.
  await hands.press(page.getByRole("link", { name: "Synthèse SMS" }));
  const month = page.getByRole("row").filter({ hasText: "11/2026" });
  assert.deepEqual((await month.innerText()).split(/\s+/).filter(Boolean), ["Envoi", "de", "SMS", "11/2026", "1", "2", "1"]);
  await look("synthese");
}

/** Finds the pupil, types the absence, tells « Légal 1 – Financier » by SMS. */
async function tell(page, hands, look, pupil) {
  await menu(page, hands, "Absences et retards");
  await hands.write(page.getByLabel("Nom", { exact: true }), "ab");
  await hands.choose(page.getByLabel("Classe"), "5B");
  await hands.press(page.getByRole("button", { name: "Chercher", exact: true }));
  const found = page.getByRole("table", { name: "Élèves trouvés" }).getByRole("link", { name: pupil });
  await found.waitFor();
  await look("recherche");
  await hands.press(found);
  await page.getByRole("heading", { level: 1, name: pupil }).waitFor();
  await hands.choose(page.getByLabel("Action"), "SMS");
  await hands.tick(page.getByRole("checkbox", { name: "Légal 1 – Financier" }));
  await look("saisie");
  await hands.press(page.getByRole("button", { name: "Valider" }).first());
  await page.getByText("C'est enregistré. 1 SMS attend dans « SMS à diffuser ».").waitFor();
  await look("saisie-faite");
}

/** Finds the message that waits, and releases it. */
async function spread(page, hands, look, pupil) {
  await menu(page, hands, "SMS à diffuser");
  await page.getByText("Il y a actuellement 1 SMS en attente de diffusion.").waitFor();
  await hands.tick(page.getByRole("checkbox", { name: `Sélectionner ${pupil}` }));
  await look("a-diffuser");
  await hands.press(page.getByRole("button", { name: "Diffuser les SMS sélectionnés" }));
  await page.getByText("1 SMS diffusé.").waitFor();
  await look("diffuse");
}

/** Waits, at most some seconds, for the dispatcher to take the message. */
async function onItsWay(page, line) {
  for (const end = Date.now() + 10_000; (await line.innerText()).includes("en attente") && Date.now() < end; ) await page.reload();
}

/** Presses « Mettre à jour » until it is so. */
async function updated(page, hands, so) {
  for (const end = Date.now() + 30_000; !(await so()); ) {
    assert.ok(Date.now() < end, await page.getByRole("main").innerText());
    await page.waitForTimeout(500);
    // A page on its way has no row either: only a whole one is judged.
    const whole = page.waitForEvent("load");
    await hands.press(page.getByRole("link", { name: "Mettre à jour" }));
    await whole;
  }
}

/** Somebody at work, and what their browser complained about. */
async function at(login, view = views.bureau) {
  const context = await newContext(browser, view);
  const page = await context.newPage();
  const problems = watch(page, demo.url);
  await signIn(page, demo, login);
  return { page, problems, close: () => context.close() };
}

const history = (page) => page.getByRole("table", { name: "Absences de l'élève" }).locator("tbody tr");
let spare;

/** A pupil of 4A whom no other test has used. */
async function anybody(page) {
  spare ??= await reachable(page, demo, "4A", 10);
  return spare.pop();
}

for (const [name, javaScriptEnabled] of [["avec", true], ["sans", false]]) {
  test(`deux clics sur « Valider » font une absence et un SMS, ${name} JavaScript`, async () => {
    const { page, close } = await at("cperrin", { ...views.bureau, javaScriptEnabled });
    const who = await anybody(page);
    await page.goto(who.href);
    await page.getByRole("button", { name: "Valider" }).first().dblclick();
    await page.getByRole("heading", { level: 1, name: who.pupil }).waitFor();
    await page.goto(who.href);
    assert.equal(await history(page).count(), 1);
    await page.goto(`${demo.url}/absences/sms`);
    assert.equal(await page.getByRole("checkbox", { name: `Sélectionner ${who.pupil}` }).count(), 1);
    await close();
  });
}

test("le même formulaire envoyé deux fois à la fois fait une absence", async () => {
  const { page, close } = await at("cperrin");
  const who = await anybody(page);
  await page.goto(who.href);
  const statuses = await page.evaluate(async () => {
    const form = document.querySelector("main form[method=post]");
    const send = () => fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
    return (await Promise.all([send(), send(), send()])).map((answer) => answer.status);
  });
  assert.deepEqual(statuses, [200, 200, 200]);
  await page.goto(who.href);
  assert.equal(await history(page).count(), 1);
  await close();
});

test("« Supprimer » demande une fois, et l'on peut renoncer", async () => {
  const { page, problems, close } = await at("cperrin", views.telephone);
  const who = await anybody(page);
  await type(page, demo, who);
  const box = page.getByRole("checkbox", { name: `Sélectionner ${who.pupil}` });
  const ask = async () => {
    await page.goto(`${demo.url}/absences/sms`);
    await box.check();
    await page.getByRole("button", { name: /^Supprimer\s*, les SMS sélectionnés/ }).click();
    await page.getByRole("heading", { level: 1, name: "Supprimer des SMS en attente" }).waitFor();
  };
  await ask();
  await inspect(page);
  await shot(page, "supprimer-telephone");
  await page.getByRole("link", { name: "Annuler" }).click();
  await page.getByRole("heading", { level: 1, name: "SMS à diffuser" }).waitFor();
  assert.equal(await box.count(), 1, "still waiting");
  // The column « Supprimer » takes one away, whatever is ticked.
  const other = await anybody(page);
  await type(page, demo, other);
  await page.goto(`${demo.url}/absences/sms`);
  await page.getByRole("checkbox", { name: `Sélectionner ${other.pupil}` }).check();
  await page.getByRole("button", { name: new RegExp(`^Supprimer\\s*, ${who.pupil}`) }).click();
  await page.getByRole("button", { name: "Supprimer 1 SMS" }).click();
  await page.getByText("1 SMS supprimé.").waitFor();
  assert.equal(await box.count(), 0, "gone");
  assert.equal(await page.getByRole("checkbox", { name: `Sélectionner ${other.pupil}` }).count(), 1, "the other stays");
  // The absence itself stays.
  await page.goto(who.href);
  assert.equal(await history(page).count(), 1);
  assert.deepEqual(problems, []);
  await close();
});

test("le suivi se met à jour de lui-même, et le dit", async () => {
  const { page, problems, close } = await at("cperrin");
  const who = await anybody(page);
  await type(page, demo, who);
  await release(page, demo, [who.pupil]);
  await page.goto(`${demo.url}/absences/sms/suivi?onglet=delivres`);
  const line = page.getByRole("row").filter({ hasText: who.pupil });
  await page.getByText("La liste se met à jour d'elle-même.").waitFor();
  const here = page.url();
  await page.evaluate(() => (window.same = true));
  await line.waitFor({ timeout: 40_000 });
  assert.match(await line.innerText(), /Msg \d+ – délivré/);
  assert.ok(await page.evaluate(() => window.same), "the page was not loaded again");
  assert.equal(page.url(), here);
  assert.match(await page.locator("[data-refresh-voice]").textContent(), /SMS délivré/);
  await inspect(page, { focused: true });
  assert.deepEqual(problems, []);
  await close();
});

test("« SMS à diffuser » attend tant que l'on coche", async () => {
  const { page, close } = await at("cperrin");
  const [one, two] = [await anybody(page), await anybody(page)];
  await type(page, demo, one);
  await page.goto(`${demo.url}/absences/sms`);
  const box = page.getByRole("checkbox", { name: `Sélectionner ${one.pupil}` });
  await box.check();
  await page.getByText("La liste attend : des lignes sont cochées.").waitFor();
  // Meanwhile, a colleague.
  const colleague = await at("cperrin");
  await type(colleague.page, demo, two);
  await colleague.close();
  const came = page.getByRole("checkbox", { name: `Sélectionner ${two.pupil}` });
  await page.waitForTimeout(12_000);
  assert.equal(await came.count(), 0);
  assert.ok(await box.isChecked());
  await box.uncheck();
  await came.waitFor({ timeout: 40_000 });
  await close();
});

test("des dates fausses gardent ce qui était tapé et mènent à l'erreur", async () => {
  const { page, close } = await at("cperrin", views.telephone);
  const who = await anybody(page);
  await page.goto(who.href);
  await page.getByLabel("Du").fill("2026-11-20");
  await page.locator("#au").fill("2026-11-19");
  await page.getByLabel("Jusqu'à").selectOption("11:35");
  await page.getByRole("checkbox", { name: /^Légal 1/ }).uncheck();
  await page.getByRole("button", { name: "Valider" }).first().click();
  const summary = page.locator("ds-error-summary");
  await summary.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.localName), "ds-error-summary");
  await inspect(page, { focused: true });
  await shot(page, "dates-fausses-telephone");
  assert.equal(await page.getByLabel("Du").inputValue(), "2026-11-20");
  assert.equal(await page.locator("#au").inputValue(), "2026-11-19");
  assert.equal(await page.getByLabel("Jusqu'à").inputValue(), "11:35");
  assert.equal(await page.getByRole("checkbox", { name: /^Légal 1/ }).isChecked(), false);
  for (const link of await summary.getByRole("link").all()) {
    const id = (await link.getAttribute("href")).slice(1);
    await link.click();
    assert.ok(await page.evaluate((id) => document.activeElement.id === id || document.getElementById(id).contains(document.activeElement), id), `« ${id} » has the focus`);
  }
  assert.equal(await history(page).count(), 0, "nothing was recorded");
  await close();
});

test("la direction modifie une action", async () => {
  const { page, problems, close } = await at("hlefort");
  await page.getByRole("main").getByRole("link", { name: "Absences" }).click();
  await menu(page, mouse, "Actions");
  await page.getByRole("link", { name: /^Modifier.*SMS/ }).click();
  const long = page.getByLabel("Libellé long");
  await long.fill("SMS aux familles");
  await page.getByRole("button", { name: "Valider" }).click();
  await page.getByText("L'action est modifiée.").waitFor();
  await inspect(page);
  assert.match(await page.getByRole("table", { name: "Actions" }).innerText(), /SMS aux familles/);
  assert.deepEqual(problems, []);
  await close();
});

test("la direction règle le fournisseur de services, ou renonce", async () => {
  const { page, problems, close } = await at("hlefort");
  await page.goto(`${demo.url}/absences/fournisseur`);
  const shown = page.getByRole("main");
  await page.getByRole("link", { name: "Modifier" }).click();
  await page.getByLabel("Option 1").fill("option-x");
  await page.getByRole("link", { name: "Annuler" }).click();
  await page.getByRole("heading", { level: 1, name: "Fournisseur de services" }).waitFor();
  assert.doesNotMatch(await shown.innerText(), /option-x/, "given up");
  await page.getByRole("link", { name: "Modifier" }).click();
  await page.getByLabel("Option 1").fill("option-x");
  await page.getByRole("button", { name: "Valider" }).click();
  await page.getByText("Le fournisseur de services est enregistré.").waitFor();
  await inspect(page);
  assert.match(await shown.innerText(), /option-x/);
  assert.match(await shown.innerText(), /enregistré, jamais affiché/, "the password stays, unseen");
  assert.deepEqual(problems, []);
  await close();
});

test("la direction envoie un SMS d'essai, et un lien par courriel : les deux arrivent", async () => {
  const { page, problems, close } = await at("hlefort", views.telephone);
  await page.goto(`${demo.url}/absences/fournisseur`);
  await page.getByLabel("Envoyer un SMS d'essai au").fill("06 39 98 55 12");
  await page.getByRole("button", { name: "Tester" }).click();
  await page.getByText(/Dernier essai/).waitFor();
  await inspect(page);
  await page.goto(`${demo.url}/personnels?nom=dupont`);
  await page.getByRole("link", { name: /DUPONT/ }).first().click();
  const address = page.getByLabel("Envoyer un nouveau lien par courriel à");
  await address.fill("dupont@preau.invalid");
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  await page.getByText("Le lien part par courriel").waitFor();
  await inspect(page);
  await page.goto(`${demo.url}/telephones`);
  await page.getByText("06 39 98 55 12").waitFor();
  await page.getByText("Votre compte Préau").waitFor();
  await inspect(page);
  assert.deepEqual(problems, []);
  await close();
});

test("la direction règle les heures et les limites, sans JavaScript", async () => {
  const { page, problems, close } = await at("hlefort", { ...views.telephone, javaScriptEnabled: false });
  await page.goto(`${demo.url}/absences/envoi`);
  await page.getByLabel("SMS par mois, au plus").fill("beaucoup");
  await page.getByRole("button", { name: "Valider" }).click();
  assert.match(await page.getByRole("main").innerText(), /Saisissez un nombre entre 1 et 1 000 000/);
  assert.equal(await page.getByLabel("SMS par mois, au plus").inputValue(), "beaucoup");
  await page.getByLabel("SMS par mois, au plus").fill("5 000");
  await page.getByRole("button", { name: "Valider" }).click();
  assert.match(await page.getByRole("main").innerText(), /C'est enregistré/);
  assert.deepEqual(problems.filter((line) => !line.includes("422 (Unprocessable")), []);
  await close();
});

test("le secrétariat trouve un élève, lit ses responsables et leur accord", async () => {
  const { page, problems, close } = await at("nbrunet", views.telephone);
  await page.getByRole("main").getByRole("link", { name: "Base élèves" }).click();
  await page.getByLabel("Nom", { exact: true }).fill("abou");
  await page.getByRole("button", { name: "Chercher", exact: true }).click();
  await page.getByRole("link", { name: "ABOU Inès" }).click();
  await page.getByRole("link", { name: /^Responsables/ }).click();
  await inspect(page);
  await shot(page, "responsables-telephone");
  const text = await page.getByRole("main").innerText();
  assert.match(text, /ABOU Nadia – Légal 1[^]*06 39 98 23 57[^]*Accepte les SMS\s+Oui/);
  assert.match(text, /ABOU Marc – Légal 2[^]*06 39 98 78 02/);
  assert.deepEqual(problems, []);
  await close();
});

test("le secrétariat importe un export, après en avoir vu les différences", async () => {
  const { page, problems, close } = await at("nbrunet");
  await moveTo(page, "Lycée");
  const { files, remove } = exported("--uai", "0990002P", "--kind", "lycee", "--pupils", "36", "--id-offset", "100000");
  await page.goto(`${demo.url}/eleves/import`);
  await page.getByLabel("Exports des registres").setInputFiles(files);
  await page.getByRole("button", { name: "Comparer" }).click();
  await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
  await inspect(page);
  await page.getByRole("button", { name: "Accepter" }).click();
  await page.getByRole("heading", { level: 1, name: "Import fait" }).waitFor();
  await page.getByText("L'import est fait.").waitFor();
  await inspect(page);
  remove();
  // Another school's files change nothing here.
  const other = exported("--pupils", "30");
  await page.goto(`${demo.url}/eleves/import`);
  await page.getByLabel("Exports des registres").setInputFiles(other.files);
  await page.getByRole("button", { name: "Comparer" }).click();
  await page.getByRole("heading", { level: 1, name: "Fichiers refusés" }).waitFor();
  await page.getByText("Rien n'a été changé").waitFor();
  await inspect(page);
  await shot(page, "import-refuse");
  other.remove();
  assert.deepEqual(problems, []);
  await close();
});
