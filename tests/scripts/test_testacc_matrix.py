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
    well, line, _ = matrix.verdict(output, notes, ["moves", "query", "run_task"])
    return well, line


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


class Table(unittest.TestCase):
    README = f"a\n{matrix.START}{matrix.HEAD}{{rows}}{matrix.END}b\n"

    def written(self, before, **rows):
        rows = {name.replace("_", " ").replace("x", "."): cells for name, cells in rows.items()}
        return matrix.with_rows(self.README.format(rows=before), rows)

    def test_a_version_gets_its_row_in_order_and_others_stay(self):
        before = "| Terraform 1.6.6 | 9 | actions: 2 |\n| OpenTofu 1.12.6 | 8 | nothing |\n"
        rows = ("| Terraform 1.6.6 | 9 | actions: 2 |\n| Terraform 1.15.5 | 12 | nothing |\n"
                "| OpenTofu 1.12.6 | 8 | nothing |\n")
        self.assertEqual(self.written(before, Terraform_1x15x5="12 | nothing"),
                         self.README.format(rows=rows))

    def test_of_a_minor_version_there_is_one_row(self):
        before = "| Terraform 1.9.8 | 9 | nothing |\n"
        rows = "| Terraform 1.9.12 | 10 | nothing |\n"
        self.assertEqual(self.written(before, Terraform_1x9x12="10 | nothing"),
                         self.README.format(rows=rows))


class Core(unittest.TestCase):
    def test_its_modules_are_there(self):
        self.assertEqual(matrix.unknown_modules(), [])


if __name__ == "__main__":
    unittest.main()
