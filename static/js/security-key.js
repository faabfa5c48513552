// allauth's scripts talk to the security key; what goes wrong there is said on the page.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("key-error").hidden = false;
});
