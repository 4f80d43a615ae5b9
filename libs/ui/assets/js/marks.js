// A sheet of marks or texts that is kept as it is typed (`ui::MarkSheet`, `ui::TextSheet`). What is typed in a cell stays on this
// device until the server has answered. It is written over what the cell was showing: when somebody
// else wrote there meanwhile, both are shown. Signing out empties the device. Without JavaScript the
// form is sent by hand.
import { grid } from "./grid.js";
import { marks as store } from "./kept.js";
import { waits } from "./leaving.js";

const EVERY = 15_000;
const form = document.querySelector("form[data-marks]");
const said = form?.querySelector("[data-marks-said]") ?? null;
// Where a browser keeps nothing (private browsing), this page does.
const here = new Map();
// Cells that wait for a person: what they hold cannot be read, or somebody else wrote there.
const held = new Set();
let sending = null;

addEventListener("online", send);
setInterval(send, EVERY);
if (form) begin();
else send();
waits({
  send: () => (form && leaveCell(), send()),
  waiting,
  forget,
  words: "Des saisies ne sont pas encore parties. Quitter les efface de cet appareil.",
});

const input = (cell) => form?.elements[cell] ?? null;
const shownOf = (cell) => form.elements[cell.replace(/^n/, "v")];

async function begin() {
  grid(form, { changed, tell: pasted });
  form.addEventListener("change", ({ target }) => target.matches("[data-cell]") && changed(target));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // What a table brought stands in the cells, and nobody has left them.
    for (const cell of form.querySelectorAll("[data-cell]")) if (cell.value.trim() !== shownOf(cell.name).value) changed(cell);
    send();
  });
  document.addEventListener("visibilitychange", leaveCell);
  addEventListener("pagehide", leaveCell);
  const whose = form.elements.pour?.value;
  for (const mark of await waiting()) {
    const cell = new URLSearchParams(mark.about).get("pour") === whose && input(mark.cell);
    if (!cell || cell.value === mark.value) continue;
    cell.value = mark.value;
    shownOf(mark.cell).value = mark.shown;
    cell.dataset.waiting = "";
  }
  send();
}

// What is in the cell that has the focus.
function leaveCell() {
  const cell = document.activeElement;
  if (cell?.matches("[data-cell]")) changed(cell);
}

function changed(cell) {
  const [value, shown] = [cell.value.trim(), shownOf(cell.name).value];
  if (here.get(cell.name)?.value === value) return;
  clear(cell);
  if (value === shown) {
    delete cell.dataset.waiting;
    forget({ cell: cell.name });
    return;
  }
  const mark = { cell: cell.name, put: form.dataset.marks, about: about(), what: what(), value, shown };
  here.set(mark.cell, mark);
  cell.dataset.waiting = "";
  // It leaves once it is kept, or at once where nothing is.
  store.keep(mark).catch(() => {}).finally(send);
}

// What the sheet is of, and who types in it: all that its form sends beside its cells.
function about() {
  const fields = [...new FormData(form)].filter(([name]) => !/^[nv]\./.test(name));
  return `${new URLSearchParams(fields)}`;
}

async function waiting() {
  const stored = await store.kept().catch(() => []);
  const all = new Map(stored.map((mark) => [mark.cell, mark]));
  for (const [cell, mark] of here) all.set(cell, mark);
  return [...all.values()];
}

async function forget({ cell, value }) {
  if (value === undefined || here.get(cell)?.value === value) here.delete(cell);
  await store.drop(cell, value).catch(() => {});
}

// One sending at a time; what was typed meanwhile leaves by the next.
function send() {
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

async function sendAll() {
  for (;;) {
    const all = (await waiting()).filter(({ cell }) => !held.has(cell));
    if (!all.length) return;
    const first = all[0];
    const together = all.filter((mark) => mark.put === first.put && mark.about === first.about);
    if (!(await put(together))) return;
  }
}

// Whether the server has answered for each of them.
async function put(some) {
  const [{ put: address, about: of }] = some;
  const body = new URLSearchParams(of);
  for (const { cell, value, shown } of some) {
    body.append(cell, value);
    body.append(cell.replace(/^n/, "v"), shown);
  }
  const kept = `${count(some.length, some[0].what)} ${some.length < 2 ? "est gardée" : "sont gardées"} sur cet appareil`;
  let answer;
  try {
    answer = await fetch(address, { method: "PUT", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: `${body}`, redirect: "manual" });
  } catch {
    tell(`Pas de réseau : ${kept}. L'envoi reprendra dès que possible.`);
    return false;
  }
  if (answer.type === "opaqueredirect") {
    const back = encodeURIComponent(location.pathname + location.search);
    tell(`Votre session est terminée : ${kept}. Reconnectez-vous, l'envoi reprendra aussitôt.`, [`/connexion?suite=${back}`, "Se connecter"]);
    return false;
  }
  // Somebody else's, on a device that is shared: they wait for them.
  if (answer.status === 403) {
    tell("Des saisies attendent sur cet appareil la personne qui les a faites.");
    return false;
  }
  if (answer.status >= 500) {
    tell(`Le serveur ne répond pas : ${kept}. L'envoi reprendra dès que possible.`);
    return false;
  }
  const { notes, refus = {}, conflits = {}, moyennes, fait } = answer.ok ? await answer.json() : { notes: {}, fait: "Cette classe ne vous est plus ouverte : ces saisies ne peuvent pas être enregistrées." };
  for (const mark of some) {
    if (mark.cell in notes) await taken(mark, notes[mark.cell]);
    else {
      held.add(mark.cell);
      const cell = input(mark.cell);
      if (mark.cell in conflits) cell && choose(cell, conflits[mark.cell]);
      else cell && wrong(cell, refus[mark.cell] ?? fait);
    }
  }
  if (form && about() === of) averages(moyennes);
  const left = [...held].filter(input).length;
  tell(left ? `${count(left, what())} à revoir sur cette page : les autres sont enregistrées.` : fait);
  return true;
}

// What a cell of this page holds.
const what = () => form?.dataset.what ?? "note";
const count = (n, what = "note") => `${n} ${what}${n < 2 ? "" : "s"}`;

async function taken(mark, text) {
  const cell = input(mark.cell);
  if (cell) {
    shownOf(mark.cell).value = text;
    if (cell.value.trim() === mark.value) {
      cell.value = text;
      delete cell.dataset.waiting;
    } else if (here.has(mark.cell)) {
      // Typed again while the first was on its way: it is over what is kept now.
      here.get(mark.cell).shown = text;
    }
  }
  await forget(mark);
}

function clear(cell) {
  held.delete(cell.name);
  cell.removeAttribute("aria-invalid");
  cell.removeAttribute("aria-describedby");
  cell.parentElement.querySelector(".ds-validation-message")?.remove();
}

function wrong(cell, words) {
  clear(cell);
  held.add(cell.name);
  const told = Object.assign(document.createElement("p"), { className: "ds-validation-message", id: `${cell.name}-erreur`, textContent: words });
  cell.setAttribute("aria-invalid", "true");
  cell.setAttribute("aria-describedby", told.id);
  cell.parentElement.append(told);
  return told;
}

// Somebody else wrote there: both are shown, and one keeps theirs or writes over it.
function choose(cell, { phrase, enregistre }) {
  const told = wrong(cell, phrase);
  const mine = cell.value;
  const button = (words, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: words });
    made.dataset.variant = "secondary";
    made.dataset.size = "sm";
    made.addEventListener("click", () => {
      here.delete(cell.name);
      shownOf(cell.name).value = enregistre;
      act();
      changed(cell);
      cell.focus();
    });
    return made;
  };
  const choice = Object.assign(document.createElement("span"), { className: "p-marks-choice" });
  const [theirs, ours] = cell.matches("textarea") ? ["ce qui est enregistré", "ma saisie"] : [enregistre || "la case vide", mine || "une case vide"];
  choice.append(
    button(`Garder ${theirs}`, () => (cell.value = enregistre)),
    button(`Écrire ${ours}`, () => (cell.value = mine)),
  );
  told.append(choice);
}

function averages(known) {
  if (!known) return;
  for (const out of form.querySelectorAll("output[data-average]")) out.textContent = known[out.dataset.average] ?? "";
}

function pasted(filled, lost, back) {
  tell(`${count(filled)} ${filled < 2 ? "collée" : "collées"}${lost ? ` ; ${lost} au-delà du tableau` : ""}.`);
  const undo = Object.assign(document.createElement("button"), { type: "button", className: "ds-button", textContent: "Annuler le collage" });
  undo.dataset.variant = "secondary";
  undo.dataset.size = "sm";
  undo.addEventListener("click", () => {
    back();
    undo.remove();
  });
  said.after(undo);
  setTimeout(() => undo.remove(), 60_000);
}

function tell(words, link = null) {
  if (!said) return;
  said.textContent = words;
  if (link) said.append(" ", Object.assign(document.createElement("a"), { href: link[0], textContent: link[1], className: "ds-link" }));
}
