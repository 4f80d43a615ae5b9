// The person's menu is a plain <details>: Escape, or a click elsewhere, folds it as people expect.
const open = () => document.querySelector("details[data-menu][open]");
document.addEventListener("click", ({ target }) => {
  const menu = open();
  if (menu && !menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && open();
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// On a desk the service's menu and the tools are always unfolded. The stylesheet does it; browsers
// that cannot style a folded part (before 2024-2025) are helped here.
if (!CSS.supports("selector(::details-content)")) {
  for (const part of document.querySelectorAll("details[data-unfolded]")) {
    if (matchMedia(`(min-width: ${part.dataset.unfolded})`).matches) {
      part.open = true;
      part.removeAttribute("data-menu"); // a click elsewhere would fold it
    }
  }
}

// « Imprimer » is hidden until a script can do it.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => {
    const menu = open();
    if (menu) menu.open = false;
    print();
  });
}

// On a phone the bar of services slides sideways: the current one must be in sight.
const here = document.querySelector("header nav a[aria-current]");
const bar = here?.closest("ul");
// One that is already wholly there stays where it is, and so does « Accueil » before it.
if (bar && here.offsetLeft + here.offsetWidth > bar.offsetLeft + bar.clientWidth) {
  bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
}
