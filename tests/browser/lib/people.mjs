// The people of the demonstration, each at a place, signed in in a browser of their own.
import assert from "node:assert/strict";
import { newContext } from "./browser.mjs";

// The words of the command line for the profiles that the demonstration prints.
const codes = {
  "Vie scolaire": "assistant",
  CPE: "cpe",
  Direction: "chef",
  "Direction adjointe": "adjoint",
  Secrétariat: "secretaire",
  Enseignement: "enseignant",
  "Exploitation (DSI)": "exploitant",
  "Protection des données": "dpo",
  Responsable: "guardian",
  Élève: "pupil",
};

/** Everybody, once for each place where they work: « mdialo, Lycée Joséphine-Baker ». */
export const everybody = (demo) =>
  demo.accounts.flatMap(({ login, profile, places }) => {
    assert.ok(codes[profile], `unknown profile « ${profile} »: add its code in lib/people.mjs`);
    return places.map((place) => ({ login, place, code: codes[profile], elsewhere: places.length > 1, title: `${login}, ${place}` }));
  });

/** Fills the form of /connexion and sends it. */
export async function signIn(page, demo, login) {
  await page.goto(`${demo.url}/connexion`);
  await page.getByLabel("Identifiant").fill(login);
  await page.getByLabel("Mot de passe").fill(demo.password);
  await page.getByRole("button", { name: "Se connecter" }).click();
  // Families have a home of their own.
  await page.waitForURL((url) => url.pathname !== "/connexion");
}

/** Chooses another place of work from the banner, unless it is the current one. */
export async function moveTo(page, place) {
  const menu = page.locator("header details summary", { hasText: /Collège|Lycée|École/ });
  if ((await menu.textContent()).includes(place)) return;
  await menu.click();
  await page.getByRole("button", { name: place }).click();
  await menu.filter({ hasText: place }).waitFor();
}

/** Signs somebody in, and gives what a browser must carry to be that person at that place. */
export async function carried(browser, demo, { login, place, elsewhere }) {
  const context = await newContext(browser);
  const page = await context.newPage();
  await signIn(page, demo, login);
  if (elsewhere) await moveTo(page, place);
  const state = await context.storageState();
  await context.close();
  assert.equal(state.cookies.length, 1, "one cookie");
  return state;
}
