# SPDX-License-Identifier: Apache-2.0
"""One step of a promise's story in a real browser: promise_story.py promise | broken | repair

The Swift test that tells the story starts it, between two steps of which the virtual printers live on. It says
where the server is (GOODWORD_BASE), who is signed in (GOODWORD_SESSION), where pictures go (GOODWORD_SHOTS), and
which building or promise it is about. The last line printed is what the next step needs.
"""

import os
import re
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

BASE = os.environ["GOODWORD_BASE"]
SHOTS = os.environ.get("GOODWORD_SHOTS", ".build/browser")
CHROMIUM = os.environ.get("GOODWORD_CHROMIUM") or next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
WORDS = "Nobody in the library runs out of toner, not even in the exams."


def picture(page, name):
    """Takes a picture of the page, and holds it to what a page for everyone has to be."""
    page.screenshot(path=f"{SHOTS}/story-{name}.png", full_page=True)
    heavy = [
        (each["id"], [node["target"] for node in each["nodes"]][:3]) for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")]
    assert heavy == [], f"{name}: {heavy}"
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{name} is wider than the window"


def give_word(page):
    """From the words to a promise, by the links and blanks that anybody finds."""
    page.goto(f"{BASE}/promises")
    page.click("main >> text=Give your word")
    page.click("text=Nobody here runs out of toner.")
    page.fill("#find", os.environ["GOODWORD_BUILDING"])
    page.click("button:has-text('Search')")
    page.click(f"main >> text=Everyone in {os.environ['GOODWORD_BUILDING']}")
    page.fill("#field-words", WORDS)
    page.fill("[aria-label='How many']", "0")
    page.select_option("[aria-label='In which period']", "month")
    page.fill("#field-saidWhere", "at the welcome desk")
    page.click("text=Look before you promise")
    expect(page.locator("h1")).to_contain_text(WORDS)
    expect(page.locator(".sentence")).to_contain_text("no machine stands without a supply for more than 0 hours")
    expect(page.locator("main")).to_contain_text("What you owe")
    expect(page.locator("main")).to_contain_text("What the past year says")
    picture(page, "outlook")
    page.click("button:has-text('Give your word')")
    expect(page.locator(".told")).to_be_visible()
    expect(page.locator("h1")).to_contain_text(WORDS)
    expect(page.locator("#standing .verdict").first).not_to_contain_text("broken")
    picture(page, "promised")
    print(page.url.split("?")[0].removeprefix(BASE))


def see_it_broken(page):
    """Today says it, the promise says it, and both open to the reading that shows it."""
    path = os.environ["GOODWORD_PROMISE"]
    page.goto(BASE)
    line = page.locator(".line", has_text=WORDS).first
    expect(line).to_be_visible()
    picture(page, "today-broken")
    page.goto(BASE + path)
    expect(page.locator("#standing .verdict").first).to_contain_text("broken")
    subject = page.locator(".subjects > li").first
    expect(subject.locator(".verdict").first).to_contain_text("broken")
    subject.locator("summary", has_text="Line by line").click()
    expect(subject.locator(".explained")).to_contain_text(re.compile("is empty|Stopped for want of a supply"))
    # The breach of one machine is not told of the others.
    others = page.locator(".subjects > li", has_text="on track")
    expect(others).to_have_count(2)
    for index in range(2):
        expect(others.nth(index)).not_to_contain_text("none may be")
    picture(page, "broken")
    subject.locator(".explained a").first.click()
    expect(page.locator("h1")).to_contain_text("What it said")
    expect(page.locator("main")).to_contain_text(re.compile("0 %|out of toner"))
    print(path)


def repair(page):
    """The machine prints again; the breach stays in the record until somebody makes good for it."""
    path = os.environ["GOODWORD_PROMISE"]
    page.goto(BASE + path)
    expect(page.locator("#standing .verdict").first).to_contain_text("broken")
    make_good = page.locator("details", has_text="We made good")
    make_good.locator("summary").first.click()
    make_good.locator("textarea").fill("I brought a cartridge by hand and said sorry to those who waited.")
    make_good.locator("button").last.click()
    expect(page.locator("#standing .verdict").first).to_contain_text("repaired")
    expect(page.locator(".history", has_text="I brought a cartridge by hand").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("In the ledger")
    for entry in ["made", "repaired"]:
        expect(page.locator(".history", has_text=re.compile(f"Entry \\d+: .*{entry}")).first).to_be_visible()
    picture(page, "repaired")
    page.goto(f"{BASE}/promises")
    expect(page.locator(".promises > li", has_text=WORDS)).to_contain_text("repaired")
    print(path)


STEPS = {"promise": give_word, "broken": see_it_broken, "repair": repair}


def main(step):
    os.makedirs(SHOTS, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "goodword", "value": os.environ["GOODWORD_SESSION"], "url": BASE}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        STEPS[step](page)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in STEPS:
        sys.exit(__doc__)
    main(sys.argv[1])
