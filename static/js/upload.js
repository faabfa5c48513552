/* The place to drop a CMRT: drag or choose, progress in words, and one sentence when it cannot be sent. */
document.documentElement.classList.add("js");

const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0);

for (const form of document.querySelectorAll("form[data-upload]")) {
  const drop = form.querySelector(".drop");
  const input = form.querySelector('input[type="file"]');
  const words = form.querySelector(".progress-words");
  const bar = form.querySelector("progress");
  const error = form.querySelector(".field-error");
  const limit = Number(form.dataset.limit);

  const refuse = (sentence) => {
    error.querySelector("span").textContent = sentence;
    error.hidden = false;
    drop.classList.remove("busy");
    bar.hidden = words.hidden = true;
    input.value = "";
    input.focus();
  };

  const send = (file) => {
    if (file.size > limit) return refuse(form.dataset.tooLarge.replace("{size}", megabytes(file.size)));
    if (file.size === 0) return refuse(form.dataset.empty);
    error.hidden = true;
    drop.classList.add("busy");
    bar.hidden = words.hidden = false;
    words.textContent = `Sending ${file.name}`;
    const body = new FormData(form);
    body.set(input.name, file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      bar.max = event.total;
      bar.value = event.loaded;
      words.textContent = `Sending ${file.name}: ${megabytes(event.loaded)} of ${megabytes(event.total)} MB`;
    });
    request.upload.addEventListener("load", () => { words.textContent = "Sent. Putting it away safely …"; });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* an error page: the sentence below stands in */ }
      if (answer.next) window.location.assign(answer.next);
      else refuse(answer.error || form.dataset.failed);
    });
    request.addEventListener("error", () => refuse(form.dataset.failed));
    request.send(body);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) send(input.files[0]);
    else refuse(form.dataset.none);
  });
  input.addEventListener("change", () => { if (input.files.length) send(input.files[0]); });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length > 1) return refuse(form.dataset.several);
    if (event.dataTransfer.files.length) send(event.dataTransfer.files[0]);
  });
  // A file that misses the drop area must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
}
