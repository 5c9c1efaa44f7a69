# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures for the README from a running demo: screenshots.py LINK FOLDER

LINK is the one-time link that `goodword demo` prints; it is used up.
"""

import os
import re
import shutil
import sys

from playwright.sync_api import sync_playwright

import college

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


def main(link, folder):
    base = re.match(r"https?://[^/]+", link).group()
    os.makedirs(folder, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        page = context.new_page()
        college.make_account(page, link)
        page.goto(f"{base}/machines?order=lowestSupply&verdict=atRisk")
        machine = page.locator(".rows .name a").first.get_attribute("href")
        page.goto(f"{base}/promises")
        promise = page.locator(".promises > li", has_text="out of toner").locator(".said a").first.get_attribute("href")
        state = context.storage_state()
        context.close()
        for name, path, width, height, scheme in [
            ("today", "/", 1280, 900, "light"), ("machine", machine, 1280, 900, "light"),
            ("promise", promise, 1280, 900, "dark"), ("machines", "/machines", 1280, 900, "light"),
            ("today-phone", "/", 390, 844, "dark"), ("machine-phone", machine, 390, 844, "light"),
        ]:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=2,
                storage_state=state)
            page = context.new_page()
            page.goto(base + path)
            page.screenshot(path=f"{folder}/{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
