// SPDX-License-Identifier: Apache-2.0
// Rows that change are fetched again as HTML when the server says that something did. Without this file every
// page is whole as it was loaded.

const regions = [...document.querySelectorAll("[data-live]")];
const waiting = new Set();
/** Milliseconds between a change and the look at it. */
const pause = 1000;
let timer;

/** Whether somebody is in the middle of something here that must not be pulled from under their hands. */
const isInUse = (element) =>
  element.contains(document.activeElement) || element.querySelector("details[open]") !== null;

/** Puts the new rows in the place of the old ones, and leaves alone those that say the same or are in use. */
const exchange = (region, fresh) => {
  const focused = document.activeElement;
  const old = new Map([...region.querySelectorAll(":scope > [id]")].map((row) => [row.id, row]));
  if ([...fresh.children].some((row) => !row.id)) {
    if (!isInUse(region)) region.replaceChildren(...fresh.childNodes);
    return;
  }
  for (const row of [...fresh.children]) {
    const before = old.get(row.id);
    before?.removeAttribute("data-arrived");
    old.delete(row.id);
    const rows = row.querySelector(":scope > [data-rows]");
    const rowsBefore = before?.querySelector(":scope > [data-rows]");
    if (rows && rowsBefore) {
      // A part with rows of its own: the part stays, its rows are exchanged.
      row.replaceWith(before);
      exchange(rowsBefore, rows);
    } else if (before && (isInUse(before) || before.outerHTML === row.outerHTML)) {
      row.replaceWith(before);
    } else {
      row.toggleAttribute("data-arrived", true);
    }
  }
  const kept = [...old.values()].filter(isInUse);
  region.replaceChildren(...fresh.childNodes, ...kept);
  // An element that was moved loses the focus, even though it is the same.
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
};

/** Asks for this page once more and takes from it the regions that changed. */
const refresh = async () => {
  const regionsNow = [...waiting];
  waiting.clear();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const region of regionsNow) {
        const fresh = page.getElementById(region.id);
        if (fresh) exchange(region, fresh);
      }
    }
  } catch {
    // The next change tries again; the page stays as it was.
  }
  timer = waiting.size > 0 ? setTimeout(refresh, pause) : undefined;
};

if (regions.length > 0 && "EventSource" in window) {
  const source = new EventSource("/live");
  source.addEventListener("change", (event) => {
    const subjects = event.data.split(" ");
    for (const region of regions) {
      if (region.dataset.live.split(" ").some((subject) => subjects.includes(subject))) waiting.add(region);
    }
    // Changes may come faster than anybody reads; they are taken together.
    if (waiting.size > 0) timer ??= setTimeout(refresh, pause);
  });
  addEventListener("pagehide", () => source.close());
}
