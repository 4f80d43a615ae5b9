// Each guard of these tests sees the defect that it is there for: a page is spoilt on its way to
// the browser, and the guard must say so.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { beyond, firstTab, heading, launch, newContext, policy, settled, views, violations, watch } from "./lib/browser.mjs";
import { start } from "./lib/demo.mjs";
import { keyboard } from "./lib/hands.mjs";

const demo = await start();
const browser = await launch();
after(async () => {
  await browser.close();
  await demo.stop();
});

/** /connexion, spoilt: its text, or its headers. */
async function spoilt({ body = (text) => text, headers = (all) => all, view = "bureau" }, seen) {
  const context = await newContext(browser, views[view]);
  const page = await context.newPage();
  await page.route("**/connexion", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: body(await response.text()), headers: headers(response.headers()) });
  });
  const problems = watch(page, demo.url);
  const response = await page.goto(`${demo.url}/connexion`);
  await settled(page);
  await seen(page, problems, response);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
}

const before = (end, more) => (text) => text.replace(end, more + end);
const says = (lines, word) => assert.ok(lines.some((line) => line.includes(word)), `${word} is not in ${lines}`);

test("the page as it is passes", () =>
  spoilt({}, async (page, problems, response) => {
    policy(response);
    await firstTab(page);
    await heading(page);
    assert.deepEqual([await violations(page), await beyond(page), problems], [[], 0, []]);
  }));

test("a field without its label", () =>
  spoilt({ body: (text) => text.replace(/<label[^>]*for="motdepasse".*?<\/label>/, "") }, async (page) => says(await violations(page), "label ")));

test("a text too pale", () =>
  spoilt({}, async (page) => {
    await page.evaluate(() => document.querySelectorAll("main p").forEach((p) => p.style.setProperty("color", "#bbb")));
    says(await violations(page), "color-contrast ");
  }));

test("an inline script, an inline style", async () => {
  await spoilt({ body: before("</main>", "<script>1</script>") }, (_, problems) => says(problems, "script"));
  await spoilt({ body: before("</main>", '<p style="color:red">x</p>') }, (_, problems) => says(problems, "style"));
});

test("a request to another host", () =>
  spoilt({ body: before("</main>", '<img src="http://ailleurs.example/x.png" alt="">'), headers: ({ "content-security-policy": _, ...rest }) => rest },
    (_, problems) => says(problems, "elsewhere: http://ailleurs.example/x.png")));

test("a file that is not there", () =>
  spoilt({ body: before("</main>", '<img src="/static/rien.svg" alt="">') }, (_, problems) => says(problems, "404")));

test("a script that fails", () =>
  spoilt({}, async (page, problems) => {
    await page.evaluate(() => setTimeout(() => { throw new Error("planté"); }));
    await page.waitForTimeout(100);
    says(problems, "planté");
  }));

test("a policy that is weaker, or not there", async () => {
  const weaker = (change) => ({ headers: (all) => ({ ...all, "content-security-policy": change(all["content-security-policy"]) }) });
  const refuses = (_, __, response) => assert.throws(() => policy(response));
  await spoilt(weaker((text) => text.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")), refuses);
  await spoilt(weaker((text) => text.replace("; frame-ancestors 'none'", "")), refuses);
  await spoilt(weaker((text) => `${text}; img-src https:`), refuses);
  await spoilt({ headers: ({ "content-security-policy": _, ...rest }) => rest }, refuses);
});

test("a page wider than a telephone", () =>
  spoilt({ body: before("</main>", `<pre>${"n".repeat(120)}</pre>`), view: "telephone" }, async (page) => assert.ok((await beyond(page)) > 0)));

test("a skip link that is not the first stop", () =>
  spoilt({ body: (text) => text.replace(/(<body[^>]*>)/, '$1<a href="/">Avant</a>') }, (page) => assert.rejects(firstTab(page))));

test("two titles, none, a window with another name, another language", async () => {
  const refuses = (page) => assert.rejects(heading(page));
  await spoilt({ body: before("</main>", "<h1>Encore</h1>") }, refuses);
  await spoilt({ body: (text) => text.replace(/<(\/?)h1/g, "<$1h2") }, refuses);
  await spoilt({ body: (text) => text.replace("<title>", "<title>Préau : ") }, refuses);
  await spoilt({ body: (text) => text.replace('lang="fr"', 'lang="en"') }, refuses);
});

test("a stop of Tab that does not show, a button that Tab never meets", async () => {
  const submit = (page) => page.getByRole("button", { name: "Se connecter" });
  await spoilt({}, (page) => keyboard.press(submit(page)));
  await spoilt({}, async (page) => {
    await page.evaluate(() => document.querySelector("#identifiant").style.setProperty("outline", "none"));
    await assert.rejects(keyboard.press(submit(page)), /does not show/);
  });
  await spoilt({ body: (text) => text.replace('type="submit"', 'type="submit" tabindex="-1"') }, (page) => assert.rejects(keyboard.press(submit(page)), /does not lead/));
});
