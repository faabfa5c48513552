/* The place to drop CMRTs: drag or choose, a line for each file, progress in words, one sentence when one cannot be sent. */
document.documentElement.classList.add("js");

const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0);
const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${megabytes(bytes)} MB`);
const fill = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_, name) => words[name]);

/* Send one file; `show` gets words and how much is sent, and the promise the server's answer or a sentence. */
const post = (form, body, file, show) => new Promise((resolve, reject) => {
  const said = form.dataset;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  show(fill(said.sending, { name: file.name }), 0, 1);
  request.upload.addEventListener("progress", (event) => {
    const words = { name: file.name, sent: megabytes(event.loaded), all: megabytes(event.total) };
    show(fill(said.sendingSoFar, words), event.loaded, event.total);
  });
  request.upload.addEventListener("load", () => show(said.sent, 1, 1));
  request.addEventListener("load", () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* an error page: the sentence below stands in */ }
    if (answer.next) resolve(answer);
    else reject(answer.error || said.failed);
  });
  request.addEventListener("error", () => reject(said.failed));
  request.send(body);
});

/* Ask every other second how far a file is, until its result is there. */
const follow = async (url, show) => {
  for (;;) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && !answer.ok) return;
    const state = answer ? await answer.json() : {};
    if (state.done) return show(state.words, state.meaning);
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
};

for (const form of document.querySelectorAll("form[data-upload]")) {
  const said = form.dataset;
  const drop = form.querySelector(".drop");
  const input = form.querySelector('input[type="file"]');
  const words = form.querySelector(".progress-words");
  const bar = form.querySelector(".drop progress");
  const error = form.querySelector(".field-error");
  const naming = form.querySelector(".naming");
  const files = form.querySelector(".files");
  let lines = [];

  if (said.mode !== "part") input.multiple = true;

  const refuse = (sentence, focus = input) => {
    error.querySelector("span").textContent = sentence;
    error.hidden = false;
    drop.classList.remove("busy");
    bar.hidden = words.hidden = true;
    input.value = "";
    focus.focus();
  };

  /* What a naming block says: the name of what is covered, or nothing. */
  const named = (block) => {
    const product = block.querySelector('[name="product"]')?.value;
    const group = block.querySelector('[name="group"]').value.trim();
    return product === undefined || product === "*other" ? group : product;
  };
  const whole = () => form.querySelector('[name="covering"]:checked')?.value === "whole";
  const needsNoName = () => said.mode === "part" || (said.mode === "company" && whole());

  const sendOne = async (file) => {
    error.hidden = true;
    drop.classList.add("busy");
    bar.hidden = words.hidden = false;
    const body = new FormData(form);
    body.set(input.name, file, file.name);
    try {
      const answer = await post(form, body, file, (text, sent, all) => {
        words.textContent = text;
        bar.max = all;
        bar.value = sent;
      });
      window.location.assign(answer.next);
    } catch (sentence) {
      refuse(String(sentence));
    }
  };

  const line = (file, number) => {
    const item = files.querySelector("template").content.cloneNode(true).firstElementChild;
    const block = naming.cloneNode(true);
    for (const field of block.querySelectorAll("[id]")) {
      block.querySelector(`label[for="${field.id}"]`).htmlFor = field.id = `${field.id}-${number}`;
      field.setAttribute("aria-describedby", `file-${number}`);
      const own = form.querySelector(`[name="${field.name}"]`);
      if (own) field.value = own.value;
    }
    item.querySelector(".name").id = `file-${number}`;
    item.querySelector(".name").textContent = `${file.name} (${size(file.size)})`;
    item.querySelector(".covering").append(block);
    return { file, item, block };
  };

  const stage = (chosen) => {
    error.hidden = true;
    lines = chosen.map(line);
    files.querySelector("ol").replaceChildren(...lines.map(({ item }) => item));
    files.hidden = false;
    form.classList.add("staged");
    files.querySelector("[data-all]").hidden = files.querySelector("[data-none-of-them]").hidden = false;
    files.querySelector("[data-after]").hidden = true;
    lines[0].block.querySelector("select, input").focus();
  };

  const sendLine = async ({ file, item, block }) => {
    const said_here = item.querySelector(".said");
    const progress = item.querySelector("progress");
    const body = new FormData(form);
    body.set(input.name, file, file.name);
    body.set("covering", "some");
    body.set("group", block.querySelector('[name="group"]').value);
    if (said.mode === "product") body.set("product", block.querySelector('[name="product"]').value);
    body.set("several", "1");
    progress.hidden = false;
    try {
      const answer = await post(form, body, file, (text, sent, all) => {
        said_here.textContent = text;
        progress.max = all;
        progress.value = sent;
      });
      item.querySelector(".see a").href = answer.next;
      item.querySelector(".see").hidden = false;
      said_here.textContent = answer.said || said.received;
      follow(answer.progress, (text, meaning) => {
        said_here.textContent = answer.said ? `${answer.said} ${text}` : text;
        said_here.classList.add("state", `is-${meaning}`);
      });
      return answer;
    } catch (sentence) {
      said_here.textContent = String(sentence);
      said_here.classList.add("state", "is-blocks");
      return null;
    } finally {
      progress.hidden = true;
    }
  };

  const sendLines = async () => {
    const names = lines.map(({ block }) => named(block));
    const open = names.findIndex((name) => !name);
    if (open >= 0) {
      const fields = [...lines[open].block.querySelectorAll("select, input")];
      return refuse(said.unnamed, fields.findLast((field) => field.offsetParent) || fields[0]);
    }
    const twice = names.findIndex((name, at) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) < at);
    if (twice >= 0) return refuse(fill(said.twice, { name: names[twice] }), lines[twice].block.querySelector("select, input"));
    error.hidden = true;
    form.classList.add("sent");
    files.querySelector("[data-all]").hidden = files.querySelector("[data-none-of-them]").hidden = true;
    for (const { item, block } of lines) {
      for (const field of block.querySelectorAll("select, input")) field.disabled = true;
      item.querySelector(".said").textContent = said.waiting;
      item.querySelector(".said").hidden = false;
    }
    const answers = [];
    for (const one of lines) answers.push(await sendLine(one));
    if (lines.length === 1 && answers[0]) return window.location.assign(answers[0].next);
    files.querySelector("[data-after]").hidden = false;
    files.querySelector("[data-after]").focus();
  };

  const take = (list) => {
    const chosen = [...list];
    const large = chosen.find((file) => file.size > Number(said.limit));
    if (!chosen.length) return refuse(said.none);
    if (chosen.length > 1 && said.mode === "part") return refuse(said.oneForPart);
    if (chosen.length > 1 && needsNoName()) return refuse(said.oneForAll);
    if (chosen.length > Number(said.atOnce)) return refuse(said.tooMany);
    if (large) return refuse(fill(said.tooLarge, { size: megabytes(large.size) }));
    if (chosen.some((file) => file.size === 0)) return refuse(said.empty);
    if (chosen.length === 1 && (needsNoName() || named(naming))) return sendOne(chosen[0]);
    return stage(chosen);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (lines.length) sendLines();
    else take(input.files);
  });
  input.addEventListener("change", () => { if (input.files.length) take(input.files); });
  files?.querySelector("[data-none-of-them]").addEventListener("click", () => {
    lines = [];
    files.hidden = true;
    form.classList.remove("staged");
    input.value = "";
    input.focus();
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => { if (event.dataTransfer.files.length) take(event.dataTransfer.files); });
  // A file that misses the drop area must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
}
