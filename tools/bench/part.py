# SPDX-License-Identifier: LGPL-2.1-or-later
"""A process that is measured, and what it used in the end."""
import json
import os
import subprocess
import tempfile


class PartFailed(Exception):
    """A measured process did not do what it should."""


class Part:
    def __init__(self, name, command):
        self.name = name
        self.verdicts, self.said = [], {}
        self._complaints = tempfile.TemporaryFile("w+")  # a pipe that nobody reads gets full
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self._complaints, text=True)

    def hear(self, wanted):
        """What it says next that has this in it; nothing at the end."""
        for line in self.process.stdout:
            said = json.loads(line)
            if "verdict" in said:
                self.verdicts.append(said["verdict"])
                continue
            self.said.update(said)
            if wanted in said:
                return said
        return None

    def must_hear(self, wanted):
        said = self.hear(wanted)
        if said is None:
            self.process.wait()
            self.fail()
        return said

    def ask(self, second):
        try:
            self.process.stdin.write(f"{second}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has said why
        return self.must_hear("done")

    def end(self):
        """Lets it finish. Returns the CPU seconds that it took, all and to get started."""
        self.process.stdin.close()
        self.hear("nothing more")
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode:
            self.fail()
        return {"cpu": usage.ru_utime + usage.ru_stime, "start": self.said.get("cpu", 0),
                "memory": usage.ru_maxrss * 1024}

    def fail(self):
        self._complaints.seek(0)
        raise PartFailed(f"{self.name}: {self._complaints.read().strip()[-500:] or 'it ended'}")
