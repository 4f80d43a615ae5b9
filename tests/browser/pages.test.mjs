// Every page of the application, as the people who may open it see it, in four views.
//
//   node --test tests/browser/*.test.mjs
//   PREAU_LONG=1   each page in every profile that may open it, not only in the widest
//   SHOTS=folder   keeps a picture of each
//
// The pages are those that the program's manifests list (`preau routes`), their tabs, and the
// pages of errors: a page that is added is tested without a word here.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { reachable, release, type, until } from "./lib/absences.mjs";
import { beyond, heading, inspect, launch, newContext, policy, settled, shot, views, violations, watch } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { carried, everybody } from "./lib/people.mjs";
import { fill, listed, tabsOf } from "./lib/routes.mjs";

const long = Boolean(process.env.PREAU_LONG);
const demo = await start();
const browser = await launch();
after(async () => {
  await browser.close();
  await demo.stop();
});

const nobody = { title: "sans compte", code: null };
const people = everybody(demo);
for (const person of people) person.state = await carried(browser, demo, person);
const state = (login) => people.find((person) => person.login === login).state;
await busyMorning();

// Who opens what: the widest profile is the one that opens most pages.
const routes = await fill(listed(), browser, demo, state);
const opens = (person) => routes.filter((route) => person.code && route.functions.includes(person.code)).length;
people.sort((one, other) => opens(other) - opens(one) || Number(other.elsewhere) - Number(one.elsewhere));
const placeOf = (login) => people.find((person) => person.login === login).place;
const pages = [];
const add = (page) => pages.some(({ address, person }) => address === page.address && person === page.person) || pages.push(page);
for (const route of routes) {
  // What an address names is at one place: elsewhere it is not found, as the access matrix sees.
  const here = (person) => route.finders.every((login) => placeOf(login) === person.place);
  const admitted = people.filter((person) => route.functions.includes(person.code) && here(person));
  const readers = route.audience === "Anyone" ? [nobody, ...(long ? admitted : [])] : long ? admitted : admitted.slice(0, 1);
  assert.ok(readers.length > 0, `nobody may open ${route.path}`);
  for (const person of readers) {
    add({ ...route, person });
    for (const address of await tabsOf(browser, demo, route, person)) add({ ...route, address, person });
  }
}
// What one meets at a school that has just begun: nothing in any list.
const beginner = people.find((person) => person.login === "mdialo" && person.place.startsWith("Lycée"));
if (!long) for (const address of ["/", "/absences/saisie", "/absences/sms", "/absences/sms/suivi", "/absences/sms/suivi?onglet=synthese", "/absences/fournisseur", "/absences/actions"]) pages.push({ address, person: beginner });
pages.push({ address: "/nulle-part", person: people[0], status: 404 });
pages.push({ address: "/nulle-part", person: nobody, status: 404 });
pages.push({ address: "/absences/sms", person: people.find((person) => person.login === "jdupont"), status: 403 });

/** Messages that wait, that are on their way, that arrived, that did not. */
async function busyMorning() {
  const context = await newContext(browser, { storageState: state("cperrin") });
  const page = await context.newPage();
  const family = (name, pupil) => ({ name, pupil, division: "5B" });
  const gone = [family("ABADIE", "ABADIE Clara"), family("ABEL", "ABEL Hugo"), family("ABOU", "ABOU Inès")];
  const waiting = await reachable(page, demo, "4A", 4);
  for (const who of [...gone, ...waiting]) await type(page, demo, who);
  await release(page, demo, gone.map((who) => who.pupil));
  await until(page, demo, { tab: /délivrés/, pupil: "ABADIE Clara", word: "délivré" });
  await until(page, demo, { tab: /invalides/, pupil: "ABEL Hugo", word: "invalide" });
  await page.goto(`${demo.url}/telephones`);
  await context.close();
}

/** What a page is called: its address in the program's words, and its tab. */
const title = ({ example, address }) => `${example ?? address}${example && address.includes("onglet=") ? ` (${address.split("?")[1]})` : ""}`;

/** The same, as the name of a picture. */
const slug = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").toLowerCase();

async function visit({ address, person, status = 200, example }, view) {
  const context = await newContext(browser, { ...views[view], storageState: person.state });
  try {
    const page = await context.newPage();
    const problems = watch(page, demo.url);
    const response = await page.goto(demo.url + address, { waitUntil: "load" });
    assert.equal(response.status(), status);
    policy(response);
    await inspect(page);
    await shot(page, `${slug(title({ address, example })) || "accueil"}-${slug(person.title)}-${view}`);
    const expected = status === 200 ? [] : [`console: Failed to load resource: the server responded with a status of ${status}`];
    assert.deepEqual(problems.map((line) => line.replace(/ \(.*\)$/, "")), expected);
  } finally {
    await context.close();
  }
}

/** What a page says to somebody, without what changes from one moment to the next. */
async function text({ address, person }) {
  const context = await newContext(browser, { storageState: person.state });
  const html = await (await context.request.get(demo.url + address)).text();
  await context.close();
  return html.replace(/\d+[\s\u00a0\u202f]h[\s\u00a0\u202f]\d+/g, "").replace(/name="(form_id|version)" value="[^"]*"/g, "");
}

describe("pages", { concurrency: 2 }, () => {
  for (const page of pages) {
    // A public page has nothing of the reader: in four views once, then the same for everybody.
    if (page.audience === "Anyone" && page.person !== nobody && !page.bare) {
      test(`${title(page)}, ${page.person.title}: the same as for anybody`, async () => assert.equal(await text(page), await text({ ...page, person: nobody })));
      continue;
    }
    if (page.bare) {
      test(`${page.path}, ${page.person.title}: not a page`, async () => {
        const context = await newContext(browser, { storageState: page.person.state });
        const response = await context.request.get(demo.url + page.address);
        assert.equal(response.status(), 200);
        policy(response);
        await context.close();
      });
      continue;
    }
    for (const view of Object.keys(views)) {
      test(`${title(page)}, ${page.person.title}, ${view}`, () => visit(page, view));
    }
  }
});
