// The pages of the application, from the program's own list, with real things in their addresses.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { find } from "./absences.mjs";
import { newContext } from "./browser.mjs";
import { preau } from "./demo.mjs";
import { everybody, signIn } from "./people.mjs";
import { zip } from "./zip.mjs";

/** The pages to read, as the manifests give them: an example (`/eleves/{pupil}`) and for whom. What only machines call is none. */
export const listed = () => JSON.parse(preau(["routes"])).filter((route) => route.method === "GET" && !route.path.startsWith("/rappels/"));

/** Any picture will do for a photograph. */
export const portrait = path.resolve(import.meta.dirname, "../../../docs/guides/images/connexion.png");

/** Files that SIECLE could have exported this morning, after those that the demonstration began with. */
export function exported(...args) {
  return written("--zip", ...args);
}

/** The same, not compressed. */
export function written(...args) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "preau-export-"));
  preau(["demo", "generate", "--out", folder, "--exported-at", "2026-11-24T07:10", ...args]);
  return {
    files: fs.readdirSync(folder).map((name) => path.join(folder, name)),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

const last = (address) => new URL(address, "http://x").pathname.split("/").at(-1);

const somebody = async (page, url) => {
  await page.goto(`${url}/personnels`);
  return last(await page.locator("tbody th a").first().getAttribute("href"));
};

const firstLine = (list) => async (page, url) => {
  await page.goto(`${url}/absences/${list}`);
  return last(await page.locator("tbody th a").first().getAttribute("href"));
};

// A letter that waits to be printed, for whoever has none: typed some days ago for the pupil of a rank.
const letter = (rank, day) => async (page, url) => {
  await page.goto(`${url}/absences/saisie?classe=5B`);
  await page.locator("main table").first().locator("tbody th a").nth(rank).click();
  await page.getByLabel(/^Du\b/).fill(day);
  await page.getByLabel(/^Au\b/).fill(day);
  await page.getByLabel("Action").selectOption({ label: "Courrier" });
  const recipients = page.getByRole("group", { name: "Destinataire(s)" }).getByRole("checkbox");
  await recipients.first().check();
  await page.getByRole("button", { name: "Valider" }).first().click();
  await page.getByText("C'est enregistré").waitFor();
  await page.goto(`${url}/absences/courriers`);
  return last(await page.locator('main a[href^="/absences/messages/"]').first().getAttribute("href"));
};

/** What somebody else does meanwhile, in a browser of their own. */
async function by(page, demo, login, work) {
  const context = await newContext(page.context().browser());
  const theirs = await context.newPage();
  await signIn(theirs, demo, login);
  await work(theirs);
  await context.close();
}

/** The demonstration's child is absent for a day: nobody says why. */
const absent = (page, demo, day) => by(page, demo, "sbenali", async (office) => {
  await find(office, demo, { name: "ABADIE", division: "2B", pupil: "ABADIE Clara" });
  await office.getByLabel(/^Du\b/).fill(day);
  await office.getByLabel(/^Au\b/).fill(day);
  await office.getByRole("button", { name: "Valider" }).first().click();
  await office.getByText("C'est enregistré").waitFor();
});

/** Where their guardian may say it. */
async function unexplained(page, url) {
  await page.goto(`${url}/enfants`);
  await page.goto(url + (await page.locator('main a[href^="/enfants/"][href$="/absences"]').first().getAttribute("href")));
  return page.locator('main a[href$="/explication"]').first().getAttribute("href");
}

// How a reader comes to each thing that an address names: who looks, and where.
const ways = {
  pupil: ["hlefort", async (page, url) => {
    await page.goto(`${url}/eleves?classe=5B`);
    return last(await page.locator("tbody th a").first().getAttribute("href"));
  }],
  guardian: ["hlefort", async (page, url) => {
    await page.goto(`${url}/eleves?classe=5B`);
    await page.locator("tbody th a").first().click();
    await page.getByRole("link", { name: /^Responsables/ }).click();
    return last(await page.getByRole("link", { name: /^Modifier/ }).first().getAttribute("href"));
  }],
  action: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/actions`);
    return last(await page.locator("tbody th a").first().getAttribute("href"));
  }],
  // An entry is typed by who looks for one: in the demonstration, some days ago.
  absence: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/saisie?classe=5B`);
    await page.locator("main table").first().locator("tbody th a").first().click();
    await page.getByLabel(/^Du\b/).fill("2026-11-17");
    await page.getByLabel(/^Au\b/).fill("2026-11-17");
    await page.getByLabel("Action").selectOption({ label: "Aucune" });
    await page.getByRole("button", { name: "Valider" }).first().click();
    await page.getByText("C'est enregistré").waitFor();
    return last(await page.getByRole("main").locator("tbody th a").first().getAttribute("href"));
  }],
  // The roll of a class, this morning.
  class: ["hlefort", async () => "division%3A5B"],
  lesson_day: ["hlefort", async () => "2026-11-24"],
  day: ["hlefort", async () => "2026-11-24"],
  message: ["hlefort", letter(1, "2026-11-18")],
  letter: ["hlefort", letter(2, "2026-11-19")],
  message_template: ["hlefort", firstLine("modeles")],
  reason: ["hlefort", firstLine("motifs")],
  proof: ["hlefort", firstLine("justificatifs")],
  division_group: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/groupes/nouveau`);
    await page.getByLabel(/^Nom\b/).fill("Cinquièmes");
    await page.getByRole("main").getByRole("checkbox").first().check();
    await page.getByRole("main").getByRole("button", { name: "Valider" }).click();
    await page.getByText("Le groupe est ajouté").waitFor();
    return firstLine("groupes")(page, url);
  }],
  report_model: ["hlefort", firstLine("bilans")],
  // A bilan is printed by who looks for one.
  document: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/bilans`);
    await page.getByRole("main").getByRole("link", { name: "Bilan par classe" }).click();
    await page.getByRole("button", { name: "Imprimer (PDF)" }).click();
    await page.getByText("Le bilan est prêt").waitFor();
    return firstLine("documents")(page, url);
  }],
  // The first of the courses that are taught, and what was marked last in it.
  course: ["hlefort", async (page, url) => {
    await page.goto(`${url}/notes`);
    return encodeURIComponent(new URL(await page.locator("tbody th a").first().getAttribute("href"), url).searchParams.get("cours"));
  }],
  marked_class: ["hlefort", async (page, url) => {
    await page.goto(`${url}/notes`);
    const course = new URL(await page.locator("tbody th a").first().getAttribute("href"), url).searchParams.get("cours");
    return /^division:(.+)\/[^/]+$/.exec(course)[1];
  }],
  marked_pupil: ["hlefort", async (page, url) => {
    await page.goto(`${url}/notes`);
    await page.locator("tbody th a").first().click();
    return last(await page.locator("form[data-marks] tbody th a").first().getAttribute("href"));
  }],
  assessment: ["hlefort", async (page, url) => {
    await page.goto(`${url}/notes`);
    await page.locator("tbody th a").first().click();
    return last(await page.locator('tbody th a[href^="/notes/evaluations/"]').last().getAttribute("href"));
  }],
  child: ["parent", async (page, url) => {
    await page.goto(`${url}/enfants`);
    return (await page.locator('main a[href^="/enfants/"]').first().getAttribute("href")).split("/")[2];
  }],
  own: ["eleve", async (page, url) => {
    await page.goto(`${url}/moi`);
    return (await page.locator('main a[href^="/moi/"]').first().getAttribute("href")).split("/")[2];
  }],
  // One that the demonstration's family reads from today on.
  bulletin: ["sbenali", async (page, url) => {
    await page.goto(`${url}/notes/bulletins?classe=2B&periode=trimestre-1`);
    await page.getByLabel(/^Les familles le lisent/).fill("2026-11-24");
    await page.getByRole("button", { name: "Arrêter les bulletins" }).click();
    await page.getByText(/^publiés depuis/).waitFor();
    return "2026-trimestre-1";
  }],
  division: ["hlefort", async () => "5B"],
  code_pair: ["hlefort", async (page, url) => {
    await page.goto(`${url}/teleservices/codes?qui=legal1`);
    return last(await page.getByRole("link", { name: "Modifier" }).first().getAttribute("href"));
  }],
  // A letter that waits to be posted: codes are made for the first and the last of a page, and the first family is
  // written to; the other code stays, for the page that notifies.
  code_batch: ["hlefort", async (page, url) => {
    const boxes = page.getByRole("main").locator("tbody").getByRole("checkbox");
    const batch = async (button, done) => {
      await page.getByRole("button", { name: button }).click();
      await page.waitForURL(/lots\/[0-9a-f-]{36}/);
      const address = page.url();
      // Made behind the page: asked for again until it is.
      for (const end = Date.now() + 60_000; Date.now() < end && !(await done.count()); await page.waitForTimeout(300)) await page.goto(address);
      return last(address);
    };
    await page.goto(`${url}/teleservices/codes/generation?qui=legal1`);
    await boxes.first().check();
    await boxes.last().check();
    await batch("Générer les codes", page.getByText("Codes générés"));
    await page.goto(`${url}/teleservices/codes/notification?qui=legal1&moyen=letter`);
    await boxes.first().check();
    return batch("Éditer", page.getByRole("button", { name: "Tout est posté ou remis" }));
  }],
  lesson: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/emplois-du-temps?de=division%3A5B`);
    return last(await page.getByRole("main").locator("tbody td a").first().getAttribute("href"));
  }],
  lesson_draft: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/emplois-du-temps/import`);
    const table = "Jour;Début;Fin;Matière;Enseignant;Classe;Groupe\nlundi;08:30;09:25;Latin;VERNOY Claire;5B;\nmardi;08:30;09:25;Grec;;6Z;\njeudi;08:30;09:25;Chant;;5B;5B GR1\n";
    await page.getByLabel("Fichiers de l'emploi du temps").setInputFiles({ name: "cours.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await page.getByRole("button", { name: "Comparer" }).click();
    await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
    return last(page.url());
  }],
  // A trip that is not known yet: two of the class, of whom one is somewhere else already.
  collective: ["hlefort", async (page, url) => {
    const wednesday = async (...who) => {
      await page.goto(`${url}/absences/collective?classe=division%3A5A`);
      for (const box of await page.getByRole("main").getByRole("checkbox").all()) await box.uncheck();
      for (const n of who) await page.getByRole("main").getByRole("checkbox").nth(n).check();
      await page.getByLabel(/^Du\b/).fill("2026-11-18");
      await page.getByLabel(/^Au\b/).fill("2026-11-18");
      await page.getByRole("button", { name: "Valider" }).click();
      await page.getByRole("heading", { level: 1, name: "Saisie collective faite" }).waitFor();
    };
    await wednesday(0);
    await wednesday(0, 1);
    await page.getByRole("heading", { level: 2, name: "Laissés de côté" }).waitFor();
    return last(page.url());
  }],
  // An absence of the demonstration's child, whose reason the school does not know.
  child_absence: ["parent", async (page, url, demo) => {
    await absent(page, demo, "2026-11-19");
    return (await unexplained(page, url)).split("/").at(-2);
  }],
  // What a guardian sent to explain an absence, with a photograph, and that waits.
  justification: ["sbenali", async (page, url, demo) => {
    await absent(page, demo, "2026-11-20");
    await by(page, demo, "parent", async (guardian) => {
      await guardian.goto(url + (await unexplained(guardian, url)));
      await guardian.getByLabel("Motif").selectOption({ index: 1 });
      await guardian.getByLabel("Explication").fill("Malade");
      await guardian.getByLabel("Photo du justificatif").setInputFiles(portrait);
      await guardian.getByRole("button", { name: "Envoyer à la vie scolaire" }).click();
      await guardian.getByText("Où en est-on").waitFor();
    });
    await page.goto(`${url}/absences/suivi?onglet=familles`);
    return last(await page.getByRole("link", { name: "Examiner" }).first().getAttribute("href"));
  }],
  absence_import: ["hlefort", async (page, url) => {
    await page.goto(`${url}/absences/import-export`);
    const table = "Nom;Prénom;Nature;Date de début;Heure de début;Heure de fin;Motif\nNEMO;Jean;;24/11/2026;08:30;12:30;\nABADIE;Clara;Dispense;24/11/2026;08:30;12:30;\nABADIE;Clara;Dispense;24/11/2026;21:00;22:00;Colonie\n";
    await page.getByLabel("Tableau des saisies").setInputFiles({ name: "saisies.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await page.getByRole("button", { name: "Comparer" }).click();
    await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
    return last(page.url());
  }],
  information: ["hlefort", async (page, url) => {
    await page.goto(`${url}/informations/modification`);
    return last(await page.locator("tbody th a").first().getAttribute("href"));
  }],
  provider: ["exploit", async (page, url) => {
    await page.goto(`${url}/exploitation/fournisseurs`);
    return last(await page.getByRole("link", { name: "Modifier" }).first().getAttribute("href"));
  }],
  draft: ["hlefort", async (page, url) => {
    const { files, remove } = exported("--pupils", "40", "--seed", "2");
    await page.goto(`${url}/eleves/import`);
    await page.getByLabel("Exports des registres").setInputFiles(files);
    await page.getByRole("button", { name: "Comparer" }).click();
    await page.waitForURL(/import\/[0-9a-f-]{36}/);
    remove();
    // Files are read and compared behind the page, which asks by itself how far that is.
    await page.getByRole("heading", { level: 1, name: "Avant d'importer" }).waitFor();
    return last(page.url());
  }],
  deposit: ["nbrunet", async (page, url) => {
    await page.goto(`${url}/eleves/photographies`);
    await page.getByLabel("Archives de photographies").setInputFiles({ name: "5B.zip", mimeType: "application/zip", buffer: zip([["1.png", fs.readFileSync(portrait)], ["liste.txt", Buffer.from("5B")]]) });
    await page.getByRole("button", { name: "Placer les photographies" }).click();
    await page.getByRole("heading", { level: 1, name: "Photographies placées" }).waitFor();
    return last(page.url());
  }],
  // Not whoever looks: the first by name is somebody else.
  staff: ["hlefort", somebody],
  // Somebody whose access may be taken away.
  colleague: ["hlefort", async (page, url) => {
    await page.goto(`${url}/personnels`);
    return last(await page.getByRole("link", { name: "DUPONT Jeanne" }).first().getAttribute("href"));
  }],
  token: ["hlefort", (_, __, demo) => last(demo.preau("user", "reset", "jdupont").match(/\/mot-de-passe\/\S+/)[0])],
};

/**
 * Gives each page its address, and says which are not pages for a reader: a file, an answer for a
 * machine, a region that asks itself again. `finders`: who found the things in its address, which
 * exist at their place only. `state`: login → what its browser carries.
 */
export async function fill(routes, browser, demo, state) {
  const names = new Set(routes.flatMap(({ example }) => [...example.matchAll(/\{(\w+)\}/g)].map((found) => found[1])));
  const values = {};
  for (const name of names) {
    assert.ok(ways[name], `no way is known to find a {${name}} on the pages: add one in lib/routes.mjs`);
    const [login, find] = ways[name];
    const context = await newContext(browser, { storageState: state(login) });
    values[name] = await find(await context.newPage(), demo.url, demo);
    await context.close();
  }
  // Whoever found a thing may look at it.
  const contexts = new Map();
  const lookAs = async (login) => {
    if (!contexts.has(login)) contexts.set(login, await newContext(browser, { storageState: state(login) }));
    return contexts.get(login).request;
  };
  const filled = [];
  for (const route of routes) {
    const address = route.example.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);
    const finders = [...names].filter((name) => route.example.includes(`{${name}}`)).map((name) => ways[name][0]);
    // Somebody who may open it: what is a file for them is a refusal, in HTML, for others.
    const opens = everybody(demo).find(({ code }) => route.functions.includes(code));
    const request = await lookAs(finders[0] ?? opens?.login ?? "exploit");
    filled.push({ ...route, address, finders, bare: await bare(await request.get(demo.url + address), address) });
    // What is asked in the example may not be asked: the page without its question is another page.
    const plain = address.split("?")[0];
    if (plain !== address) filled.push({ ...route, example: route.path, address: plain, finders, bare: await bare(await request.get(demo.url + plain), plain) });
  }
  for (const context of contexts.values()) await context.close();
  return filled;
}

async function bare(response, path) {
  if (!(response.headers()["content-type"] ?? "").startsWith("text/html")) return true;
  // Read to its end only if it begins as a live region that asks for itself again.
  return new RegExp(`^<\\w+ [^>]*hx-get="${path}"`).test(await response.text());
}

/** The tabs of a page: its links to itself that ask for another part (`?onglet=…`). */
export async function tabsOf(browser, demo, { address, bare }, person) {
  if (bare) return [];
  const context = await newContext(browser, { storageState: person.state });
  const html = await (await context.request.get(demo.url + address)).text();
  await context.close();
  const [path] = address.split("?");
  const links = [...html.matchAll(/href="([^"]*\?onglet=\w+)"/g)].map((found) => found[1]);
  return [...new Set(links)].filter((href) => href.split("?")[0] === path && href !== address);
}
