# SPDX-License-Identifier: Apache-2.0
"""Runs the commands that a document shows, as its reader would, and compares what comes out.

A fenced `console` block is run when the line before it says so:

    <!-- checked -->        each line that starts with `$ ` is run in a folder that holds only docs, in order; the lines below it
                            must come out, where `…` stands for anything and a line of just `…` for any lines
    <!-- checked: demo -->  the last command is started at a terminal with a free port and a folder of its own; the
                            lines shown must come out; the address among them is opened, then Ctrl-C is typed and
                            the demo must end with 0. Commands before it (`git clone`, `cd`) are taken as done.

Only the standard library is used, so that nothing has to be installed to check a sentence of the README.
"""

import os
import pathlib
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONFIGURATION = os.environ.get("GOODWORD_CONFIGURATION", "release")
COMMAND_SECONDS_MAX = 120
# Building and a year of history on a small machine; only a demo that hangs reaches it.
DEMO_SECONDS_MAX = 1500
END_SECONDS_MAX = 60
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost)\S*(?=\s)")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Different(Exception):
    """What came out is not what the document shows."""


def blocks(document):
    """The checked blocks of a document: (line number, kind, lines)."""
    lines = document.read_text(encoding="utf-8").split("\n")
    mark = re.compile(r"<!-- checked(?:: (\w+))? -->$")
    for number, line in enumerate(lines):
        found = mark.match(line)
        if not found:
            continue
        if number + 1 >= len(lines) or lines[number + 1] != "```console":
            raise Different(f"line {number + 1}: a console block has to follow the word that it is checked.")
        end = lines.index("```", number + 2)
        yield number + 3, found.group(1) or "commands", lines[number + 2 : end]


def steps(lines):
    """A block's commands, each with the output that is shown below it."""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def as_pattern(shown):
    """The shown lines as a regular expression for everything that came out."""
    parts = []
    for line in shown:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*?".join(re.escape(part) for part in line.rstrip().split("…")) + r"[ \t]*\n")
    return re.compile("".join(parts))


def compare(shown, heard):
    heard = CONTROL.sub("", heard)
    if heard and not heard.endswith("\n"):
        heard += "\n"
    if not as_pattern(shown).fullmatch(heard):
        raise Different("shown:\n  " + "\n  ".join(shown) + "\nheard:\n  " + "\n  ".join(heard.split("\n")))


def environment():
    program = ROOT / ".build" / CONFIGURATION
    return {**os.environ, "PATH": f"{program}:{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "100"}


def run_commands(lines, folder):
    for command, shown in steps(lines):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=COMMAND_SECONDS_MAX,
            text=True,
        )
        print(f"  $ {command}")
        compare(shown, done.stdout)
        if done.returncode != 0:
            raise Different(f"`{command}` ended with {done.returncode}; a command that the document shows succeeds.")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Terminal:
    """A program at a terminal of its own, so that Ctrl-C goes the way it goes for a person."""

    def __init__(self, command):
        self.heard = ""
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execvpe("bash", ["bash", "-c", command], environment())

    def listen(self, wanted, deadline):
        """Reads on until `wanted` answers something other than None, and returns that."""
        while (answer := wanted(self.heard)) is None:
            if time.monotonic() > deadline:
                raise Different(f"nothing more came out in time; the last of it:\n{self.heard[-2000:]}")
            if select.select([self.screen], [], [], 1)[0] and not self._read():
                raise Different(f"it ended early; the last of it:\n{self.heard[-2000:]}")
        return answer

    def _read(self):
        try:
            data = os.read(self.screen, 65536)
        except OSError:  # the terminal is closed when its last program ends
            return False
        self.heard += CONTROL.sub("", data.decode("utf-8", "replace"))
        return bool(data)

    def type(self, text):
        os.write(self.screen, text)

    def exit_status(self, deadline):
        """What it ended with, having read all that it still said."""
        while time.monotonic() < deadline:
            if select.select([self.screen], [], [], 0.2)[0]:
                if self._read():
                    continue
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
        os.killpg(self.pid, signal.SIGKILL)
        raise Different(f"it did not end after Ctrl-C; the last of it:\n{self.heard[-2000:]}")


def run_demo(lines, folder):
    earlier = steps(lines)[:-1]
    command, shown = steps(lines)[-1]
    if not command.startswith("make demo"):
        raise Different(f"the last command of a demo block is make demo, not `{command}`.")
    for taken, _ in earlier:
        print(f"  $ {taken}   (taken as done)")
    print(f"  $ {command}")
    terminal = Terminal(f'{command} ARGS="--port {free_port()} --data {folder}/demo"')
    deadline = time.monotonic() + DEMO_SECONDS_MAX
    try:
        address = terminal.listen(lambda heard: ADDRESS.search(heard), deadline)[0]
        # The port is ours, so the shown lines are looked for with whatever port they name left open.
        expected = [re.sub(r"(http://[^/:\s]+):\d+", r"\1:…", line) for line in shown]
        pattern = re.compile(as_pattern(expected).pattern)
        terminal.listen(lambda heard: pattern.search(heard), deadline)
        with urllib.request.urlopen(address, timeout=30) as answer:
            print(f"  {address.split('?')[0]} answers {answer.status}")
        terminal.type(b"\x03")
        status = terminal.exit_status(time.monotonic() + END_SECONDS_MAX)
    except BaseException:
        os.killpg(terminal.pid, signal.SIGTERM)
        raise
    if status != 0:
        raise Different(f"Ctrl-C ended it with {status} and not with 0; the last of it:\n{terminal.heard[-2000:]}")
    print("  Ctrl-C ended it with 0")


def main():
    document = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "README.md").resolve()
    folder = tempfile.mkdtemp(prefix="goodword-readme-")
    # A reader stands in the clone, where the examples that the documents name are.
    os.symlink(ROOT / "docs", os.path.join(folder, "docs"))
    count = 0
    try:
        for number, kind, lines in blocks(document):
            count += 1
            print(f"{document.name}:{number}", flush=True)
            try:
                {"commands": run_commands, "demo": run_demo}[kind](lines, folder)
            except (Different, urllib.error.URLError, subprocess.TimeoutExpired) as error:
                sys.exit(f"{document.name}:{number} does not say what happens.\n{error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if count == 0:
        sys.exit(f"{document.name} has no checked console block; put <!-- checked --> above one.")
    print(f"{count} console blocks of {document.name} say what happens.")


if __name__ == "__main__":
    main()
