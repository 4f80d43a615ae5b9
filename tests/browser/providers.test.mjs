// Providers over HTTP, from the operator who describes one to the family whose telephone rings.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { reachable, release, type, until } from "./lib/absences.mjs";
import { inspect, launch, newContext, shot, views, watch } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { moveTo, signIn } from "./lib/people.mjs";

const browser = await launch();
const demo = await start();
after(async () => {
  await browser.close();
  await demo.stop();
});

async function at(login, view) {
  const context = await newContext(browser, view);
  const page = await context.newPage();
  const problems = watch(page, demo.url);
  await signIn(page, demo, login);
  return { page, problems, close: () => context.close() };
}

test("au lycée, dont le fournisseur est joint par HTTP, une famille est prévenue et on le voit", async () => {
  const { page, problems, close } = await at("mdialo", views.telephone);
  await moveTo(page, "Lycée");
  const [who] = await reachable(page, demo, "2A", 1);
  await type(page, demo, who);
  await release(page, demo, [who.pupil]);
  const row = await until(page, demo, { tab: /^SMS délivrés/, pupil: who.pupil, word: "délivré" });
  assert.match(await row.innerText(), /Msg 1 – délivré – 24\/11\/2026 à 08:4\d/);
  await inspect(page);
  await page.goto(`${demo.url}/telephones`);
  await page.getByText(/Lycée Joséphine-Baker : absence d[e'’]/).first().waitFor();
  await shot(page, "http-telephones");
  assert.deepEqual(problems, []);
  await close();
});

test("l'exploitation décrit un fournisseur par HTTP, sans JavaScript, et lit où il doit appeler", async () => {
  const { page, problems, close } = await at("exploit", { ...views.bureau, javaScriptEnabled: false });
  const described = fs.readFileSync(path.resolve(import.meta.dirname, "../../docs/exploitation/fournisseurs/json.json"), "utf8");
  await page.goto(`${demo.url}/exploitation/fournisseurs/nouveau`);
  await page.getByRole("textbox", { name: /^Nom/ }).fill("Mon fournisseur");
  await page.getByRole("radio", { name: /^HTTP/ }).check();
  await page.getByRole("textbox", { name: "Description" }).fill(described.replace("https://", "http://"));
  await page.getByRole("button", { name: "Enregistrer" }).click();
  assert.match(await page.getByRole("main").innerText(), /L’adresse doit commencer par https:\/\//);
  assert.match(await page.getByRole("textbox", { name: "Description" }).inputValue(), /api\.sms\.exemple\.fr/, "what was typed is kept");
  await shot(page, "http-description-fausse");
  await page.getByRole("textbox", { name: "Description" }).fill(described);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Le fournisseur est déclaré.").waitFor();
  await page.getByRole("link", { name: /^Modifier.*Mon fournisseur/ }).click();
  const text = await page.getByRole("main").innerText();
  assert.match(text, /Accusés de réception\s+\S+\/rappels\/sms\/[-0-9a-f]{36}\/accuses ; la signature vient dans l'en-tête X-Signature/);
  assert.match(text, /Un secret est enregistré ; laissez vide pour le garder/);
  await shot(page, "http-fournisseur");
  assert.deepEqual(problems.filter((line) => !line.includes("422 (Unprocessable")), []);
  await close();
});

test("la page d'un fournisseur par HTTP se lit sur un téléphone", async () => {
  const { page, problems, close } = await at("exploit", views.telephone);
  await page.goto(`${demo.url}/exploitation/fournisseurs`);
  await page.getByRole("link", { name: /^Modifier.*PAR HTTP/ }).click();
  await page.getByRole("heading", { level: 2, name: "Rappels" }).waitFor();
  await inspect(page);
  await shot(page, "http-fournisseur-telephone");
  assert.deepEqual(problems, []);
  await close();
});
