"""The table that scripts/runs prints; `scripts/lint-scripts` runs this."""

import pathlib
import runpy
import types
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "runs"

runs = types.SimpleNamespace(**runpy.run_path(str(SCRIPT)))


class Table(unittest.TestCase):
    def test_means_are_told_for_each_task_and_for_all(self):
        notes = "env.b\twarm\t0.25\t0.5\nenv.b\tfresh\t1.0\t2.0\nenv.b\tfresh\t2.0\t4.0\n" \
                "env.a\tfresh\t6.0\t0.0\n"
        self.assertEqual(runs.table(notes), [
            "task           container  calls  Terraform  SDK",
            "env.a          fresh      1      6.000 s    0.000 s",
            "env.b          fresh      2      1.500 s    3.000 s",
            "~ all of them  fresh      3      3.000 s    2.000 s",
            "env.b          warm       1      0.250 s    0.500 s",
            "~ all of them  warm       1      0.250 s    0.500 s",
        ])

    def test_a_task_without_a_twin(self):
        notes = "env.a\tcalling\t1.0\t\nenv.b\tfresh\t2.0\t1.0\nenv.c\tfresh\t4.0\t\n"
        self.assertEqual(runs.table(notes)[1:], [
            "env.a          calling    1      1.000 s",
            "~ all of them  calling    1      1.000 s",
            "env.b          fresh      1      2.000 s    1.000 s",
            "env.c          fresh      1      4.000 s",
            "~ all of them  fresh      2      3.000 s    1.000 s",
        ])

    def test_nothing_ran(self):
        self.assertEqual(runs.table(""), ["task  container  calls  Terraform  SDK"])


if __name__ == "__main__":
    unittest.main()
