/* One name at a time: j and k lead to the next and the previous one, 1 to 9 choose a facility. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio]), textarea, select")) return;
  const link = { j: "next", k: "prev" }[event.key];
  if (link) document.querySelector(`a[rel="${link}"]`)?.click();
  if (/^[1-9]$/.test(event.key)) {
    const choice = document.querySelectorAll('.choice input[name="smelter"]')[event.key - 1];
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  }
});
