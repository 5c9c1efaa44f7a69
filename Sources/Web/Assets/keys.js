// SPDX-License-Identifier: Apache-2.0
// "/" goes to the search field, "j" and "k" go through the lines of a list. Everything they reach can be reached
// with Tab too.

const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

const rows = () => [...document.querySelectorAll("[data-row]")];

const move = (step) => {
  const all = rows();
  if (all.length === 0) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  const target = next.querySelector("a, button") ?? next;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "j") {
    move(1);
  } else if (event.key === "k") {
    move(-1);
  }
});
