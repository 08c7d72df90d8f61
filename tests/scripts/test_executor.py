"""What tests/runs/executor does without the Flyte SDK; `scripts/lint-scripts` runs this."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "runs"))

from executor import frames, templates  # noqa: E402


class Templates(unittest.TestCase):
    def rendered(self, *texts):
        variables = {"Input": "/in", "OutputPrefix": "/out"}
        return templates.rendered(texts, variables, {"day": "Monday", "n_1": "7"}, "START")

    def test_variables_in_every_spelling(self):
        self.assertEqual(
            self.rendered("{{.input}}", "{{ $Input }}", "{{.outputprefix}}/a", "input"),
            ["/in", "/in", "/out/a", "input"])

    def test_inputs(self):
        self.assertEqual(self.rendered("{{.inputs.day}}, {{ .Inputs.n_1 }} days"),
                         ["Monday, 7 days"])
        with self.assertRaises(KeyError):
            self.rendered("{{.inputs.hour}}")

    def test_what_nobody_knows_stays(self):
        self.assertEqual(self.rendered("{{.runName}}", "{{.a.b}}", "{{.runStartTime}}"),
                         ["{{.runName}}", "{{.a.b}}", "START"])

    def test_a_value_is_not_rendered_again(self):
        texts = templates.rendered(["{{.inputs.x}}"], {"Input": "/in"}, {"x": "{{.input}}"}, "")
        self.assertEqual(texts, ["{{.input}}"])


class Frames(unittest.TestCase):
    def test_a_request(self):
        self.assertEqual(
            frames.request("id", ["é"], {"A": "1"}),
            b"\0\0\0\x3a"
            b"\1\0\0\0\0\0\0\0" b"\2\0\0\0\0\0\0\0\xc3\xa9"
            b"\0\0"
            b"\1" b"\1\0\0\0\0\0\0\0" b"\1\0\0\0\0\0\0\0A" b"\1\0\0\0\0\0\0\x001"
            b"\2\0\0\0\0\0\0\0id"
            b"\0")

    def test_answers(self):
        identifier = b"\2\0\0\0\0\0\0\0id\0\0"
        self.assertEqual(frames.answer(b"\6\0\0\0\0" + identifier), ("id", 6, None))
        reason = b"\7\0\0\0\1\3\0\0\0\0\0\0\0why"
        self.assertEqual(frames.answer(reason + identifier), ("id", 7, "why"))

    def test_a_length(self):
        self.assertEqual(frames.length(b"\0\0\1\2"), 258)


if __name__ == "__main__":
    unittest.main()
