# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the tests of a unittest module and prints TAP, which Meson reads test by test."""
import sys
import unittest


class TapResult(unittest.TestResult):
    def startTestRun(self):
        self.count = 0
        self.broken_parts = []

    def line(self, verdict, test, note=""):
        self.count += 1
        print(f"{verdict} {self.count} - {test.id().removeprefix('__main__.')}{note}", flush=True)

    def addSuccess(self, test):
        self.line("ok", test)

    def addSkip(self, test, reason):
        self.line("ok", test, f" # SKIP {reason}")

    def fail(self, test, *problems):
        self.line("not ok", test)
        for problem in problems:
            for text in self._exc_info_to_string(problem, test).splitlines():
                print(f"# {text}", flush=True)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.broken_parts.append(err)

    def stopTest(self, test):
        super().stopTest(test)
        if self.broken_parts:
            self.fail(test, *self.broken_parts)
            self.broken_parts = []

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fail(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        if isinstance(test, unittest.TestCase):
            self.fail(test, err)
        else:  # a whole class could not be set up
            print(f"Bail out! {err[1]}", flush=True)


def main():
    tests = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print(f"1..{tests.countTestCases()}", flush=True)
    result = TapResult()
    result.startTestRun()
    tests.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
