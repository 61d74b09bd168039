# SPDX-License-Identifier: LGPL-2.1-or-later
"""The small version of tests/bench/fleet_bench.py: a real fleet finds what is in live streams."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), os.path.join(HERE, "..", "bench")]
import fleet_bench  # noqa: E402
import tap  # noqa: E402


class FleetLive(unittest.TestCase):
    def test_each_defect_is_found_where_it_is(self):
        options = fleet_bench.parse(["--streams=5", "--seconds=16", "--each=1", "--size=160x96"])
        (found, missed, wrong), cost = fleet_bench.run(options)
        memory = cost["memory"]
        print(f"# a stream takes {100 * cost['cpu']:.1f} % of a core and {memory[len(memory) // 2]:.0f} "
              f"MiB, at most {memory[-1]:.0f} MiB")
        self.assertEqual(missed, [])
        self.assertEqual(wrong, [])
        self.assertEqual(len(found), len(fleet_bench.DEFECTS))
        self.assertEqual(cost["restarts"], 0)
        self.assertLess(memory[-1], 60)
        self.assertEqual({event["type"] for event in cost["events"]} & {"vqa.stream.lost"}, set())


tap.main()
