# SPDX-License-Identifier: Apache-2.0
"""A small college on a fresh server, made the way people and a collector make one: through forms and the API."""

import datetime
import json
import re
import secrets
import sqlite3
import urllib.request

PASSWORD = "a short sentence"
EMAIL = "maeve@example.org"


def make_account(page, link):
    """Follows the one-time link and comes in."""
    page.goto(link)
    if page.locator("[name=name]").count():
        page.fill("[name=name]", "Maeve Brennan")
        page.fill("[name=customerName]", "Linden College")
        page.fill("[name=timeZone]", "Europe/Dublin")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("text=Begin")
    page.wait_for_url(re.compile(r"/$"))


def make_place(page, inside, name, kind):
    """Adds a place on the page `inside`; returns the page of the new one."""
    page.goto(inside)
    page.click("summary:has-text('Add a place')")
    page.fill("#field-name", name)
    page.select_option("#kind", kind)
    page.click("text=Add it")
    page.wait_for_selector(f"h1:has-text('{name}')")
    return page.url.split("?")[0]


def furnish(page, base):
    """Places, a person, a collector with machines, and promises. Returns what the tests need to know of them."""
    campus = make_place(page, f"{base}/places", "Campus", "campus")
    library = make_place(page, campus, "Old Library", "building")
    room = make_place(page, library, "Reading room", "room")

    page.goto(f"{base}/people/new?place={room.rsplit('/', 1)[1]}")
    page.fill("#field-name", "Dana Whitfield")
    page.fill("#field-role", "Librarian")
    page.fill("#field-email", "dana@example.org")
    page.click("button:has-text('Write down')")
    page.wait_for_selector("h1:has-text('Dana Whitfield')")
    person = page.url.split("?")[0]

    page.goto(campus)
    page.click("text=Promise something to everyone here")
    page.click("text=Nobody here runs out of toner.")
    page.fill("#field-saidWhere", "on the walk, in the reading room")
    page.click("text=Look before you promise")
    page.click("button:has-text('Give your word')")
    page.wait_for_selector(".told")
    toner = page.url.split("?")[0]

    page.click("nav >> text=People")
    page.click("text=Dana Whitfield")
    page.click("text=Promise Dana something")
    page.click("text=I’ll call on Tuesday.")
    page.fill("#field-words", "I’ll tell you which rooms lose a printer, before anyone else hears it.")
    page.fill("#field-due", (datetime.date.today() + datetime.timedelta(days=1)).isoformat())
    page.fill("#field-time", "12:30")
    page.fill("#field-saidWhere", "on the phone")
    page.click("text=Give your word")
    page.wait_for_selector(".told")
    deed = page.url.split("?")[0]

    collector = Collector(base, make_code(page, base, "Cellar", "Campus"))
    collector.deliver([
        reading("192.0.2.10", "LX330 Copier", "AA100001", {"Black toner": ("percent", 0)}),
        reading("192.0.2.11", "VersaColor 7130", "AA100002", {
            "Black toner": ("percent", 64), "Cyan toner": ("percent", 8), "Magenta toner": ("someRemaining", -3),
            "Yellow toner with a description that is longer than anybody would want it to be": ("percent", 41)}),
        reading("192.0.2.12", "Inkjet 580", "AA100003", {"Ink": ("someRemaining", -3)}),
        reading("192.0.2.13", "<b>Bold & \"quoted\"</b>", "AA100004", {"Black toner": ("unknown", -2)}),
    ])
    return {"campus": campus, "room": room, "person": person, "toner": toner, "deed": deed, "collector": collector}


def make_code(page, base, name, place):
    """Makes a collector on its page and returns the code for it."""
    page.goto(f"{base}/collectors")
    page.fill("#field-name", name)
    page.select_option("#place", label=place)
    page.click("text=Make a code")
    return page.locator("#code").inner_text().strip()


def backdate(database, name, hours):
    """Lets a collector have been heard last so many hours ago, as if the time had passed."""
    with sqlite3.connect(database, timeout=30) as records:
        records.execute(
            "UPDATE collector SET last_heard = last_heard - :by, look_again = last_heard - :by WHERE name = :name",
            {"by": hours * 3_600_000_000, "name": name})


def reading(address, model, serial, supplies, pages=48_210):
    """A reading in the JSON of version 1."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = []
    for number, (name, (kind, value)) in enumerate(supplies.items(), start=1):
        oid = f"1.3.6.1.2.1.43.11.1.1.9.1.{number}"
        level = {"percent": value} if kind == "percent" else {"state": kind}
        rows.append({
            "index": f"1.{number}", "description": name, "type": "toner", "colorant": name.split()[0].lower(),
            "class": "supplyThatIsConsumed", "level": level,
            "raw": {"level": value, "max": 100, "unit": "percent", "oid": oid}, "partNumber": None, "serial": None})
    source = {"oid": "1.3.6.1.2.1.43.10.2.1.4.1.1", "rule": "printer-mib/life-count"}
    return {
        "version": 1, "address": address, "heard": now, "protocol": "snmpv2c", "isPrinter": True, "make": "Ronwell",
        "model": model, "serial": serial, "name": f"p-{serial}", "location": None, "firmware": "1.2",
        "macAddresses": [], "status": "idle",
        "errors": ["noToner"] if ("percent", 0) in supplies.values() else ["lowToner"],
        "meters": [{"function": "all", "color": "all", "size": None, "unit": "impressions", "value": pages,
                    "source": source}],
        "supplies": rows, "trays": [{"index": "1", "name": "Tray 1", "level": 250, "max": 500, "media": "a4"}],
        "alerts": [{"index": "1", "severity": "warning", "training": "untrained", "group": "inputTray",
                    "code": "808", "description": "Paper is low"}],
        "console": ["Ready to print"]}


class Collector:
    """Types its code and delivers readings as the program `goodword collect` does."""

    def __init__(self, base, code):
        self.base, self.token, self.sequence = base, secrets.token_urlsafe(32), 0
        question = {"code": code.lower().replace("-", " "), "collector": {"version": "0", "host": "cellar"}}
        request = urllib.request.Request(
            f"{base}/api/collector/v1/enrolment", data=json.dumps(question).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            self.name = json.load(answer)["collector"]

    def deliver(self, readings):
        items = []
        for each in readings:
            self.sequence += 1
            items.append({"sequence": self.sequence, "reading": each})
        batch = {"spool": "0" * 25 + "7", "collector": {"version": "0", "host": "cellar"}, "items": items}
        request = urllib.request.Request(
            f"{self.base}/api/collector/v1/readings", data=json.dumps(batch).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            receipt = json.load(answer)
        assert receipt == {"acknowledged": self.sequence}, receipt
