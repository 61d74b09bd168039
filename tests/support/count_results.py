# SPDX-License-Identifier: LGPL-2.1-or-later
"""count_results.py BROKEN LOG.xml...: adds up the JUnit logs of Meson, and ends as they did."""
import os
import sys
import xml.etree.ElementTree as ElementTree


def count(path):
    try:
        suites = ElementTree.parse(path).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError) as problem:
        print(f"no results: {problem}")
        return 0, 1
    passed = failed = 0
    for suite in suites:
        for case in suite.iter("testcase"):
            name = f"{suite.get('name')}: {case.get('classname')} {case.get('name')}"
            if case.find("skipped") is not None:
                print(f"skipped {name}")
            elif case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"FAILED {name}")
            else:
                passed += 1
        # A test program that crashed or ran out of time has no cases to tell of.
        if suite.find("testcase") is None:
            failed += 1
            print(f"FAILED {suite.get('name')}: no test of it ran")
    # One of GoogleTest has no log either then, and is in none of the suites: Meson's own word counts.
    if not failed and not went_well(path):
        failed = 1
        print(f"FAILED {path}: a test program ended before its time")
    return passed, failed


def went_well(path):
    """What tools/test noted of the run whose log this is."""
    try:
        with open(os.path.join(os.path.dirname(path), "status"), encoding="utf-8") as status:
            return status.read().strip() == "0"
    except OSError:
        return False


def main():
    passed, failed = 0, int(sys.argv[1])
    for path in sys.argv[2:]:
        more_passed, more_failed = count(path)
        passed += more_passed
        failed += more_failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
