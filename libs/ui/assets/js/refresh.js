// A list that asks for itself again (`ui::Refreshed`). Never while the page is out of sight, while
// a row is ticked, or once it was put on pause; and whoever listens is told when the counts change, not before.
// Without JavaScript the bar stays hidden, and « Mettre à jour » does it by hand.
import { morph } from "./morph.js";

const region = document.querySelector("[data-refresh]");
const bar = document.querySelector("[data-refresh-bar]");
if (region && bar) begin();

function begin() {
  const [words, button] = [bar.querySelector("[data-refresh-words]"), bar.querySelector("button")];
  const voice = document.querySelector("[data-refresh-voice]");
  const every = Number(region.dataset.refresh) * 1000;
  let paused = false;
  let asking = false;
  let last = Date.now();

  const ticked = () => region.querySelector("input:checked, form[data-sent]") !== null;
  const tell = (state) => {
    if (words.textContent !== words.dataset[state]) words.textContent = words.dataset[state];
  };
  const state = () => tell(paused ? "paused" : ticked() ? "ticked" : "on");

  const stop = () => {
    clearInterval(timer);
    tell("gone");
    voice.textContent = words.dataset.gone;
    button.hidden = true;
  };

  const ask = async () => {
    if (asking || paused || document.hidden || ticked()) return;
    asking = true;
    try {
      last = Date.now();
      const answer = await fetch(region.dataset.refreshHref, { headers: { "Preau-Refresh": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && !answer.redirected && page.getElementById(region.id);
      if (fresh) take(page, fresh);
      // Signed out, or not allowed any more. A server that is away is asked again.
      else if (answer.status < 500) stop();
    } catch {
      // Out of reach: it will be asked again.
    } finally {
      asking = false;
    }
  };

  const take = (page, fresh) => {
    // Something may have been ticked while the answer was on its way.
    if (paused || ticked()) return;
    const [before, after] = [region.dataset.refreshSays, fresh.dataset.refreshSays];
    const held = region.contains(document.activeElement) && document.activeElement;
    morph(region, document.importNode(fresh, true));
    // What had the focus is gone: one stays in the list rather than at the top of the page.
    if (held && !held.isConnected) region.focus({ preventScroll: true });
    menu(page);
    if (before !== after) voice.textContent = after;
    document.dispatchEvent(new Event("refreshed"));
  };

  // The counters of the service's menu follow.
  const menu = (page) => {
    for (const link of document.querySelectorAll("details[data-side] a")) {
      const fresh = [...page.querySelectorAll("details[data-side] a")].find((a) => a.getAttribute("href") === link.getAttribute("href"));
      if (fresh) morph(link, document.importNode(fresh, true));
    }
  };

  const timer = setInterval(ask, every);
  document.addEventListener("change", state);
  document.addEventListener("visibilitychange", () => Date.now() - last > every && ask());
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.paused : button.dataset.on;
    state();
    if (!paused) ask();
  });
  bar.hidden = false;
  state();
}
