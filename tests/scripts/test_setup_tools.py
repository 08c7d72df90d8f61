"""What scripts/setup-tools installs is pinned, by version and by hash."""

import importlib.machinery
import importlib.util
import pathlib
import re
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
loader = importlib.machinery.SourceFileLoader("setup_tools", str(SCRIPTS / "setup-tools"))
setup_tools = importlib.util.module_from_spec(
    importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(setup_tools)


class Pinned(unittest.TestCase):
    def test_every_python_tool_has_a_lock_with_what_it_names(self):
        locks = {path.stem for path in setup_tools.LOCKED.iterdir()}
        self.assertEqual(locks, set(setup_tools.PACKAGES), "`scripts/lock-tools` writes them")
        for tool, packages in setup_tools.PACKAGES.items():
            lock = (setup_tools.LOCKED / f"{tool}.txt").read_text()
            for package in packages:
                name = re.sub(r"\[.*\]", "", package)
                self.assertRegex(lock, rf"(?m)^{re.escape(name)} ", f"in the lock of {tool}")

    def test_every_locked_package_has_a_hash(self):
        for path in setup_tools.LOCKED.iterdir():
            entries = re.split(r"(?m)^(?=\S)", path.read_text())[1:]
            self.assertTrue(entries, path)
            for entry in entries:
                self.assertRegex(entry, r"--hash=sha256:[0-9a-f]{64}", path)

    def test_modules_and_crates_have_a_hash(self):
        for module, checksum, *_ in setup_tools.MODULES.values():
            self.assertRegex(checksum, r"^h1:\S{43}=$", module)
        for version, checksum in setup_tools.SOURCES.values():
            self.assertRegex(checksum, r"^[0-9a-f]{64}$", version)

    def test_another_hash_ends_it(self):
        with self.assertRaises(SystemExit):
            setup_tools.expect("a module", "h1:expected", "h1:found")


if __name__ == "__main__":
    unittest.main()
