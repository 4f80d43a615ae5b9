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
