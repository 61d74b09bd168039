# SPDX-License-Identifier: LGPL-2.1-or-later
"""The small version of tests/bench/fleet_bench.py: a fleet of real monitors finds what is in which stream.

Of files, since what is found of live streams depends on how busy the host is."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), os.path.join(HERE, "..", "bench")]
import fleet_bench  # noqa: E402
import tap  # noqa: E402


class FleetFinds(unittest.TestCase):
    def test_each_defect_is_found_where_it_is(self):
        options = fleet_bench.parse(["--files", "--streams=5", "--seconds=16", "--each=1",
                                     "--size=160x96", "--pace=20"])
        (found, missed, wrong), cost = fleet_bench.run(options)
        memory = cost["memory"]
        print(f"# private memory of a stream: {memory[len(memory) // 2]:.0f} MiB, at most {memory[-1]:.0f}")
        self.assertEqual(missed, [])
        self.assertEqual(wrong, [])
        self.assertEqual(len(found), len(fleet_bench.DEFECTS))
        self.assertLess(memory[-1], 60)


tap.main()
