// SPDX-License-Identifier: Apache-2.0
// The walk on a phone, room by room. Everything works without a network; what is entered is kept by walk-store.js.

import * as store from "./walk-store.js";

const main = document.querySelector("#main");
const state = document.querySelector("#state");
const pictureSide = 1600;

/** An element with attributes and children; texts are texts and never markup. */
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
};

const show = (...children) => {
  main.replaceChildren(...children.flat().filter(Boolean));
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
};

const counted = (count, one, many) => (count === 1 ? `one ${one}` : `${count} ${many}`);

const field = (label, control, hint) => {
  control.id ||= `field-${control.name}`;
  return el("div", { class: "field" },
    el("label", { for: control.id }, label, hint && el("span", { class: "hint" }, hint)), control);
};

const words = (name, required = true) =>
  el("textarea", { name, class: "words", rows: 3, maxlength: 4000, required });
const line = (name, attributes = {}) => el("input", { name, maxlength: 120, autocomplete: "off", ...attributes });

// MARK: What the phone says of itself

let signedOut = false;
let problem = "";

const tell = async () => {
  const { own, others } = await store.waiting();
  const parts = [];
  if (own > 0) parts.push(`${counted(own, "thing waits", "things wait")} to be sent.`);
  else if (await store.owner()) parts.push("Everything is sent.");
  if (signedOut) parts.push("You are signed out; what you entered stays here. ");
  else if (problem) parts.push(problem);
  if (others > 0) parts.push(`${counted(others, "thing", "things")} of somebody else’s ${others === 1 ? "waits" : "wait"} until they sign in here.`);
  state.replaceChildren(parts.join(" "),
    signedOut ? el("a", { href: `/sign-in?next=${encodeURIComponent("/walk/")}` }, "Sign in") : "");
};

const sendAll = async () => {
  try {
    await store.send();
    signedOut = false;
    problem = "";
  } catch (error) {
    if (error instanceof store.SignedOut) signedOut = true;
    else problem = "There is no network now; it goes by itself when there is one.";
  }
  await tell();
};

// MARK: Pictures

/** Makes a picture smaller. What the camera wrote beside it, the place above all, stays behind. */
const smaller = async (file) => {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, pictureSide / Math.max(picture.width, picture.height));
  const canvas = el("canvas", {
    width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)),
  });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", 0.8);
  });
};

const pictureOf = async (input) => {
  if (!input.files?.length) return [];
  return [{ id: store.newID(), blob: await smaller(input.files[0]) }];
};

const camera = (name) => el("input", { name, type: "file", accept: "image/*", capture: "environment" });

/** Reads a bar code or QR code from a picture, where the browser can. */
const scanner = (fill) => {
  if (!("BarcodeDetector" in window)) return undefined;
  const input = camera("scan");
  input.addEventListener("change", async () => {
    const found = await new BarcodeDetector().detect(await createImageBitmap(input.files[0])).catch(() => []);
    fill(found[0]?.rawValue);
  });
  return field("Scan its label", input, "Hold the bar code into the picture.");
};

// MARK: A plan

/** The floor that a place lies on, if it has a plan. */
const planOf = (walk, place) => {
  for (let here = place; here; here = walk.places.find((each) => each.id === here.parent)) {
    if (here.plan?.blob) return here.plan;
  }
  return undefined;
};

/** The plan to touch; `point` holds what was touched, in millionths. */
const planToTouch = async (plan) => {
  const picture = await createImageBitmap(plan.blob);
  const canvas = el("canvas", { width: picture.width, height: picture.height, tabindex: 0, "aria-label": "Plan: touch where it stands" });
  const chosen = { point: undefined };
  const draw = () => {
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    if (!chosen.point) return;
    const radius = Math.max(picture.width, picture.height) / 60;
    context.lineWidth = radius / 2;
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("color") || "black";
    context.beginPath();
    context.arc(chosen.point[0] * picture.width / 1e6, chosen.point[1] * picture.height / 1e6, radius, 0, 2 * Math.PI);
    context.stroke();
  };
  canvas.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    const share = (part, whole) => Math.min(999_999, Math.max(0, Math.floor(part / whole * 1e6)));
    chosen.point = [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
    draw();
  });
  draw();
  return { part: el("div", { class: "plan" }, canvas, el("p", { class: "key" }, "Touch where it stands.")), chosen };
};

// MARK: What was entered, in words

const personName = (walk, all, person) => {
  if (person.known) return walk.persons.find((each) => each.id === person.known)?.name ?? "somebody";
  return all.find((row) => row.entry.id === person.met)?.entry.name ?? "somebody";
};

const sentence = (walk, all, entry) => {
  const who = () => (entry.persons ?? [entry.person]).map((each) => personName(walk, all, each)).join(", ");
  switch (entry.what) {
    case "saw": {
      const known = walk.machines.find((each) => each.id === entry.label || sameSerial(each.serial, entry.serial));
      return [`Machine ${[entry.make, entry.model, entry.serial].filter(Boolean).join(" ") || "without a number"}`,
        known ? `: on the network as ${known.title}` : "", entry.remark ? `. ${entry.remark}` : ""].join("");
    }
    case "met": return `Met ${walk.persons.find((each) => each.id === entry.person)?.name ?? "somebody"}`;
    case "met-new": return `Met ${entry.name}${entry.role ? `, ${entry.role}` : ""}`;
    case "heard": return `${who()}: “${entry.words}”`;
    case "needed": return `${who()} needs: ${entry.words}`;
    case "promised": return `Promised ${who()}: “${entry.words}”${entry.due ? `, by ${entry.due}` : ""}`;
    case "note": return entry.words;
    case "photo": return "A picture";
    case "finished": return "Everything here was seen.";
    default: return "";
  }
};

const sameSerial = (one, other) =>
  Boolean(one && other && one.replace(/\s/g, "").toLowerCase() === other.replace(/\s/g, "").toLowerCase());

const standing = (all) => {
  const gone = new Set(all.map((row) => row.entry.replaces).filter(Boolean));
  return all.filter((row) => !gone.has(row.entry.id) && row.entry.what !== "taken-back");
};

const listOf = (walk, all, rows, again) => el("ul", { class: "entered", id: "entered" }, rows.map((row) => el("li", {},
  el("p", {}, sentence(walk, all, row.entry)),
  el("p", { class: "key" },
    row.state === "sent" ? "Sent. " : row.state === "refused" ? `Not taken: ${row.message} ` : "Waits to be sent. ",
    el("button", { class: "bare", type: "button", onclick: async () => {
      await store.enter(walk.walk.id, { what: "taken-back", replaces: row.entry.id, place: row.entry.place });
      await again();
    } }, "Take it back")))));

// MARK: Pages

const home = async () => {
  let told;
  try {
    told = await store.meet();
    signedOut = false;
    problem = "";
  } catch (error) {
    if (error instanceof store.SignedOut) signedOut = true;
    else problem = "There is no network now. What this phone took along is here.";
  }
  const kept = await store.walks();
  const here = new Set(kept.map((each) => each.id));
  const others = (told?.walks ?? []).filter((each) => !here.has(each.id));
  const by = await store.owner();
  show(
    el("h1", {}, "Walks"),
    by && el("p", { class: "lead" }, `${by.person.name}, at ${by.customer.name}`),
    kept.length > 0 && el("h2", {}, "On this phone"),
    el("ul", { class: "tree" }, kept.map((each) => el("li", {}, el("a", { href: `#/${each.id}` }, el("b", {}, each.walk.title), el("span", {}, each.walk.on))))),
    others.length > 0 && el("h2", {}, "To take along"),
    el("ul", { class: "tree" }, others.map((each) => el("li", {}, el("button", { type: "button", onclick: async () => {
      try {
        await store.takeAlong(each.id);
        location.hash = `#/${each.id}`;
      } catch {
        problem = "It could not be taken along; is there a network?";
        await tell();
      }
    } }, `Take along: ${each.title}, ${each.on}`)))),
    kept.length + others.length === 0 && el("p", { class: "lead" }, told ? "No walk is planned." : "No walk was taken along on this phone."),
    told && el("p", { class: "note" }, el("a", { href: "/walks" }, "Plan a walk, read what was found")));
  await tell();
};

const walkPage = async (id) => {
  const walk = await store.walk(id);
  if (!walk) return home();
  const all = await store.entries(id);
  const rows = standing(all);
  const depth = new Map();
  for (const place of walk.places) depth.set(place.id, (depth.get(place.parent) ?? -1) + 1);
  const seen = new Set(rows.filter((row) => row.entry.what === "finished").map((row) => row.entry.place));
  show(
    el("p", { class: "crumbs" }, el("a", { href: "#/" }, "Walks")), el("h1", {}, walk.walk.title),
    el("h2", {}, "Places"),
    el("ul", { class: "tree" }, walk.places.map((place) => {
      const here = rows.filter((row) => row.entry.place === place.id).length;
      return el("li", {}, el("a", { href: `#/${id}/${place.id}` },
        el("b", {}, `${"· ".repeat(depth.get(place.id))}${place.name}`),
        el("span", {}, seen.has(place.id) ? "all seen" : here > 0 ? counted(here, "thing", "things") : "")));
    })),
    el("p", { class: "acts" }, el("a", { class: "button", href: `#/${id}/-` }, "Somewhere else")),
    el("h2", {}, "This phone"),
    el("p", { class: "acts" },
      el("button", { type: "button", onclick: async () => { await store.tryAgain(); await sendAll(); await walkPage(id); } }, "Send now"),
      el("button", { type: "button", onclick: async () => { await store.takeAlong(id).catch(() => undefined); await walkPage(id); } }, "Fetch it anew"),
      el("button", { type: "button", onclick: async () => {
        const left = await store.forget(id);
        if (left > 0) {
          problem = `${counted(left, "thing waits", "things wait")}; send first.`;
          await tell();
        } else location.hash = "#/";
      } }, "Take it off this phone")));
  await tell();
};

/** Opens one form at a time below the buttons. */
const fold = (title, make) => {
  const box = el("details", { class: "fold" }, el("summary", {}, title));
  box.addEventListener("toggle", async () => {
    if (box.open && box.children.length === 1) box.append(await make());
  });
  return box;
};

const placePage = async (id, placeID) => {
  const walk = await store.walk(id);
  if (!walk) return home();
  const place = walk.places.find((each) => each.id === placeID);
  const again = async () => {
    await placePage(id, placeID);
    sendAll();
  };
  const enter = async (what, pictures) => {
    await store.enter(id, place ? { place: place.id, ...what } : what, pictures);
    await again();
  };
  const all = await store.entries(id);
  const rows = standing(all).filter((row) => (row.entry.place ?? undefined) === place?.id);
  show(
    el("p", { class: "crumbs" }, el("a", { href: `#/${id}` }, walk.walk.title)),
    el("h1", {}, place?.name ?? "Somewhere else"),
    machinesHere(walk, place, rows),
    fold("A machine", () => machineForm(walk, place, enter)),
    fold("Somebody, and what they say", () => personForm(walk, standing(all), enter)),
    fold("A note or a picture", () => noteForm(enter)),
    place && el("p", { class: "acts" }, el("button", { type: "button", onclick: () => enter({ what: "finished" }) }, "Everything here was seen")),
    rows.length > 0 && el("h2", {}, "Entered here"), listOf(walk, all, rows, again));
  await tell();
};

const machinesHere = (walk, place, rows) => {
  const seen = rows.filter((row) => row.entry.what === "saw");
  const here = walk.machines.filter((each) => place && each.place === place.id
    && !seen.some((row) => row.entry.label === each.id || sameSerial(each.serial, row.entry.serial)));
  if (here.length === 0) return undefined;
  return el("p", { class: "note" }, `The network shows here: ${here.map((each) => [each.title, each.serial].filter(Boolean).join(" ")).join("; ")}.`);
};

const machineForm = async (walk, place, enter) => {
  const serial = line("serial", { autocapitalize: "characters", spellcheck: "false" });
  const hint = el("p", { class: "note", role: "status" });
  const plan = planOf(walk, place);
  const touched = plan && await planToTouch(plan);
  let label;
  const look = () => {
    const known = walk.machines.find((each) => sameSerial(each.serial, serial.value));
    hint.textContent = known ? `The network knows it: ${known.title}.` : serial.value ? "The network does not show this number." : "";
  };
  serial.addEventListener("input", () => { label = undefined; look(); });
  return el("form", { onsubmit: async (event) => {
    event.preventDefault();
    const form = event.target;
    const pictures = await pictureOf(form.elements.picture);
    const what = { what: "saw" };
    for (const name of ["serial", "make", "model"]) if (form.elements[name].value.trim()) what[name] = form.elements[name].value.trim();
    if (form.elements.remark.value.trim()) what.remark = form.elements.remark.value.trim();
    if (label) what.label = label;
    if (touched?.chosen.point) what.point = touched.chosen.point;
    if (pictures.length) what.photos = pictures.map((each) => each.id);
    await enter(what, pictures);
  } },
  scanner((text) => {
    if (!text) {
      hint.textContent = "No bar code was found in the picture; type the number.";
      return;
    }
    const ours = /\/machines\/([0-9a-hjkmnp-tv-z]{26})\b/i.exec(text)?.[1]?.toLowerCase();
    const known = ours && walk.machines.find((each) => each.id === ours);
    if (known) {
      serial.value = known.serial ?? "";
      label = known.id;
      hint.textContent = `Our label: ${known.title}.`;
    } else {
      serial.value = text.slice(0, 120);
      look();
    }
  }),
  field("Serial number", serial, "As it stands on the machine."), hint,
  field("Make", line("make")), field("Model", line("model")),
  field("What one sees and the network does not say", words("remark", false)),
  touched?.part, field("A picture", camera("picture")),
  el("p", { class: "acts" }, el("button", { class: "first" }, "Keep this machine")));
};

const personForm = (walk, all, enter) => {
  const met = all.filter((row) => row.entry.what === "met-new");
  const who = el("select", { name: "who" },
    el("option", { value: "" }, "Somebody new"),
    met.map((row) => el("option", { value: `met ${row.entry.id}` }, row.entry.name)),
    walk.persons.map((each) => el("option", { value: `known ${each.id}` }, [each.name, each.role].filter(Boolean).join(", "))));
  const fresh = el("div", {}, field("Name", line("name"), "Or how you will know them again."), field("What they do", line("role")));
  who.addEventListener("change", () => { fresh.hidden = who.value !== ""; });
  const asked = walk.walk.questions.map((question, place) => field(question, words(`answer-${place}`, false)));
  const fault = el("p", { class: "fault", role: "alert" });
  return el("form", { onsubmit: async (event) => {
    event.preventDefault();
    const form = event.target.elements;
    const said = walk.walk.questions.map((question, place) => ({ question, words: form[`answer-${place}`].value.trim() }));
    said.push({ words: form.said.value.trim() });
    const need = form.need.value.trim();
    const promise = form.promise.value.trim();
    if (!who.value && !form.name.value.trim()) {
      fault.textContent = "Write down the name, or how you will know them again.";
      form.name.focus();
      delete event.target.dataset.busy;
      return;
    }
    // Kept one by one; the last one shows the page anew.
    const steps = [];
    let person;
    if (who.value.startsWith("known ")) person = { known: who.value.slice(6) };
    if (who.value.startsWith("met ")) person = { met: who.value.slice(4) };
    const place = location.hash.split("/")[2];
    const where = place === "-" ? {} : { place };
    if (!person) {
      const role = form.role.value.trim();
      const entry = await store.enter(walk.walk.id, { ...where, what: "met-new", name: form.name.value.trim(), ...(role && { role }) });
      person = { met: entry.id };
    } else if (person.known) steps.push({ what: "met", person: person.known });
    for (const each of said) if (each.words) steps.push({ what: "heard", person, ...each });
    if (need) steps.push({ what: "needed", persons: [person], words: need });
    if (promise) steps.push({ what: "promised", persons: [person], words: promise, ...(form.due.value && { due: form.due.value }) });
    const end = steps.pop();
    for (const step of steps) await store.enter(walk.walk.id, { ...where, ...step });
    if (end) await enter(end);
    else {
      await placePage(walk.walk.id, place);
      sendAll();
    }
  } }, field("Who", who), fresh, fault, asked,
  field("Anything else they said", words("said", false)), field("What they need", words("need", false), "In their words."),
  field("What you promise them", words("promise", false), "In the words you say it with."),
  field("By when", el("input", { name: "due", type: "date" }), "The promise is made when this is sent. Without a day it is offered later."),
  el("p", { class: "acts" }, el("button", { class: "first" }, "Keep what was said")));
};

const noteForm = (enter) => el("form", { onsubmit: async (event) => {
  event.preventDefault();
  const form = event.target.elements;
  const pictures = await pictureOf(form.picture);
  const note = form.note.value.trim();
  if (pictures.length) await enter({ what: "photo", photo: pictures[0].id }, pictures);
  if (note) await enter({ what: "note", words: note });
} }, field("Note", words("note", false)), field("Picture", camera("picture")),
el("p", { class: "acts" }, el("button", { class: "first" }, "Keep this")));

// MARK: From page to page

const page = async () => {
  const [, walk, place] = location.hash.split("/");
  try {
    if (place) await placePage(walk, place);
    else if (walk) await walkPage(walk);
    else await home();
  } catch (error) {
    show(el("h1", {}, "This phone keeps nothing"), el("p", { class: "lead" },
      "The browser does not let this page keep what you enter. Close private browsing, or make room on the phone, and open it again."));
    throw error;
  }
};

// A second tap on a form that is being kept enters nothing twice.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.busy) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  event.target.dataset.busy = "yes";
}, true);
addEventListener("hashchange", page);
addEventListener("online", sendAll);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
setInterval(sendAll, 30_000);
// Without a worker (an address without https) everything works but without a network.
navigator.serviceWorker?.register("/walk/worker.js", { scope: "/walk/" }).catch(() => undefined);
await page();
await sendAll();
