// What a page's markup owes to those who do not see it; a list of sentences, empty where nothing is amiss.
() => {
  const said = [], all = (what) => [...document.querySelectorAll(what)];
  const told = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const shown = (one) => one.checkVisibility();
  const named = (one) => one.getAttribute("aria-label") || one.getAttribute("title")
    || (one.getAttribute("aria-labelledby") || "").split(" ").some((id) => id && document.getElementById(id));
  if (!document.documentElement.lang) said.push("no language");
  if (!document.title.trim()) said.push("no title");
  if (all("main").length !== 1) said.push(`${all("main").length} main`);
  if (all("h1").filter(shown).length !== 1) said.push(`${all("h1").filter(shown).length} h1`);
  let before = 0;
  for (const head of all("h1,h2,h3,h4,h5,h6").filter(shown)) {
    const level = Number(head.tagName[1]);
    if (level > before + 1 && before) said.push(`h${level} after h${before}: ${head.textContent.trim().slice(0, 40)}`);
    before = level;
  }
  for (const one of all("input:not([type=hidden]):not([type=submit]),select,textarea"))
    if (!one.labels.length && !named(one) && !one.closest("[hidden]")) said.push(`no label: ${told(one)}`);
  for (const one of all("button,a[href],summary"))
    if (!one.textContent.trim() && !named(one) && !one.querySelector("img[alt]:not([alt='']),[aria-label],[title],title"))
      said.push(`no name: ${told(one)}`);
  for (const one of all("img")) if (!one.hasAttribute("alt")) said.push(`no alt: ${told(one)}`);
  for (const one of all("svg"))
    if (shown(one) && !one.closest("[aria-hidden=true]") && !named(one) && !one.querySelector("title")) said.push(`svg: ${told(one)}`);
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) said.push(`tabindex: ${told(one)}`);
  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) said.push(`two with the id ${id}`);
  for (const table of all("table")) if (shown(table) && !table.querySelector("th")) said.push(`no head: ${told(table)}`);
  return said;
}
