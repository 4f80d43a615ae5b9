// A real browser, and what must hold on every page it opens. Shared by the application's tests
// and by those of the components (libs/ui/tests/browser).
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** The four ways in which every page is looked at. */
export const views = {
  bureau: { viewport: { width: 1280, height: 800 } },
  telephone: { viewport: { width: 360, height: 740 }, hasTouch: true },
  zoom400: { viewport: { width: 320, height: 256 } }, // 1280 px enlarged four times (WCAG 1.4.10)
  nuit: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
};

/** Starts Chromium, which can reach nothing but this machine. */
export function launch() {
  return chromium.launch({
    env: { ...process.env, LANGUAGE: "fr" }, // dates in fields and words on buttons, as the people have them
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--lang=fr-FR", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
  });
}

/** A browser of its own for somebody, with the language of the pages. */
export const newContext = (browser, options = {}) =>
  browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", ...options });

/** Collects whatever the browser complains about, and any request that leaves `origin`. */
export function watch(page, origin) {
  const problems = [];
  page.on("console", (message) => problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error}`));
  page.on("requestfailed", (request) => {
    // A page that is left while it asks something again breaks off that question.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") problems.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) problems.push(`elsewhere: ${url}`);
  });
  return problems;
}

/** The page has its font and its final layout. */
export const settled = (page) => page.evaluate(() => document.fonts.ready.then(() => {}));

/** What axe finds, as lines one can read. */
export async function violations(page) {
  // The debugging protocol evaluates it, so the page's policy stays strict.
  await page.evaluate(axeSource);
  const found = await page.evaluate((runOnly) => axe.run(document, { runOnly }), rules);
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id} ${n.target} ${n.failureSummary.split("\n")[1] ?? ""}`));
}

/** By how many pixels the page is wider than the screen. */
export const beyond = (page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));

/** The first Tab leads to the skip link. */
export async function firstTab(page) {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Aller au contenu", "first stop of Tab");
  await page.evaluate(() => document.activeElement.blur());
}

/** One title, said at the top of the page and at the start of the window's name; in French. */
export async function heading(page) {
  const seen = await page.evaluate(() => ({
    titles: [...document.querySelectorAll("h1")].map((h1) => h1.textContent.trim()),
    window: document.title,
    lang: document.documentElement.lang,
  }));
  assert.equal(seen.titles.length, 1, `h1: ${seen.titles}`);
  assert.ok(seen.titles[0] && seen.window.startsWith(seen.titles[0]), `« ${seen.window} » does not begin with « ${seen.titles[0]} »`);
  assert.equal(seen.lang, "fr");
}

/** The policy forbids everything, then allows this site's own files. */
export function policy(response) {
  const text = response.headers()["content-security-policy"] ?? "";
  const parts = text.split(";").map((part) => part.trim());
  for (const wanted of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    assert.ok(parts.includes(wanted), `policy without « ${wanted} »: ${text}`);
  }
  assert.doesNotMatch(text, /unsafe|https?:|\*/, text);
}

/** What must hold on a page that is shown, in one view. `focused`: the page has led the reader somewhere already. */
export async function inspect(page, { focused = false } = {}) {
  await settled(page);
  if (!focused) await firstTab(page);
  await heading(page);
  assert.deepEqual(await violations(page), []);
  assert.equal(await beyond(page), 0, "pixels to scroll sideways");
}

/** Keeps a picture when SHOTS names a folder. */
export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  fs.mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true });
}
