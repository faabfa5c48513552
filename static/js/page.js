/* On a narrow screen the navigation scrolls: bring the page one is on into view. */
for (const here of document.querySelectorAll(".nav-main [aria-current], .tabs [aria-current]")) here.scrollIntoView({ inline: "center", block: "nearest" });
