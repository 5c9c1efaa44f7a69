// SPDX-License-Identifier: Apache-2.0
// Keeps the walk's own page, styles and scripts for when there is no network. What people entered, and whatever the
// server tells, is never in this cache.

const cacheName = `goodword-walk ${version}`;

addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(cacheName).then((cache) => cache.addAll(shell.map((path) => new Request(path, { cache: "reload" }))))
      .then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("goodword-walk ") && name !== cacheName) await caches.delete(name);
    }
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !shell.includes(url.pathname)) return;
  event.respondWith(
    caches.open(cacheName).then(async (cache) => (await cache.match(url.pathname)) ?? fetch(event.request)));
});
