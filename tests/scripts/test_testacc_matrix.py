"""What scripts/testacc-matrix makes of a run; `scripts/lint-scripts` runs this."""

import pathlib
import runpy
import types
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "testacc-matrix"

matrix = types.SimpleNamespace(**runpy.run_path(str(SCRIPT)))


def verdict(skipped=(), **outcomes):
    """Of a run of three modules with a test each, as libtest and skipped tests tell of it."""
    lines = [f"test {module}::a_test ... {outcome}" for module, outcome in outcomes.items()]
    output = "\n".join([f"running {len(lines)} tests", *lines, "", "test result: ...", ""])
    notes = "".join(f"skipped: {module}::a_test, which needs actions (Terraform 1.14 or later; "
                    "OpenTofu does not have it)\n" for module in skipped)
    return matrix.verdict(output, notes, ["moves", "query", "run_task"])


class Verdict(unittest.TestCase):
    def test_every_module_ran(self):
        self.assertEqual(verdict(moves="ok", query="ok", run_task="ok"),
                         (True, "3 passed, 0 failed"))

    def test_a_failure(self):
        self.assertEqual(verdict(moves="ok", query="FAILED", run_task="ok"),
                         (False, "2 passed, 1 failed"))

    def test_a_module_that_this_terraform_cannot_run(self):
        self.assertEqual(verdict(["run_task"], moves="ok", query="ok", run_task="ok"),
                         (True, "2 passed, 0 failed, 1 skipped: no actions"))

    def test_a_module_without_a_test(self):
        expected = (False, "2 passed, 0 failed, no test in query")
        self.assertEqual(verdict(moves="ok", run_task="ok"), expected)
        self.assertEqual(verdict(moves="ok", query="ignored", run_task="ok"), expected)

    def test_nothing_ran(self):
        self.assertEqual(verdict(), (False, "no test ran: 0 passed, 0 failed"))
        skipped = verdict(["moves", "query", "run_task"], moves="ok", query="ok", run_task="ok")
        self.assertEqual(skipped,
                         (False, "no test ran: 0 passed, 0 failed, 3 skipped: no actions"))


class Core(unittest.TestCase):
    def test_its_modules_are_there(self):
        self.assertEqual(matrix.unknown_modules(), [])


if __name__ == "__main__":
    unittest.main()
