/* Writing a sentence: find a placeholder, and put it where the cursor stands. Without this file they are typed. */
const text = document.querySelector("textarea.text-edit");
const palette = document.querySelector(".palette");
const find = document.querySelector("#find-placeholder");
if (text && palette) {
  for (const name of palette.querySelectorAll("code[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linklike";
    button.setAttribute("aria-label", `Insert ${name.textContent}`);
    name.replaceWith(button);
    button.append(name);
    button.addEventListener("click", () => {
      text.setRangeText(name.dataset.insert, text.selectionStart, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  find.closest("[hidden]").hidden = false;
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const line of palette.children) {
      const said = line.textContent.toLowerCase();
      line.hidden = !words.every((word) => said.includes(word));
    }
  });
}
