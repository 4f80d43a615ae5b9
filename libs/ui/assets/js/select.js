// « Tout sélectionner » and the sentence that says how many rows are chosen.
// Without JavaScript the box stays hidden and each row is ticked by hand.
const boxes = (name) => [...document.querySelectorAll(`input[type=checkbox][data-row="${CSS.escape(name)}"]`)];

function refresh(name) {
  const rows = boxes(name);
  let chosen = rows.filter((box) => box.checked).length;
  for (const all of document.querySelectorAll(`input[data-select-all="${CSS.escape(name)}"]`)) {
    all.checked = rows.length > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  // All that was found is offered once all that is shown is ticked, and counts then.
  for (const found of document.querySelectorAll(`[data-select-found="${CSS.escape(name)}"]`)) {
    const box = found.querySelector("input");
    found.hidden = rows.length === 0 || chosen < rows.length;
    if (found.hidden) box.checked = false;
    if (box.checked) chosen = Number(found.dataset.total);
  }
  for (const out of document.querySelectorAll(`output[data-selected="${CSS.escape(name)}"]`)) {
    out.textContent = `${chosen.toLocaleString("fr-FR")} ${chosen < 2 ? out.dataset.one : out.dataset.many}`;
  }
}

function start() {
  for (const all of document.querySelectorAll("input[data-select-all]")) {
    // `closest` finds the label that is hidden with the box on narrow screens.
    all.closest("[hidden]")?.removeAttribute("hidden");
    refresh(all.dataset.selectAll);
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("input[data-select-all]")) {
    for (const box of boxes(target.dataset.selectAll)) box.checked = target.checked;
    refresh(target.dataset.selectAll);
  } else if (target.matches?.("input[data-row]")) {
    refresh(target.dataset.row);
  } else if (target.matches?.("[data-select-found] input")) {
    refresh(target.parentElement.dataset.selectFound);
  }
});
for (const event of ["htmx:after:swap", "refreshed"]) document.addEventListener(event, start);
start();
