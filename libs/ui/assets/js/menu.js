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

// On a desk the service's menu is always unfolded. The stylesheet does it; browsers that cannot
// style a folded part (before 2024-2025) are helped here.
const side = document.querySelector("details[data-side]");
if (side && !CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60.01rem)").matches) side.open = true;

// On a phone the bar of services slides sideways: the current one must be in sight.
const here = document.querySelector("header nav a[aria-current]");
const bar = here?.closest("ul");
if (bar) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
