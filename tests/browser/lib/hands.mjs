// How a person acts on a page: with a mouse or a finger, or with the keyboard alone.
import assert from "node:assert/strict";

/** By mouse, or by finger on a telephone. */
export const mouse = {
  press: (locator) => locator.click(),
  write: (locator, text) => locator.fill(text),
  choose: (locator, label) => locator.selectOption({ label }),
  tick: (locator) => locator.check(),
};

/** Tab to it, from wherever one is; each stop on the way must show where one is. */
async function reach(locator) {
  const page = locator.page();
  for (let stops = 0; stops < 120; stops += 1) {
    const there = await locator.evaluate((element) => element === document.activeElement);
    if (there) return;
    await page.keyboard.press("Tab");
    const lost = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body) return "";
      // The browser draws the ring of a date's own calendar button, inside the field.
      if (here.type === "date" && !here.matches(":focus-visible")) return "";
      const ringed = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
      // A tile is a link that fills its sheet: the ring is around the sheet.
      return ringed(getComputedStyle(here)) || ringed(getComputedStyle(here, "::after")) ? "" : here.outerHTML.slice(0, 120);
    });
    assert.equal(lost, "", "a stop of Tab that does not show");
  }
  assert.fail(`Tab does not lead to ${locator}`);
}

/** By keyboard alone. */
export const keyboard = {
  async press(locator) {
    await reach(locator);
    await locator.page().keyboard.press("Enter");
  },
  async write(locator, text) {
    await reach(locator);
    await locator.page().keyboard.type(text);
  },
  async choose(locator, label) {
    await reach(locator);
    await locator.page().keyboard.type(label);
    assert.equal(await locator.evaluate((select) => select.selectedOptions[0].label), label);
  },
  async tick(locator) {
    await reach(locator);
    if (!(await locator.isChecked())) await locator.page().keyboard.press("Space");
    assert.ok(await locator.isChecked());
  },
};

/** An entry of the service's menu, which is folded on a telephone. */
export async function menu(page, hands, label) {
  await page.locator("details[data-side]").waitFor({ state: "attached" });
  const entry = page.locator("details[data-side] a").filter({ hasText: label });
  if (!(await entry.isVisible())) await hands.press(page.locator("details[data-side] summary"));
  await hands.press(entry);
  await page.getByRole("heading", { level: 1, name: label }).waitFor();
}
