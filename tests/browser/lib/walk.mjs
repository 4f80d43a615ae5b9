// A journey, walked on a telephone, without JavaScript, and on a desk.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect, newContext, shot, views, watch } from "./browser.mjs";
import { start } from "./demo.mjs";
import { signIn } from "./people.mjs";

const ways = {
  "sur un téléphone": views.telephone,
  "sur un téléphone, sans JavaScript": { ...views.telephone, javaScriptEnabled: false },
  "sur un bureau": views.bureau,
};

/** A demonstration of its own for each way, walked by one person; nothing complained. */
export const walks = (browser, family) => (title, login, steps) => {
  describe(title, () => {
    for (const [name, view] of Object.entries(ways)) {
      test(name, async () => {
        const demo = await start();
        const context = await newContext(browser, view);
        const page = await context.newPage();
        const problems = watch(page, demo.url);
        let step = 0;
        const look = async (word) => {
          step += 1;
          await shot(page, `${family}-${title}-${name}-${step}-${word}`.replaceAll(/[ ,]+/g, "-"));
          if (view.javaScriptEnabled !== false) await inspect(page, { focused: true });
        };
        try {
          await signIn(page, demo, login);
          await steps({ page, demo, look, main: page.getByRole("main") });
          // What a form refuses is an answer, which the browser tells as well.
          assert.deepEqual(problems.filter((line) => !line.includes("422 (Unprocessable")), []);
        } finally {
          await context.close();
          await demo.stop();
        }
      });
    }
  });
};
