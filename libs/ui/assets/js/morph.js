// Makes `here` what `there` is and touches only what differs: whoever reads, points at or has opened
// something loses nothing. Rows are known again by their id, other things by their place.
const known = (node) => (node.nodeType === 1 ? node.id : "");

export function morph(here, there) {
  if (here.isEqualNode(there)) return;
  if (here.nodeType !== 1) {
    here.nodeValue = there.nodeValue;
    return;
  }
  attributes(here, there);
  children(here, there);
}

// What a person has opened, ticked or typed is theirs.
function attributes(here, there) {
  const theirs = here.localName === "details" ? ["open"] : [];
  for (const { name } of [...here.attributes]) if (!there.hasAttribute(name) && !theirs.includes(name)) here.removeAttribute(name);
  for (const { name, value } of there.attributes) if (here.getAttribute(name) !== value && !theirs.includes(name)) here.setAttribute(name, value);
}

function children(here, there) {
  const wanted = [...there.childNodes];
  const ids = new Set(wanted.map(known));
  // What is gone goes first: what stays is then mostly where it was, and nothing that has the focus is moved.
  for (const node of [...here.childNodes]) if (known(node) && !ids.has(known(node))) node.remove();
  let at = here.firstChild;
  for (const node of wanted) {
    const id = known(node);
    const match = id ? [...here.children].find((child) => child.id === id) : at && !known(at) && at.nodeName === node.nodeName ? at : null;
    if (!match) {
      here.insertBefore(document.importNode(node, true), at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else here.insertBefore(match, at);
    morph(match, node);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
