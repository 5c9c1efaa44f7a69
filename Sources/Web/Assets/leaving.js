// SPDX-License-Identifier: Apache-2.0
// Signing out on a phone on which something of a walk waits: it says so first, and then leaves nothing behind.

const known = async () => (await indexedDB.databases()).some((each) => each.name === "goodword-walk");

const waiting = () => new Promise((resolve, reject) => {
  const request = indexedDB.open("goodword-walk");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const store = request.result;
    const transaction = store.transaction(["entries", "photos"], "readonly");
    let count = 0;
    for (const name of ["entries", "photos"]) {
      transaction.objectStore(name).getAll().onsuccess = (event) => {
        count += event.target.result.filter((row) => row.state !== "sent").length;
      };
    }
    transaction.oncomplete = () => {
      store.close();
      resolve(count);
    };
    transaction.onerror = () => reject(transaction.error);
  };
});

const clear = async () => {
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase("goodword-walk");
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
  for (const name of await caches.keys()) await caches.delete(name);
  for (const each of await navigator.serviceWorker?.getRegistrations() ?? []) await each.unregister();
};

addEventListener("submit", async (event) => {
  if (new URL(event.target.action).pathname !== "/sign-out" || !indexedDB.databases) return;
  event.preventDefault();
  try {
    if (await known()) {
      const count = await waiting();
      const words = count === 1 ? "One thing that was entered on a walk has" : `${count} things that were entered on a walk have`;
      if (count > 0 && !confirm(`${words} not been sent yet. Signing out throws it away. Open the walk to send it first. Sign out all the same?`)) return;
      await clear();
    }
  } catch {
    // A browser that keeps nothing for pages has nothing to throw away.
  }
  event.target.submit();
});
