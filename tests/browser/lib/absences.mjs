// The gestures of the school-life office, as a person makes them.

/** From « Absences et retards » to the form of a pupil, found by name and class. */
export async function find(page, demo, { name, division, pupil }) {
  await page.goto(`${demo.url}/absences/saisie`);
  await page.getByLabel("Nom", { exact: true }).fill(name);
  await page.getByLabel("Classe").selectOption(division);
  await page.getByRole("button", { name: "Chercher", exact: true }).click();
  await page.getByRole("link", { name: pupil, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: pupil }).waitFor();
}

/** Types today's absence of a pupil, told to « Légal 1 – Financier » by the action « SMS ». */
export async function type(page, demo, who) {
  await find(page, demo, who);
  await page.getByLabel("Action").selectOption({ label: "SMS" });
  await page.getByRole("checkbox", { name: /^Légal 1/ }).check();
  await page.getByRole("button", { name: "Valider" }).first().click();
  await page.getByText("C'est enregistré.").waitFor();
}

/** The first pupils of a class whom one can tell by text message, as the lists write them. */
export async function reachable(page, demo, division, count) {
  await page.goto(`${demo.url}/absences/saisie?classe=${division}`);
  const links = await page.locator("main table").first().locator("tbody th a").evaluateAll((all) => all.map((a) => [a.textContent, a.href]));
  const found = [];
  for (const [pupil, href] of links) {
    if (found.length === count) break;
    await page.goto(href);
    const family = page.getByRole("checkbox", { name: /^Légal 1/ });
    if ((await family.count()) !== 1) continue;
    // One may have a box for a mail or a letter alone.
    if (/06.39.98/.test(await family.locator("xpath=..").innerText())) found.push({ name: pupil.split(" ")[0], division, pupil, href });
  }
  return found;
}

/** A pupil whose guardian writes back: the simulated provider has those do it whose number ends by 05. */
export async function writesBack(page, demo) {
  await page.goto(`${demo.url}/absences/saisie`);
  const divisions = await page.getByLabel("Classe").locator("option").evaluateAll((all) => all.map((one) => one.value).filter(Boolean));
  for (const division of divisions) {
    await page.goto(`${demo.url}/absences/saisie?classe=${division}`);
    const links = await page.locator("main table").first().locator("tbody th a").evaluateAll((all) => all.map((a) => [a.textContent, a.href]));
    for (const [pupil, href] of links) {
      const text = (await (await page.request.get(href)).text()).replace(/[\u00a0\u202f]/g, " ");
      if (!/06 39 98 \d\d 05/.test(text)) continue;
      await page.goto(href);
      const family = page.getByRole("checkbox", { name: /^Légal 1/ });
      if (!(await family.count())) continue;
      const told = await family.locator("xpath=..").innerText();
      if (/06.39.98.\d\d.05/.test(told)) return { name: pupil.split(" ")[0], division, pupil };
    }
  }
  throw new Error("nobody's number ends by 05");
}

/** Ticks these pupils in « SMS à diffuser » and releases their messages. */
export async function release(page, demo, pupils) {
  await page.goto(`${demo.url}/absences/sms`);
  for (const pupil of pupils) await page.getByRole("checkbox", { name: `Sélectionner ${pupil}` }).check();
  await page.getByRole("button", { name: "Diffuser les SMS sélectionnés" }).click();
  await page.getByText("dans « Suivi des SMS »").waitFor();
}

/** Asks « Suivi des SMS » again until this tab shows the pupil with this word, or time is up. */
export async function until(page, demo, { tab, pupil, word, seconds = 30 }) {
  const end = Date.now() + seconds * 1000;
  const row = page.getByRole("row").filter({ hasText: pupil }).filter({ hasText: word });
  for (;;) {
    await page.goto(`${demo.url}/absences/sms/suivi`);
    await page.getByRole("link", { name: tab }).click();
    if (await row.count()) return row.first();
    if (Date.now() > end) throw new Error(`${pupil} is not « ${word} » under « ${tab} » after ${seconds} s: ${await page.locator("main").innerText()}`);
    await page.waitForTimeout(400);
  }
}
