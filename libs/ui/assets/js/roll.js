// A roll that is called where the network comes and goes (`ui::RollSheet`). What was touched stays on
// this device, identifiers and states alone, until the server has answered; it is sent once, under
// a number made here. Signing out empties it. Without JavaScript the form is sent by hand.
import { rolls as store } from "./kept.js";
import { waits } from "./leaving.js";

const { drop, kept, keep } = store;

const EVERY = 15_000;
const form = document.querySelector("form[data-roll]");
const said = form?.querySelector("[data-roll-said]") ?? null;
let sending = null;

if (form) begin();
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send());
setInterval(send, EVERY);
send();
waits({
  send,
  waiting: kept,
  forget: ({ id }) => drop(id),
  words: "Un appel n'est pas encore parti. Quitter l'efface de cet appareil.",
});

function begin() {
  form.addEventListener("change", ({ target }) => {
    const of = target.dataset?.rollOf;
    if (!of) return;
    const late = target.name === "retards";
    // Somebody is either absent or late.
    if (target.checked) box(late ? "absents" : "retards", of).checked = false;
    if (target.checked && late) form.elements[`minutes-${of}`].value = nearest(form.elements[`minutes-${of}`]);
    count();
    tell("");
  });
  form.addEventListener("submit", call);
  count();
}

const box = (name, of) => form.querySelector(`input[name="${name}"][value="${CSS.escape(of)}"]`);

// The minutes since the beginning, among those that are offered.
function nearest(select) {
  const since = (Date.now() - Date.parse(form.dataset.rollBegins)) / 60_000;
  const far = (option) => Math.abs(Number(option.value) - since);
  return [...select.options].reduce((best, option) => (far(option) < far(best) ? option : best)).value;
}

function count() {
  const of = (name) => form.querySelectorAll(`input[name="${name}"]:checked`).length;
  const words = (n, one) => `${n} ${one}${n < 2 ? "" : "s"}`;
  form.querySelector("[data-roll-count]").textContent = `${words(of("absents"), "absent")}, ${words(of("retards"), "retard")}`;
}

async function call(event) {
  event.preventDefault();
  // Once sent it is another call that corrects it, under another number.
  const body = new URLSearchParams(new FormData(form));
  body.delete("form_id");
  const roll = { id: number(), put: form.dataset.roll, body: `${body}` };
  try {
    await keep(roll);
  } catch {
    // A browser that keeps nothing (private browsing) sends the form by itself.
    form.submit();
    return;
  }
  tell("Envoi…");
  await send();
}

// RFC 9562, version 4: `randomUUID` exists behind HTTPS alone.
function number() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// One at a time, in the order in which they were called.
function send() {
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

async function sendAll() {
  let rolls;
  try {
    rolls = await kept();
  } catch {
    return;
  }
  for (const roll of rolls) {
    const answer = await put(roll);
    if (answer.gone) await drop(roll.id);
    tell(answer.words, answer.more, answer.link);
    if (!answer.gone && !answer.refused) return;
  }
  // What was kept while this was under way.
  const last = rolls.at(-1);
  if (last && (await kept()).some((roll) => roll.at > last.at)) await sendAll();
}

async function put(roll) {
  let answer;
  try {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    answer = await fetch(`${roll.put}/${roll.id}`, { method: "PUT", headers, body: roll.body, redirect: "manual" });
  } catch {
    return { words: "Pas de réseau : l'appel est gardé sur cet appareil. Il partira dès que possible." };
  }
  if (answer.type === "opaqueredirect") {
    const back = encodeURIComponent(location.pathname + location.search);
    const link = [`/connexion?suite=${back}`, "Se connecter"];
    return { words: "Votre session est terminée. L'appel est gardé sur cet appareil : reconnectez-vous, il partira aussitôt.", link };
  }
  // Somebody else's, on a device that is shared: it waits for them.
  if (answer.status === 403) return { words: "Un appel attend sur cet appareil la personne qui l'a fait." };
  if (answer.status >= 500) return { words: "Le serveur ne répond pas : l'appel est gardé sur cet appareil. Il partira dès que possible." };
  const { fait, avis, refus } = await answer.json().catch(() => ({}));
  if (answer.ok) return { gone: true, words: fait, more: avis };
  // Refused: whoever looks at a sheet is told; otherwise it waits until somebody does.
  return { gone: said !== null, refused: true, words: refus ?? "L'appel n'a pas pu être enregistré : rechargez la page et recommencez." };
}

function tell(words, more = [], link = null) {
  if (!said) return;
  said.replaceChildren(...[words, ...more].filter(Boolean).map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  if (link) said.append(Object.assign(document.createElement("a"), { href: link[0], textContent: link[1], className: "ds-link" }));
}
