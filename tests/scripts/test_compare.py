"""What scripts/compare changes is there to be changed; `scripts/lint-scripts` runs this."""

import pathlib
import runpy
import sys
import types
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

compare = types.SimpleNamespace(**runpy.run_path(str(SCRIPTS / "compare")))


class Changes(unittest.TestCase):
    def test_each_is_in_both_languages(self):
        for name, change in {**compare.MISTAKES, "larger": compare.LARGER}.items():
            for text, old in ((compare.PYTHON, change[0]), (compare.PROVIDER, change[2])):
                self.assertIn(old, text, name)

    def test_none_does_nothing(self):
        for name, (old, new, hcl_old, hcl_new) in compare.MISTAKES.items():
            self.assertNotEqual(hcl_old, hcl_new, name)
            # What Python does not say is in the configuration file of the command.
            self.assertTrue(old != new or hcl_old == "flytesnacks", name)


if __name__ == "__main__":
    unittest.main()
