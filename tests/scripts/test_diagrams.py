"""The diagrams of the guides are those that scripts/diagrams draws; `scripts/lint-scripts` runs this."""

import pathlib
import runpy
import types
import unittest
import xml.etree.ElementTree as ElementTree

PROJECT = pathlib.Path(__file__).resolve().parents[2]

diagrams = types.SimpleNamespace(**runpy.run_path(str(PROJECT / "scripts" / "diagrams")))


class Diagrams(unittest.TestCase):
    def test_they_are_drawn_as_they_stand(self):
        for name, draw in diagrams.DIAGRAMS.items():
            drawn = draw()
            ElementTree.fromstring(drawn)
            self.assertEqual((diagrams.IMAGES / name).read_text(), drawn,
                             f"docs/images/{name} is another; run scripts/diagrams")

    def test_the_pool_lives_by_the_rules(self):
        steps, cold = diagrams.replicas()
        start = diagrams.COLD_START
        self.assertEqual(steps, [(0, 0), (2 + start, 1), (6 + start, 4), (11, 1), (24, 0),
                                 (27 + start, 1), (30, 1)])
        self.assertEqual([(before, after) for *_, before, after in cold], [(0, 1), (1, 4), (0, 1)])


if __name__ == "__main__":
    unittest.main()
