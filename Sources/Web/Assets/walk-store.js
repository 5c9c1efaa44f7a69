// SPDX-License-Identifier: Apache-2.0
// What a phone keeps of walks, and how it is sent. Nothing of another person's is read, and nothing that was entered
// leaves the phone before the server has said that it has it.

const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id as the server makes them: milliseconds, then chance, in 26 characters. */
export const newID = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Math.max(0, Date.now());
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = time % 256;
    time = Math.floor(time / 256);
  }
  let bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  let text = "";
  for (let place = 0; place < 26; place += 1) {
    text = digits[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
};

const batchMost = 200;

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("goodword-walk", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("about");
    request.result.createObjectStore("walks", { keyPath: "id" });
    for (const name of ["entries", "photos"]) {
      request.result.createObjectStore(name, { keyPath: "id" }).createIndex("walk", "walk");
    }
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** One transaction: what it writes is there as a whole or not at all, also when the phone dies meanwhile. */
const during = async (names, mode, work) => {
  const store = await opened;
  const transaction = store.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  const result = await work((name) => transaction.objectStore(name));
  await done;
  return result;
};

const read = (name, work) => during([name], "readonly", (store) => asked(work(store(name))));

export const about = (key) => read("about", (store) => store.get(key));
const setAbout = (key, value) => during(["about"], "readwrite", (store) => asked(store("about").put(value, key)));

export const owner = () => about("owner");

/** The phone's number, made once; asks the browser not to throw away what is kept. */
const phone = async () => {
  const known = await about("phone");
  if (known) return known;
  navigator.storage?.persist?.();
  return during(["about"], "readwrite", async (store) => {
    const again = await asked(store("about").get("phone"));
    const id = again ?? newID();
    if (!again) await asked(store("about").put(id, "phone"));
    return id;
  });
};

// Two tabs, and one tab after another, count their time apart.
const nextOpening = () => during(["about"], "readwrite", async (store) => {
  const next = ((await asked(store("about").get("opening"))) ?? 0) + 1;
  await asked(store("about").put(next, "opening"));
  return next;
});
let opening = nextOpening();
let last = { wall: Date.now(), ticks: performance.now() };

/** What both clocks say. The counter stands still while some phones sleep; after a sleep it counts as a new one. */
export const stamp = async () => {
  const now = { wall: Date.now(), ticks: performance.now() };
  if (now.wall - last.wall - (now.ticks - last.ticks) > 30_000) opening = nextOpening();
  last = now;
  // Years that have no four digits are no year of a phone that was ever set.
  const wall = new Date(Math.min(Math.max(now.wall, 0), 253_402_300_799_000)).toISOString();
  return { wall: `${wall.slice(0, 19)}Z`, ticks: Math.round(now.ticks * 1000), opening: await opening };
};

const mine = async (rows) => {
  const person = (await owner())?.person.id;
  return rows.filter((row) => row.owner === person);
};

export const walks = async () => mine(await read("walks", (store) => store.getAll()));
export const walk = async (id) => (await mine([await read("walks", (store) => store.get(id))].filter(Boolean)))[0];
export const entries = async (walk) =>
  (await mine(await read("entries", (store) => store.index("walk").getAll(walk))))
    .sort((one, other) => one.number - other.number);
export const photo = (id) => read("photos", (store) => store.get(id));

/** Keeps what somebody entered; it is on the phone's disk when this comes back. */
export const enter = async (walkID, what, pictures = []) => {
  const [by, from, when] = [await owner(), await phone(), await stamp()];
  return during(["about", "entries", "photos"], "readwrite", async (store) => {
    const key = `number ${walkID}`;
    const number = ((await asked(store("about").get(key))) ?? 0) + 1;
    await asked(store("about").put(number, key));
    for (const one of pictures) {
      await asked(store("photos").put(
        { id: one.id, walk: walkID, owner: by.person.id, blob: one.blob, state: "waiting" }));
    }
    const entry = { id: newID(), number, walker: by.person.id, stamp: when, ...what };
    await asked(store("entries").put(
      { id: entry.id, walk: walkID, owner: by.person.id, phone: from, number, entry, state: "waiting" }));
    return entry;
  });
};

/** How much waits to be sent: the signed-in person's, and others' who used this phone. */
export const waiting = async () => {
  const person = (await owner())?.person.id;
  const all = [
    ...(await read("entries", (store) => store.getAll())), ...(await read("photos", (store) => store.getAll())),
  ].filter((row) => row.state !== "sent");
  const own = all.filter((row) => row.owner === person);
  return { own: own.length, others: all.length - own.length };
};

/** Takes a walk off the phone; what waits stays. */
export const forget = (id) => during(["walks", "entries", "photos"], "readwrite", async (store) => {
  const left = [];
  for (const name of ["entries", "photos"]) {
    for (const row of await asked(store(name).index("walk").getAll(id))) {
      if (row.state === "sent") await asked(store(name).delete(row.id));
      else left.push(row);
    }
  }
  if (left.length === 0) await asked(store("walks").delete(id));
  return left.length;
});

// MARK: The server

export class SignedOut extends Error {}

const call = async (path, options = {}) => {
  const answer = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options });
  if (answer.status === 401) throw new SignedOut();
  return answer;
};

/**
 * Asks who is signed in and which walks there are. Whoever comes after somebody else finds nothing of theirs: what was
 * sent is taken off the phone, what waits is kept for them and shown to nobody.
 */
export const meet = async () => {
  const answer = await call("/api/v1/walks");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const told = await answer.json();
  const before = await owner();
  await setAbout("owner", { person: told.person, customer: told.customer });
  if (before && before.person.id !== told.person.id) await clearOthers(told.person.id);
  return told;
};

const clearOthers = (person) => during(["walks", "entries", "photos"], "readwrite", async (store) => {
  for (const name of ["walks", "entries", "photos"]) {
    for (const row of await asked(store(name).getAll())) {
      if (row.owner !== person && (name === "walks" || row.state === "sent")) await asked(store(name).delete(row.id));
    }
  }
});

/** Takes a walk along: its rooms, the people and machines there, and nothing else. */
export const takeAlong = async (id) => {
  const answer = await call(`/api/v1/walks/${id}`);
  if (answer.status === 404) {
    await forget(id);
    return undefined;
  }
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const luggage = await answer.json();
  for (const place of luggage.places.filter((each) => each.plan)) {
    const picture = await call(place.plan.image).catch(() => undefined);
    if (picture?.ok) place.plan.blob = await picture.blob();
  }
  const by = (await owner()).person.id;
  await during(["walks"], "readwrite", (store) => asked(store("walks").put({ ...luggage, owner: by })));
  return luggage;
};

const mark = (name, id, state, message) => during([name], "readwrite", async (store) => {
  const row = await asked(store(name).get(id));
  if (row) await asked(store(name).put({ ...row, state, message }));
});

const sendPhotos = async (forgery) => {
  for (const one of await mine(await read("photos", (store) => store.getAll()))) {
    if (one.state !== "waiting") continue;
    const answer = await call(`/api/v1/walks/${one.walk}/photos/${one.id}`, {
      method: "POST", headers: { "Content-Type": "image/jpeg", "X-Forgery": forgery }, body: one.blob,
    });
    if (answer.ok) await mark("photos", one.id, "sent");
    else if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      await mark("photos", one.id, "refused", (await answer.json()).detail);
    } else return;
  }
};

const sendEntries = async (walkID, forgery) => {
  for (;;) {
    const rows = (await entries(walkID)).filter((row) => row.state === "waiting").slice(0, batchMost);
    if (rows.length === 0) return;
    const batch = {
      walk: walkID, phone: rows[0].phone, stamp: await stamp(),
      entries: rows.filter((row) => row.phone === rows[0].phone).map((row) => row.entry),
    };
    const answer = await call(`/api/v1/walks/${walkID}/entries`, {
      method: "POST", headers: { "Content-Type": "application/json", "X-Forgery": forgery },
      body: JSON.stringify(batch),
    });
    if (!answer.ok) {
      // The walk is another's, or full: what was entered stays here, with the reason.
      if (answer.status !== 403 && answer.status !== 404 && answer.status !== 413) return;
      const { detail } = await answer.json();
      for (const row of rows) await mark("entries", row.id, "refused", detail);
      return;
    }
    const receipt = await answer.json();
    for (const id of receipt.kept) await mark("entries", id, "sent");
    for (const each of receipt.refused) await mark("entries", each.id, "refused", each.message);
    if (receipt.kept.length + receipt.refused.length === 0) return;
  }
};

let sending;

/** Sends all that waits; one sending at a time. What the server has already counts once there. */
export const send = () => {
  sending ??= (async () => {
    try {
      if ((await waiting()).own === 0 && (await waiting()).others === 0) return;
      const { forgery } = await meet();
      await sendPhotos(forgery);
      const open = await mine(await read("entries", (store) => store.getAll()));
      for (const id of new Set(open.filter((row) => row.state === "waiting").map((row) => row.walk))) {
        await sendEntries(id, forgery);
      }
    } finally {
      sending = undefined;
    }
  })();
  return sending;
};

/** Lets what was refused be tried once more. */
export const tryAgain = () => during(["entries", "photos"], "readwrite", async (store) => {
  for (const name of ["entries", "photos"]) {
    for (const row of await asked(store(name).getAll())) {
      if (row.state === "refused") await asked(store(name).put({ ...row, state: "waiting", message: undefined }));
    }
  }
});
