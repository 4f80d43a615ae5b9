// The guides of docs/guides are true of the screens: their pictures are taken from the
// demonstration, and each word that they print in bold is a word of a page.
//
//   GUIDES=1 node --test tests/browser/guides.test.mjs     takes the pictures again
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { find, reachable, release, type, until, writesBack } from "./lib/absences.mjs";
import { launch, newContext, settled, views } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { carried, everybody, signIn } from "./lib/people.mjs";
import { compare, open, sinceChanged, writeMother } from "./lib/register.mjs";
import { exported, fill, listed, portrait, tabsOf } from "./lib/routes.mjs";
import { zip } from "./lib/zip.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "docs/guides");
const guides = fs.readdirSync(folder).filter((name) => name.endsWith(".md"));
const source = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const heaviest = 150_000;

const demo = await start();
const browser = await launch();
after(async () => {
  await browser.close();
  await demo.stop();
});

const people = everybody(demo);
for (const person of people) person.state = await carried(browser, demo, person);
const state = (login) => people.find((person) => person.login === login).state;

/** All that the pages say, in one line. */
let said = "";
const squeeze = (text) => text.replace(/[\s\u00a0\u202f]+/g, " ");
const words = (html) => squeeze(html.replace(/<(script|style)[^]*?<\/\1>/g, "").replace(/ (?:placeholder|aria-label|value)="([^"]*)"/g, " >$1< ").replace(/<\/?(?:span|strong|a|b|svg|path)\b[^>]*>/g, "").replace(/<[^>]*>/g, " | ").replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<"));

const pictures = [];

/** Takes a picture, at most as high as a sheet, and listens to what the page says. */
async function picture(page, name, { high = 1100, to = path.join(folder, "images") } = {}) {
  await settled(page);
  await page.mouse.move(0, 0);
  said += words(await page.content());
  const file = path.join(to, `${name}.png`);
  pictures.push(file);
  if (!process.env.GUIDES) return;
  const width = page.viewportSize().width;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, high) } });
}

/** A page of somebody's own. */
async function as(login, view, walk) {
  const context = await newContext(browser, { ...views[view], ...(login ? { storageState: state(login) } : {}) });
  await walk(await context.newPage());
  await context.close();
}

const go = (page, address) => page.goto(demo.url + address);
const press = (page, role, name) => page.getByRole("main").getByRole(role, { name }).first().click();
const family = (name, pupil) => ({ name, pupil, division: "5B" });

test("the pictures of the guides can be taken", async () => {
  await as(null, "bureau", async (page) => {
    await go(page, "/connexion");
    await picture(page, "connexion");
    await signIn(page, demo, "mdialo");
    await page.locator("header details summary", { hasText: "Collège" }).click();
    await picture(page, "lieux", { high: 420 });
    await go(page, "/compte");
    await picture(page, "compte");
  });
  await as("jdupont", "telephone", async (page) => {
    await go(page, "/absences/appel?autre=oui");
    said += words(await page.content());
    await go(page, "/absences/appel?classe=division%3A6A&heure=08%3A30&jour=2026-11-24");
    for (const at of [1, 4]) await page.getByRole("main").locator("fieldset").nth(at).locator("label", { hasText: "Absent" }).click();
    await page.getByRole("main").locator("fieldset").nth(2).locator("label", { hasText: "Retard" }).click();
    await picture(page, "appel-telephone", { high: 900 });
    await press(page, "button", "Enregistrer l'appel");
    await page.getByText("2 absents, 1 en retard").waitFor();
  });
  await as("jdupont", "bureau", async (page) => {
    await go(page, "/notes");
    said += words(await page.content());
    await page.getByRole("main").locator("tbody th a").first().click();
    await page.getByRole("main").locator("form[data-marks]").waitFor();
    await picture(page, "notes-carnet", { high: 900 });
    await page.getByText("Tableur : télécharger, importer").click();
    said += words(await page.content());
    await press(page, "link", "Ajouter une évaluation");
    said += words(await page.content());
    await go(page, "/notes/conseil");
    said += words(await page.content());
  });
  await as("cperrin", "bureau", async (page) => {
    await go(page, "/absences/jour");
    await picture(page, "journee", { high: 1100 });
    await go(page, "/absences/jour?jour=2026-11-23");
    said += words(await page.content());
    for (const tab of ["delai", "seuils"]) {
      await go(page, `/absences/suivi?onglet=${tab}`);
      said += words(await page.content());
    }
    await go(page, "/absences/suivi?onglet=motif");
    said += words(await page.content());
    await go(page, "/absences/collective?classe=division%3A5B");
    said += words(await page.content());
    await go(page, "/absences/statistiques");
    said += words(await page.content());
    await go(page, "/absences/bilans");
    said += words(await page.content());
    await press(page, "link", "Bilan par élève");
    await page.getByLabel("Classe").selectOption("5B");
    await press(page, "button", "Filtrer");
    said += words(await page.content());
    await find(page, demo, family("ab", "ABADIE Clara"));
    await picture(page, "saisie");
    for (const who of [family("ABADIE", "ABADIE Clara"), family("ABEL", "ABEL Hugo"), family("ABOU", "ABOU Inès")]) await type(page, demo, who);
    await picture(page, "saisie-faite");
    await release(page, demo, ["ABADIE Clara", "ABEL Hugo"]);
    await go(page, "/absences/sms/suivi");
    await page.waitForTimeout(300);
    await page.reload();
    await picture(page, "suivi");
    await until(page, demo, { tab: /invalides/, pupil: "ABEL Hugo", word: "invalide" });
    await picture(page, "suivi-invalides");
    await until(page, demo, { tab: /délivrés/, pupil: "ABADIE Clara", word: "délivré" });
    await picture(page, "suivi-delivres");
    await press(page, "link", "Synthèse SMS");
    await picture(page, "synthese");
    await find(page, demo, family("ab", "ABADIE Clara"));
    await press(page, "link", /^Absence, /);
    await page.getByLabel("Motif", { exact: true }).selectOption({ label: "Rendez-vous médical" });
    await page.getByLabel("Établissement informé").check();
    await press(page, "button", "Valider");
    await page.getByText("C'est modifié.").waitFor();
    await picture(page, "saisie-modifiee", { high: 1250 });
    for (const who of await reachable(page, demo, "4A", 3)) await type(page, demo, who);
    await go(page, "/absences/sms");
    await page.getByRole("checkbox", { name: "Tout sélectionner" }).check();
    await picture(page, "sms-a-diffuser", { high: 840 });
    await picture(page, "sms-a-diffuser", { high: 840, to: path.join(root, "docs/images") });
    await page.getByRole("checkbox", { name: "Tout sélectionner" }).uncheck();
    await page.getByRole("checkbox", { name: "Sélectionner ABOU Inès" }).check();
    await press(page, "button", /^Supprimer\s*, les SMS sélectionnés/);
    await picture(page, "supprimer");
    await go(page, "/");
    await picture(page, "accueil");
    const answers = await writesBack(page, demo);
    await type(page, demo, answers);
    await release(page, demo, [answers.pupil]);
    await until(page, demo, { tab: /délivrés/, pupil: answers.pupil, word: "délivré" });
    for (const end = Date.now() + 20_000; Date.now() < end && !(await page.getByRole("main").getByText("Bien reçu").count()); ) await go(page, "/absences/reponses");
    await picture(page, "reponses", { high: 800 });
    await find(page, demo, family("ABADIE", "ABADIE Clara"));
    await press(page, "button", /^Annuler la saisie/);
    said += words(await page.content());
    await press(page, "button", "Annuler la saisie");
    await go(page, "/absences/rectificatifs");
    await picture(page, "rectificatifs", { high: 1000 });
    for (const rank of [0, 1]) {
      await go(page, "/absences/saisie?classe=6C");
      await page.locator("main table").first().locator("tbody th a").nth(rank).click();
      await page.getByLabel("Action").selectOption({ label: "Courrier" });
      await page.getByRole("group", { name: "Destinataire(s)" }).getByRole("checkbox").first().check();
      await press(page, "button", "Valider");
      await page.getByText("C'est enregistré.").waitFor();
    }
    await go(page, "/absences/courriers");
    await picture(page, "courriers", { high: 900 });
    await page.getByRole("checkbox", { name: "Tout sélectionner" }).check();
    await press(page, "button", "Imprimer les courriers sélectionnés");
    await page.getByText("courriers sont prêts").waitFor();
    await picture(page, "courriers-prets", { high: 640 });
    await go(page, "/absences/statistiques");
    await picture(page, "statistiques", { high: 900 });
    await go(page, "/absences/bilans");
    await press(page, "link", "Bilan par classe");
    await picture(page, "bilan", { high: 900 });
    await go(page, "/absences/suivi?onglet=motif");
    await picture(page, "suivi-motif", { high: 800 });
  });
  await as("cperrin", "telephone", async (page) => {
    await go(page, "/absences/saisie?nom=ab&classe=5B");
    await picture(page, "saisie-recherche-telephone");
    await go(page, "/absences/sms");
    await page.getByRole("checkbox", { name: "Sélectionner ABOU Inès" }).check();
    await picture(page, "sms-a-diffuser-telephone", { high: 1000 });
    await go(page, "/telephones");
    await picture(page, "telephones-telephone", { high: 1000 });
  });
  await as("hlefort", "bureau", async (page) => {
    await go(page, "/notes/calcul");
    await picture(page, "notes-calcul", { high: 900 });
    for (const settings of ["/notes/periodes", "/notes/coefficients"]) {
      await go(page, settings);
      said += words(await page.content());
    }
    await go(page, "/absences/motifs");
    await picture(page, "motifs", { high: 760 });
    await press(page, "link", "Ajouter un motif");
    said += words(await page.content());
    await go(page, "/absences/justificatifs");
    said += words(await page.content());
    await go(page, "/absences/horaires");
    said += words(await page.content());
    await go(page, "/absences/jours-fermes");
    await picture(page, "jours-fermes", { high: 800 });
    await go(page, "/absences/actions");
    await picture(page, "actions");
    await press(page, "link", /^Modifier/);
    await picture(page, "action-modifier", { high: 1100 });
    await go(page, "/absences/modeles");
    await press(page, "link", "Courrier d'absence");
    await press(page, "button", "Aperçu");
    await page.getByText("Sur la dernière absence").first().waitFor();
    await picture(page, "modele-courrier", { high: 1050 });
    await go(page, "/absences/actions");
    await page.locator("header").getByRole("link", { name: "Aide" }).click();
    await page.waitForURL(/les-actions/);
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, "aide", { high: 900 });
    await go(page, "/nouveautes");
    await picture(page, "quoi-de-neuf", { high: 800 });
    await go(page, "/informations");
    await picture(page, "informations", { high: 1000 });
    await go(page, "/absences/fournisseur");
    await picture(page, "fournisseur");
    await press(page, "link", "Modifier");
    await picture(page, "fournisseur-modifier", { high: 940 });
    await go(page, "/absences/envoi");
    await picture(page, "heures-limites", { high: 1050 });
    await go(page, "/personnels");
    await picture(page, "personnels", { high: 900 });
    const teachers = page.getByRole("row").filter({ hasText: "Mathématiques" }).filter({ hasText: "Sans compte" });
    for (const index of [0, 1]) await teachers.nth(index).getByRole("checkbox").check();
    await press(page, "button", "Ouvrir les comptes sélectionnés");
    await page.getByText("Lien pour choisir").first().waitFor();
    await picture(page, "comptes-ouverts", { high: 900 });
  });
  await as("nbrunet", "bureau", async (page) => {
    await go(page, "/eleves?nom=ab");
    await picture(page, "fiches");
    await press(page, "link", "ABOU Inès");
    await press(page, "link", /^Responsables/);
    await picture(page, "fiche-responsables", { high: 1300 });
    await go(page, "/eleves/import");
    await picture(page, "import");
    const { files, remove } = exported("--pupils", "612");
    await page.getByLabel("Exports des registres").setInputFiles(files);
    await press(page, "button", "Comparer");
    await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
    await picture(page, "import-differences");
    await press(page, "button", "Accepter");
    await page.getByRole("heading", { level: 1, name: "Import fait" }).waitFor();
    await picture(page, "import-fait", { high: 700 });
    remove();
    await writeMother(page, demo, "nadia@example.com");
    await page.getByRole("main").getByRole("link", { name: /^Modifier.*ABOU Nadia/ }).click();
    await picture(page, "responsable", { high: 1300 });
    const changed = sinceChanged("n.abou@example.org", 612);
    await compare(page, demo, changed.files);
    await press(page, "button", "Accepter");
    await page.getByRole("heading", { level: 1, name: "Import fait" }).waitFor();
    changed.remove();
    await open(page, demo, "ABOU Inès", /^Responsables/);
    await picture(page, "conflit", { high: 900 });
    await open(page, demo, "ABADIE Clara", "Photo");
    await picture(page, "photo");
    await go(page, "/eleves/photographies");
    const archive = zip([["1.png", fs.readFileSync(portrait)], ["999999.png", fs.readFileSync(portrait)], ["classe 5B.txt", Buffer.from("5B")]]);
    await page.getByLabel("Archives de photographies").setInputFiles({ name: "5B.zip", mimeType: "application/zip", buffer: archive });
    await press(page, "button", "Placer les photographies");
    await page.getByRole("heading", { level: 1, name: "Photographies placées" }).waitFor();
    await picture(page, "photographies");
  });
  await as("exploit", "bureau", async (page) => {
    await go(page, "/exploitation");
    await picture(page, "etat");
    await go(page, "/exploitation/fournisseurs");
    await picture(page, "fournisseurs");
    await press(page, "link", /^Modifier.*PAR HTTP/);
    await picture(page, "fournisseur-sms", { high: 1300 });
    await go(page, "/exploitation/contrat");
    await picture(page, "contrat-academie", { high: 1200 });
  });
  await as("dpo", "bureau", async (page) => {
    await go(page, "/exploitation/audit");
    await picture(page, "audit", { high: 900 });
    await go(page, "/donnees-personnelles");
    await picture(page, "registre", { high: 900 });
  });
  for (const file of pictures) {
    assert.ok(fs.existsSync(file), `${file} is missing: GUIDES=1 node --test tests/browser/guides.test.mjs`);
    assert.ok(fs.statSync(file).size < heaviest, `${file} is too heavy`);
  }
});

test("each word in bold is a word of a page", async () => {
  const routes = await fill(listed(), browser, demo, state);
  for (const person of people) {
    const context = await newContext(browser, { storageState: person.state });
    const mine = routes.filter((route) => !route.bare && route.functions.includes(person.code));
    for (const route of mine) {
      const tabs = await tabsOf(browser, demo, route, person);
      for (const address of [route.address, ...tabs]) said += words(await (await context.request.get(demo.url + address)).text());
    }
    await context.close();
  }
  // What becomes of a message in two seconds may have passed before the page is read.
  const passing = ["en attente", "en transit"];
  const unsaid = guides.flatMap((name) => [...source(name).matchAll(/\*\*([^*]+)\*\*/g)].map((found) => squeeze(found[1]).trim()).filter((word) => !passing.includes(word) && !said.includes(word)).map((word) => `${name}: ${word}`));
  assert.deepEqual(unsaid, []);
});

test("each picture is shown by a guide, each link leads somewhere", () => {
  const shown = guides.flatMap((name) => [...source(name).matchAll(/\]\(([^)#]+)\)/g)].map((found) => found[1]));
  for (const target of shown) if (!/^https?:/.test(target)) assert.ok(fs.existsSync(path.join(folder, target)), `${target} does not exist`);
  const images = fs.readdirSync(path.join(folder, "images")).map((name) => `images/${name}`);
  assert.deepEqual(images.filter((image) => !shown.includes(image)), [], "pictures that no guide shows");
  assert.deepEqual(images.filter((image) => !pictures.includes(path.join(folder, image))), [], "pictures that nothing takes again");
});
