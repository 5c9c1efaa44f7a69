# SPDX-License-Identifier: Apache-2.0
"""Walks on a phone without a network: nothing is lost, nothing is there twice, and nothing of anybody else's is seen."""

import json
import re

from playwright.sync_api import expect

PHONE = {"width": 360, "height": 740}


class WalkStory:
    """What the tests of walks share; `browser_tests.py` mixes it into its own class."""

    def phone(self, state):
        """A phone of its own, signed in; its clock is what it is."""
        context = self.browser.new_context(viewport=PHONE, storage_state=state)
        self.addCleanup(context.close)
        return context

    def plan(self, page, title):
        """Plans a walk through the Old Library on the pages, without any JavaScript of ours."""
        page.goto(f"{self.base}/walks/new")
        page.fill("#field-title", title)
        page.get_by_label(re.compile("Old Library")).check()
        page.get_by_label(re.compile("Dana Whitfield")).check()
        page.fill("#field-questions", "What makes your day harder?")
        page.click("button:has-text('Plan the walk')")
        expect(page.locator("h1")).to_have_text(title)
        return page.url.split("?")[0].rsplit("/", 1)[1]

    def take_along(self, context, title):
        """Opens the walk while there is a network, and waits until the worker can do without."""
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{self.base}/walk/")
        page.click(f"button:has-text('Take along: {title}')")
        expect(page.locator("h1")).to_have_text(title)
        page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        return page

    def into_the_room(self, page):
        page.click("text=Reading room")
        expect(page.locator("h1")).to_have_text("Reading room")

    def see_machine(self, page, serial):
        page.click("summary:has-text('A machine')")
        page.fill("#field-serial", serial)
        page.click("button:has-text('Keep this machine')")
        expect(page.locator("#entered")).to_contain_text(serial)

    def hear_dana(self, page, words, promise=None, due=None):
        page.click("summary:has-text('Somebody, and what they say')")
        page.select_option("#field-who", label="Dana Whitfield, Librarian")
        page.fill("#field-answer-0", words)
        if promise:
            page.fill("#field-promise", promise)
            page.fill("#field-due", due)
        page.click("button:has-text('Keep what was said')")
        expect(page.locator("#entered")).to_contain_text(words)

    def everything_is_sent(self, page):
        expect(page.locator("#state")).to_contain_text("Everything is sent.", timeout=40_000)

    def result(self, page, walk):
        page.goto(f"{self.base}/walks/{walk}")
        return page.locator("main").inner_text()


def waiting(page):
    """How much of the phone's own store has not been sent."""
    return page.evaluate("""() => new Promise((resolve) => {
        indexedDB.open("goodword-walk").onsuccess = (event) => {
            const all = event.target.result.transaction("entries").objectStore("entries").getAll();
            all.onsuccess = () => resolve(all.result.filter((row) => row.state !== "sent").length);
        };
    })""")


def kept_by_the_phone(page):
    """Everything that lies in the phone's caches and stores, as one text."""
    return json.dumps(page.evaluate("""async () => {
        const found = [];
        for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
        }
        const store = await new Promise((resolve) => {
            indexedDB.open("goodword-walk").onsuccess = (event) => resolve(event.target.result);
        });
        for (const name of store.objectStoreNames) {
            found.push(await new Promise((resolve) => {
                store.transaction(name).objectStore(name).getAll().onsuccess = (event) => resolve(event.target.result);
            }));
        }
        return found;
    }"""))
