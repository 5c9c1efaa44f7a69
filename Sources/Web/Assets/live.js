// SPDX-License-Identifier: Apache-2.0
// Rows that change are fetched again as HTML when the server says that something did. Without this file every
// page is whole as it was loaded.

const regions = [...document.querySelectorAll("[data-live]")];
const waiting = new Set();
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
    if (before && (isInUse(before) || before.outerHTML === row.outerHTML)) {
      row.replaceWith(before);
    } else {
      row.classList.add("arrived");
    }
    old.delete(row.id);
  }
  const kept = [...old.values()].filter(isInUse);
  region.replaceChildren(...fresh.childNodes, ...kept);
  // An element that was moved loses the focus, even though it is the same.
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
};

const refresh = async () => {
  for (const region of [...waiting]) {
    waiting.delete(region);
    const address = new URL(location.href);
    address.hash = "";
    address.searchParams.set("fragment", region.id);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) continue;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(region.id);
      if (fresh) exchange(region, fresh);
    } catch {
      // The next change tries again; the page stays as it was.
    }
  }
};

if (regions.length > 0 && "EventSource" in window) {
  const source = new EventSource("/live");
  source.addEventListener("change", (event) => {
    const subjects = event.data.split(" ");
    for (const region of regions) {
      if (region.dataset.live.split(" ").some((subject) => subjects.includes(subject))) waiting.add(region);
    }
    if (waiting.size > 0) {
      clearTimeout(timer);
      timer = setTimeout(refresh, 400);
    }
  });
  addEventListener("pagehide", () => source.close());
}
