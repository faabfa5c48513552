/* On a narrow screen the navigation scrolls: bring the page one is on into view. */
document.querySelector(".nav-main [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
