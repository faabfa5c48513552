/* A declaration by keyboard: j and k go through the findings, a to the decision, n to the next in review. */
const findings = [...document.querySelectorAll(".column-findings .todo > li")];
let at = -1;

function show(place) {
  if (!findings[place]) return;
  at = place;
  const folded = findings[at].closest("details");
  if (folded) folded.open = true;
  findings[at].tabIndex = -1;
  findings[at].focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "j") show(Math.min(at + 1, findings.length - 1));
  else if (event.key === "k") show(Math.max(at - 1, 0));
  else if (event.key === "n") document.querySelector('.keys a[rel="next"]')?.click();
  else if (event.key === "a") {
    const field = document.querySelector("[data-decision] :is(input:not([type=hidden]), button, summary)");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
});

/* Begin again where a cell led to, or where the focus was put. */
document.addEventListener("focusin", (event) => {
  const place = findings.indexOf(event.target.closest(".todo > li"));
  if (place >= 0) at = place;
});
