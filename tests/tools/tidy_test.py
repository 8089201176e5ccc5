"""tidy.py in a repository of its own, without a remote, with a clang-tidy and a ninja that are scripts."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parent / "tidy.py"
# Finds fault with a file that contains "wrong", and notes each file that it checks.
CLANG_TIDY = '''#!/bin/sh
[ "$1" = --version ] && { echo "version 19"; exit 0; }
for file; do :; done
echo "$file" >> "$LOOKED"
! grep -q wrong "$file"
'''
NINJA = '''#!/bin/sh
printf 'one.o: #deps 2, deps mtime 1 (VALID)\\n    ../../one.cpp\\n    ../../one.h\\n\\ntwo.o: #deps 1, deps mtime 1 (VALID)\\n    ../../two.cpp\\n\\n'
'''


class Tidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name) / "project"
        tools = pathlib.Path(folder.name) / "tools"
        (self.root / "build" / "asan").mkdir(parents=True)
        tools.mkdir()
        checker = self.root / ".deps/clang-tidy/clang_tidy/data/bin/clang-tidy"
        checker.parent.mkdir(parents=True)
        for script, text in ((checker, CLANG_TIDY), (tools / "ninja", NINJA)):
            script.write_text(text)
            script.chmod(0o755)
        for name in ("one.cpp", "two.cpp", "one.h", ".clang-tidy"):
            (self.root / name).write_text("right\n")
        (self.root / "build" / "asan" / "compile_commands.json").write_text(json.dumps(
            [{"directory": "build", "file": str(self.root / f"{name}.cpp"), "command": f"c++ -o {name}.o -c {name}.cpp"}
             for name in ("one", "two")]))
        self.looked = pathlib.Path(folder.name) / "looked"
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "LOOKED": str(self.looked),
                            "XDG_CACHE_HOME": str(pathlib.Path(folder.name) / "cache")}
        self.git("init", "-q")
        self.git("add", "*.cpp", "*.h", ".clang-tidy")
        self.git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qm", "first")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.root, check=True, env=self.environment)

    def tidy(self, *arguments):
        self.looked.unlink(missing_ok=True)
        done = subprocess.run([sys.executable, TOOL, self.root, "--jobs", "1", *arguments], capture_output=True, text=True,
                              env=self.environment)
        looked = self.looked.read_text().split() if self.looked.exists() else []
        return done.returncode, sorted(pathlib.Path(name).name for name in looked), done.stdout

    def test_each_file_is_read_without_the_precompiled_header(self):
        precompiled = " -Winvalid-pch -include-pch /b/cmake_pch.hxx.pch"
        (self.root / "build" / "asan" / "compile_commands.json").write_text(json.dumps(
            [{"directory": "build", "file": str(self.root / f"{name}.cpp"),
              "command": f"c++{precompiled} -fpch-instantiate-templates -o {name}.o -c {name}.cpp"} for name in ("one", "two")]))
        self.assertEqual(0, self.tidy()[0])
        commands = json.loads((self.root / "build" / "tidy" / "asan" / "compile_commands.json").read_text())
        self.assertEqual(["c++ -o one.o -c one.cpp", "c++ -o two.o -c two.cpp"], [entry["command"] for entry in commands])
        self.assertIn("pch", (self.root / "build" / "asan" / "compile_commands.json").read_text())

    def test_all_are_seen_once_and_again_when_something_changed(self):
        self.assertEqual((0, ["one.cpp", "two.cpp"]), self.tidy()[:2])
        self.assertEqual((0, []), self.tidy()[:2])
        (self.root / "one.h").write_text("another\n")
        self.assertEqual((0, ["one.cpp"]), self.tidy()[:2])
        (self.root / ".clang-tidy").write_text("another\n")
        self.assertEqual((0, ["one.cpp", "two.cpp"]), self.tidy()[:2])

    def test_a_reworded_comment_is_no_change_and_nolint_is_one(self):
        def checked(text):
            (self.root / "two.cpp").write_text(text)
            code, looked, _ = self.tidy()
            self.assertEqual(0, code)
            return looked == ["two.cpp"]

        self.tidy()
        self.assertTrue(checked('// one\nauto a = "//one";  // one\n'))
        self.assertFalse(checked('// two\n// lines\nauto a = "//one"; // two\n'))
        self.assertTrue(checked('auto a = "//two";  // two\n'), "// inside a string is no comment")
        self.assertTrue(checked('auto a = "//two";  // NOLINT(one)\n'))
        self.assertTrue(checked('auto a = "//two";  // NOLINT(two)\n'))
        self.assertTrue(checked('auto a = R"x(//two" // one\n)x";\n'))
        self.assertTrue(checked('auto a = R"x(//two" // two\n)x";\n'), "// inside a raw string is no comment")

    def test_what_was_found_is_found_again(self):
        (self.root / "two.cpp").write_text("wrong\n")
        for _ in range(2):
            code, looked, words = self.tidy()
            self.assertEqual(1, code)
            self.assertIn("two.cpp", looked)
            self.assertIn("== two.cpp", words)

    def test_what_was_not_reached_is_printed(self):
        code, looked, words = self.tidy("--seconds", "0.000001")
        self.assertEqual((0, []), (code, looked))
        self.assertIn("2 not reached", words)

    def test_a_file_that_nothing_compiles_is_an_error(self):
        (self.root / "three.cpp").write_text("right\n")
        self.git("add", "*.cpp", "*.h", ".clang-tidy")
        code, _, words = self.tidy()
        self.assertEqual(1, code)
        self.assertIn("three.cpp", words)


if __name__ == "__main__":
    unittest.main()
