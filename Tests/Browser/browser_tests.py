# SPDX-License-Identifier: Apache-2.0
"""The pages in a real browser: how they look, whether everybody can use them, and the main job from end to end.

Started by tools/browser-tests.sh, which says where the server is (GOODWORD_BASE) and what its one-time link is
(GOODWORD_LINK). GOODWORD_SHOTS names the folder for the pictures.
"""

import datetime
import os
import re
import shutil
import unittest
import urllib.error

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import college
import walk_story

BASE = os.environ["GOODWORD_BASE"]
LINK = os.environ["GOODWORD_LINK"]
SHOTS = os.environ.get("GOODWORD_SHOTS", ".build/browser")
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
CHROMIUM = os.environ.get("GOODWORD_CHROMIUM") or next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)

#: What every test shares: the browser, a signed-in state, and the pages there are.
world = {}


def setUpModule():
    os.makedirs(SHOTS, exist_ok=True)
    world["playwright"] = sync_playwright().start()
    world["browser"] = world["playwright"].chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    context = world["browser"].new_context()
    page = context.new_page()
    page.set_default_timeout(20_000)
    college.make_account(page, LINK)
    world["college"] = college.furnish(page, BASE)
    world["state"] = context.storage_state()
    world["pages"] = find_pages(page)
    context.close()


def tearDownModule():
    world["browser"].close()
    world["playwright"].stop()


def find_pages(page):
    """Every kind of page there is, by name."""
    made = world["college"]
    paths = {
        "today": "/", "today-of-all": "/?whose=everybody", "machines": "/machines",
        "machines-narrowed": "/machines?verdict=broken&find=aa10", "machines-none": "/machines?find=nothing+fits",
        "places": "/places", "people": "/people", "person-new": "/people/new", "promises": "/promises",
        "promise-new": "/promises/new", "deed-new": "/promises/new/deed?find=dana",
        "word-whom": "/promises/new/word?start=answered", "collectors": "/collectors", "not-there": "/nothing/here"}
    for name, key in [("place", "campus"), ("room", "room"), ("person", "person"), ("promise", "toner"), ("deed", "deed")]:
        paths[name] = made[key].removeprefix(BASE)
    page.goto(f"{BASE}/collectors")
    paths["collector"] = page.locator(".rows .name a").first.get_attribute("href")
    for start in ["answered", "supplied", "near", "pages"]:
        paths[f"word-{start}"] = f"/promises/new/word?start={start}&to=place-" + made["campus"].rsplit("/", 1)[1]
    paths["deed-form"] = "/promises/new/deed?to=" + made["person"].rsplit("/", 1)[1]
    page.goto(f"{BASE}/machines?find=AA100002")
    paths["machine"] = page.locator(".rows .name a").first.get_attribute("href")
    paths["readings"] = paths["machine"] + "/readings"
    paths["history"] = paths["machine"] + "/history"
    paths["move"] = paths["machine"] + "/place?find=old"
    machine, person = (paths[each].rsplit("/", 1)[1] for each in ("machine", "person"))
    paths["evidence-what"] = f"/evidence/new?machine={machine}"
    paths["evidence-whom"] = "/evidence/new?what=call&find=dana"
    for form in ["delivery", "exclusion"]:
        paths[f"evidence-{form}"] = f"/evidence/new?what={form}&machine={machine}"
    paths["evidence-talk"] = f"/evidence/new?what=conversation&person={person}"
    page.goto(f"{BASE}/walks")
    paths["walks"], paths["walk-new"] = "/walks", "/walks/new"
    paths["erasure"] = f"/people/{person}/erasure"
    page.goto(BASE + paths["evidence-talk"])
    page.click("text=Write this down")
    paths["evidence"] = page.url.split("?")[0].removeprefix(BASE)
    page.goto(BASE + paths["readings"])
    paths["reading"] = page.locator(".history a").first.get_attribute("href")
    page.goto(BASE)
    paths["line"] = page.locator("a[href^='/lines/']").first.get_attribute("href")
    return paths


class PageTest(unittest.TestCase):
    """A test with a browser's page of its own."""

    def open(self, width="desk", scheme="light", signed_in=True, **options):
        size = WIDTHS[width]
        context = world["browser"].new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
            storage_state=world["state"] if signed_in else None, **options)
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(20_000)
        self.complaints = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def assert_no_complaints(self, allow=()):
        complaints = [text for text in self.complaints if not any(word in text for word in allow)]
        self.assertEqual(complaints, [])
        self.complaints.clear()


class Look(PageTest):
    def look_at_all(self, width, scheme):
        page = self.open(width, scheme)
        for name, path in world["pages"].items():
            with self.subTest(page=name, width=width, scheme=scheme):
                page.goto(BASE + path)
                page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)
                self.assert_no_complaints(allow=["404"])
                self.assert_fits(page)
                self.assert_usable_by_all(page)
                if width == "phone":
                    self.assert_a_thumb_hits(page)

    def assert_fits(self, page):
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertLessEqual(over, 0, "the page is wider than the window")

    def assert_usable_by_all(self, page):
        found = Axe().run(page).response["violations"]
        heavy = [
            (each["id"], each["impact"], [node["target"] for node in each["nodes"]][:4])
            for each in found if each["impact"] in ("serious", "critical")]
        self.assertEqual(heavy, [])

    def assert_a_thumb_hits(self, page):
        small = page.evaluate("""() => [...document.querySelectorAll(
            "button, .button, summary, select, textarea, nav.nav a, label.choice, .tree a, .foot a," +
            " input:not([type=hidden]):not([type=radio]):not([type=checkbox])")]
            .filter((each) => each.offsetParent !== null || getComputedStyle(each).position === "fixed")
            .map((each) => [each.tagName, each.textContent.trim().slice(0, 30), each.getBoundingClientRect().height])
            .filter(([, , height]) => height > 0 && height < 43.5)""")
        self.assertEqual(small, [], "smaller than a thumb")

    def test_every_page_in_the_light_at_a_desk(self):
        self.look_at_all("desk", "light")

    def test_every_page_in_the_dark_at_a_desk(self):
        self.look_at_all("desk", "dark")

    def test_every_page_in_the_light_on_a_phone(self):
        self.look_at_all("phone", "light")

    def test_every_page_in_the_dark_on_a_phone(self):
        self.look_at_all("phone", "dark")

    def test_the_door_for_somebody_who_has_not_signed_in(self):
        for width in WIDTHS:
            for scheme in ["light", "dark"]:
                page = self.open(width, scheme, signed_in=False)
                page.goto(f"{BASE}/machines")
                expect(page).to_have_url(re.compile("/sign-in"))
                page.screenshot(path=f"{SHOTS}/sign-in-{width}-{scheme}.png")
                self.assert_no_complaints()
                self.assert_fits(page)
                self.assert_usable_by_all(page)

    def test_every_page_on_paper(self):
        page = self.open()
        page.emulate_media(media="print")
        for name, path in world["pages"].items():
            with self.subTest(page=name):
                page.goto(BASE + path)
                for part in [".side", ".acts", ".filters", ".foot"]:
                    for each in page.locator(part).all():
                        expect(each).to_be_hidden()
                self.assertNotEqual(page.locator("h1").inner_text(), "")
                if name in ("today", "machine", "promise"):
                    page.pdf(path=f"{SHOTS}/{name}.pdf", format="A4")


class Ways(PageTest):
    def test_without_javascript_everything_works(self):
        page = self.open("phone", java_script_enabled=False)
        for path in world["pages"].values():
            page.goto(BASE + path)
            self.assertNotEqual(page.locator("h1").inner_text(), "")
        page.goto(f"{BASE}/machines")
        page.fill("#find", "AA100003")
        page.click("text=Show")
        self.assertEqual(page.locator(".rows > li").count(), 1)
        page.goto(BASE)
        line = page.locator(".line", has_text="not provable").first
        line.locator("summary", has_text="Write down what was seen").click()
        line.locator("textarea").first.fill("Half full, says Dana.")
        line.locator("button", has_text="Keep this").click()
        expect(page.locator(".told")).to_contain_text("Your note is kept")

    def test_the_door_opens_and_closes(self):
        page = self.open(signed_in=False)
        page.goto(f"{BASE}/promises")
        page.fill("[name=email]", college.EMAIL)
        page.fill("[name=password]", "not the right one")
        page.click("button:has-text('Sign in')")
        expect(page.locator("[role=alert]")).to_contain_text("do not fit together")
        page.fill("[name=password]", college.PASSWORD)
        page.click("button:has-text('Sign in')")
        expect(page).to_have_url(f"{BASE}/promises")
        page.click("text=Sign out")
        expect(page).to_have_url(re.compile("/sign-in"))
        page.goto(f"{BASE}/promises")
        expect(page).to_have_url(re.compile("/sign-in"))

    def test_the_keyboard_reaches_everything(self):
        page = self.open()
        for name, path in world["pages"].items():
            with self.subTest(page=name):
                page.goto(BASE + path)
                wanted = page.evaluate("""() => [...document.querySelectorAll(
                    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
                    .filter((each) => each.checkVisibility({visibilityProperty: true}))
                    .filter((each) => each.type !== "radio" || each.checked).length""")
                reached = set()
                for _ in range(wanted * 3 + 20):
                    page.keyboard.press("Tab")
                    place = page.evaluate("""() => {
                        const each = document.activeElement;
                        if (each === document.body) return null;
                        const box = getComputedStyle(each), row = each.closest(".row");
                        const seen = box.outlineStyle !== "none"
                            || (row && getComputedStyle(row).outlineStyle !== "none");
                        return [[...document.querySelectorAll("*")].indexOf(each), seen, each.outerHTML.slice(0, 80)];
                    }""")
                    if place is None:
                        break
                    self.assertTrue(place[1], f"the focus is not seen on {place[2]}")
                    reached.add(place[0])
                self.assertGreaterEqual(len(reached), wanted)

    def test_slash_searches_and_j_and_k_go_through_the_lines(self):
        page = self.open()
        page.goto(f"{BASE}/machines")
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        page.keyboard.type("j/k")
        expect(page.locator("#find")).to_have_value("j/k")
        page.goto(f"{BASE}/machines")
        links = page.locator("[data-row] .name a")
        page.keyboard.press("j")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("j")
        expect(links.nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Pages per day")

    def test_the_first_tab_leads_past_the_bar(self):
        page = self.open()
        page.goto(f"{BASE}/people")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


class MainJob(PageTest):
    def test_a_cartridge_that_runs_empty_turns_up_by_itself_and_is_settled(self):
        page = self.open()
        page.goto(BASE)
        other = page.locator("details", has_text="Not possible because").first
        other.locator("summary").click()
        other.locator("textarea").fill("Half a sentence")
        world["college"]["collector"].deliver([
            college.reading("192.0.2.30", "Late Copier 9", "AA100030", {"Black toner": ("percent", 0)})])
        line = page.locator(".line", has_text="Late Copier 9")
        expect(line).to_be_visible()
        # What somebody is writing stays under their hands.
        expect(other.locator("textarea")).to_have_value("Half a sentence")
        line.locator("button", has_text="Toner sent").click()
        expect(page.locator(".told")).to_contain_text("a cartridge is on its way")
        expect(page.locator(".line", has_text="Late Copier 9")).to_have_count(0)
        self.assert_no_complaints()

    def test_from_a_line_to_its_evidence(self):
        page = self.open()
        page.goto(BASE + world["pages"]["line"])
        page.locator("text=Evidence:").first.locator("a").click()
        expect(page.locator("h1")).to_contain_text("What it said")
        expect(page.locator("main")).to_contain_text("1.3.6.1.2.1.43.11.1.1.9.1.1")
        page.click("text=This reading as JSON")
        expect(page.locator("body")).to_contain_text("\"version\":1")

    def test_a_promise_that_was_written_wrong_keeps_its_words(self):
        page = self.open("phone")
        page.goto(BASE + world["pages"]["deed-form"])
        page.fill("#field-words", "I’ll come by.")
        page.fill("#field-due", "2020-01-02")
        page.fill("#field-saidWhere", "at the desk")
        page.click("text=Give your word")
        expect(page.locator("#fault-due")).to_contain_text("That time has passed")
        expect(page.locator("#field-words")).to_have_value("I’ll come by.")
        expect(page.locator("#field-due")).to_have_attribute("aria-invalid", "true")


class Collectors(PageTest):
    def test_a_collector_is_let_in_is_missed_and_is_shut_out(self):
        page = self.open("phone")
        code = college.make_code(page, BASE, "Boathouse", "Campus")
        self.assertRegex(code, r"^[1-9A-HJKMNP-TV-Z]{4}(-[1-9A-HJKMNP-TV-Z]{4}){2}$")
        boathouse = college.Collector(BASE, code)
        self.assertEqual(boathouse.name, "Boathouse")
        with self.assertRaises(urllib.error.HTTPError):
            college.Collector(BASE, code)
        boathouse.deliver([college.reading("192.0.2.40", "Shed 5", "AA100040", {"Black toner": ("percent", 50)})])

        page.goto(f"{BASE}/collectors")
        page.click("text=Boathouse")
        expect(page.locator("#state")).to_contain_text("It listens to one machine.")
        page.fill("#find", "dana")
        page.click("button:has-text('Search')")
        page.click("text=Write it down")
        expect(page.locator(".told")).to_contain_text("Written down.")

        college.backdate(os.environ["GOODWORD_DATABASE_FILE"], "Boathouse", 30)
        page.goto(BASE)
        line = page.locator(".line", has_text="Boathouse")
        # The server looks every half minute; the page hears of it by itself.
        expect(line).to_contain_text("One machine is not heard", timeout=60_000)
        expect(line.locator(".who")).to_contain_text("Dana Whitfield")
        expect(line.locator("a[href^='mailto:']")).to_have_attribute("href", "mailto:dana%40example.org")
        line.locator("text=Write down what was said").click()
        page.fill("#field-note", "The socket was pulled; it is in again.")
        page.click("text=Keep this")
        expect(page.locator(".history")).to_contain_text("The socket was pulled")

        boathouse.deliver([])
        page.goto(BASE)
        expect(page.locator(".line", has_text="Boathouse")).to_have_count(0)

        page.goto(f"{BASE}/collectors")
        page.click("text=Boathouse")
        page.click("summary:has-text('Withdraw its key')")
        page.click("button:has-text('Withdraw it')")
        expect(page.locator(".told")).to_contain_text("withdrawn")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            boathouse.deliver([])
        self.assertEqual(refused.exception.code, 403)
        self.assert_no_complaints()


class Walks(PageTest, walk_story.WalkStory):
    base = BASE

    def setUp(self):
        self.browser = world["browser"]

    def test_a_walk_without_a_network_is_in_the_records_once_it_comes_back(self):
        desk = self.open()
        walk = self.plan(desk, "Without a network")
        phone = self.phone(world["state"])
        page = self.take_along(phone, "Without a network")
        phone.set_offline(True)
        self.into_the_room(page)
        self.see_machine(page, "aa 100003")
        expect(page.locator("#entered")).to_contain_text("on the network as")
        self.see_machine(page, "UNPLUGGED-7")
        due = (datetime.date.today() + datetime.timedelta(days=6)).isoformat()
        self.hear_dana(page, "The stairs, offline.", "I’ll measure the way, offline.", due)
        # The tab is killed, and the phone opened again in a cellar.
        page.close()
        page = phone.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{BASE}/walk/")
        expect(page.locator("#state")).to_contain_text("wait to be sent")
        page.click("text=Without a network")
        self.into_the_room(page)
        expect(page.locator("#entered")).to_contain_text("UNPLUGGED-7")
        page.click("button:has-text('Everything here was seen')")
        expect(page.locator("#entered")).to_contain_text("Everything here was seen.")
        count = walk_story.waiting(page)
        self.assertEqual(count, 6)
        phone.set_offline(False)
        self.everything_is_sent(page)
        self.assertEqual(walk_story.waiting(page), 0)
        text = self.result(desk, walk)
        for words in ["UNPLUGGED-7", "The stairs, offline.", "I’ll measure the way, offline.", "saw all of it"]:
            self.assertIn(words, text)
        self.assertEqual(text.count("Serial UNPLUGGED-7"), 1)
        desk.goto(f"{BASE}/story")
        expect(desk.locator("main")).to_contain_text("The stairs, offline.")
        desk.goto(f"{BASE}/promises")
        expect(desk.locator(".said", has_text="I’ll measure the way, offline.")).to_have_count(1)
        desk.goto(f"{BASE}/ledger/month")
        expect(desk.locator("main")).to_contain_text("I’ll measure the way, offline.")

    def test_two_phones_one_with_a_wrong_clock_lose_nothing(self):
        desk = self.open()
        walk = self.plan(desk, "Two phones")
        one, other = self.phone(world["state"]), self.phone(world["state"])
        pages = []
        for context, wrong in [(one, False), (other, True)]:
            if wrong:
                context.add_init_script(
                    "const now = Date.now.bind(Date); Date.now = () => now() - 400 * 24 * 3600 * 1000;")
            pages.append(self.take_along(context, "Two phones"))
            context.set_offline(True)
        for number, page in enumerate(pages):
            self.into_the_room(page)
            self.see_machine(page, f"PHONE-{number}")
            self.see_machine(page, "SEEN-BY-BOTH")
        for context, page in zip([one, other], pages):
            context.set_offline(False)
            self.everything_is_sent(page)
        text = self.result(desk, walk)
        for serial in ["PHONE-0", "PHONE-1", "SEEN-BY-BOTH"]:
            self.assertEqual(len(re.findall(f"Serial {serial}", text)), 1, text)
        self.assertIn("seen 2 times", text)
        self.assertIn("from 2 phones", text)
        self.assertNotIn("made no sense", text)

    def test_an_answer_that_is_lost_brings_nothing_twice(self):
        desk = self.open()
        walk = self.plan(desk, "Lost answer")
        phone = self.phone(world["state"])
        page = self.take_along(phone, "Lost answer")
        # The server takes it in, and the phone never hears of it.
        lost = []

        def lose(route):
            if lost:
                route.continue_()
                return
            lost.append(True)
            route.fetch()
            route.abort()

        phone.route("**/api/v1/walks/*/entries", lose)
        self.into_the_room(page)
        self.hear_dana(page, "Said once.")
        expect(page.locator("#state")).to_contain_text("wait")
        page.click("text=Lost answer")
        page.click("button:has-text('Send now')")
        self.everything_is_sent(page)
        self.assertTrue(lost)
        self.assertEqual(self.result(desk, walk).count("Said once."), 1)
        desk.goto(f"{BASE}/conversations")
        expect(desk.locator("main")).to_contain_text("Said once.")

    def test_a_sign_in_that_ended_meanwhile_keeps_what_was_entered(self):
        desk = self.open(signed_in=False)
        desk.goto(f"{BASE}/sign-in")
        desk.fill("[name=email]", college.EMAIL)
        desk.fill("[name=password]", college.PASSWORD)
        desk.click("button:has-text('Sign in')")
        desk.wait_for_url(re.compile(r"/$"))
        walk = self.plan(desk, "Signed out")
        phone = desk.context
        page = self.take_along(phone, "Signed out")
        phone.set_offline(True)
        self.into_the_room(page)
        self.see_machine(page, "STAYS-1")
        cookies = [each for each in phone.cookies() if each["name"] != "goodword"]
        phone.clear_cookies()
        phone.add_cookies(cookies)
        phone.set_offline(False)
        expect(page.locator("#state")).to_contain_text("what you entered stays here", timeout=40_000)
        self.assertEqual(walk_story.waiting(page), 1)
        page.click("#state >> text=Sign in")
        page.fill("[name=email]", college.EMAIL)
        page.fill("[name=password]", college.PASSWORD)
        page.click("button:has-text('Sign in')")
        page.wait_for_url(re.compile("/walk/"))
        self.everything_is_sent(page)
        self.assertIn("STAYS-1", self.result(desk, walk))

    def test_signing_out_with_something_unsent_warns_and_leaves_nothing_behind(self):
        desk = self.open(signed_in=False)
        desk.goto(f"{BASE}/sign-in")
        desk.fill("[name=email]", college.EMAIL)
        desk.fill("[name=password]", college.PASSWORD)
        desk.click("button:has-text('Sign in')")
        desk.wait_for_url(re.compile(r"/$"))
        self.plan(desk, "Left behind")
        page = self.take_along(desk.context, "Left behind")
        cached = walk_story.kept_by_the_phone(page)
        self.assertIn("Dana Whitfield", cached)
        self.assertNotIn('"/walks', cached)
        self.assertNotIn('"/"', cached)
        desk.context.route("**/api/v1/walks**", lambda route: route.abort())
        self.into_the_room(page)
        self.see_machine(page, "UNSENT-1")
        page.close()
        desk.goto(BASE)
        desk.once("dialog", lambda dialog: dialog.dismiss())
        with desk.expect_event("dialog") as asked:
            desk.click(".also >> text=Sign out")
        self.assertIn("not been sent", asked.value.message)
        expect(desk).to_have_url(f"{BASE}/")
        desk.once("dialog", lambda dialog: dialog.accept())
        desk.click(".also >> text=Sign out")
        expect(desk).to_have_url(re.compile("/sign-in"))
        self.assertEqual(desk.evaluate("async () => [...(await indexedDB.databases()), ...(await caches.keys())]"), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
