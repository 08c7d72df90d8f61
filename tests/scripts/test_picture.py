"""How scripts/picture reads a terminal's output; `scripts/lint-scripts` runs this."""

import pathlib
import runpy
import sys
import types
import unittest
import xml.etree.ElementTree as ElementTree

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

picture = types.SimpleNamespace(**runpy.run_path(str(SCRIPTS / "picture")))

PLAN = (
    "Refreshing state...\r\n"
    "\x1b[1m  # flyte_x.y\x1b[0m will be updated\r\n"
    "  \x1b[33m~\x1b[0m\x1b[0m resource {\r\n"
    "      \x1b[33m~\x1b[0m\x1b[0m deployed_at = \"2026\"\r\n"
    "        \x1b[90m# (2 unchanged attributes hidden)\x1b[0m\x1b[0m\r\n"
    "    }\r\n"
    "\x1b[33m╷\x1b[0m\x1b[0m\r\n"
    "\x1b[33m│\x1b[0m \x1b[0m\x1b[1m\x1b[33mWarning: \x1b[0m\x1b[0m\x1b[1mCold & <new>\x1b[0m\r\n"
    "\x1b[33m│\x1b[0m \x1b[0m\x1b[0m  on main.tf line 1\r\n"
    "\x1b[33m╵\x1b[0m\x1b[0m\r\n"
    "afterwards\r\n"
)


class Picture(unittest.TestCase):
    def setUp(self):
        self.lines = picture.runs_of(PLAN)

    def test_styles_are_read(self):
        self.assertEqual(self.lines[1], [("  # flyte_x.y", ["bold"]), (" will be updated", [])])
        self.assertEqual(self.lines[7], [("│", ["yellow"]), (" ", []), ("Warning: ", ["bold", "yellow"]),
                                         ("Cold & <new>", ["bold"])])

    def test_what_is_hidden_leaves_a_mark(self):
        shown = [picture.text_of(runs) for runs in picture.selected(self.lines)]
        self.assertEqual(shown, [
            "  # flyte_x.y will be updated", "  ~ resource {", "      …", "    }",
            "╷", "│ Warning: Cold & <new>", "│   …", "╵"])

    def test_no_line_is_made_up(self):
        told = [picture.text_of(runs) for runs in self.lines]
        for runs in picture.selected(self.lines):
            text = picture.text_of(runs)
            self.assertTrue(text in told or text.strip("│ ") == "…", text)

    def test_a_plan_without_a_warning_is_no_picture(self):
        with self.assertRaises(Exception):
            picture.selected(self.lines[:5])

    def test_the_texts_are_in_the_picture(self):
        drawn = ElementTree.fromstring(picture.svg("terraform plan", picture.selected(self.lines)))
        texts = [it.text for it in drawn.iter("{http://www.w3.org/2000/svg}text")]
        self.assertEqual(texts[:4], ["$", "terraform plan", "# flyte_x.y", "will be updated"])
        self.assertIn("Cold & <new>", texts)


if __name__ == "__main__":
    unittest.main()
