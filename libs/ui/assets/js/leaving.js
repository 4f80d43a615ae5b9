// Signing out leaves nothing on the device; what has not left is tried once more. `source`: how it
// is sent, what waits, how it is forgotten, and what the person is told.
const sources = [];
export const waits = (source) => sources.push(source);

document.addEventListener("submit", leave);

async function leave(event) {
  const out = event.target;
  if (new URL(out.action, location.href).pathname !== "/deconnexion" || out.dataset.emptied) return;
  event.preventDefault();
  delete out.dataset.sent;
  try {
    for (const { send, waiting, words, forget } of sources) {
      await send();
      const left = await waiting();
      if (left.length && !confirm(words)) {
        out.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
        return;
      }
      for (const one of left) await forget(one);
    }
  } catch {
    // Nothing is kept where nothing can be.
  }
  out.dataset.emptied = "1";
  out.submit();
}
