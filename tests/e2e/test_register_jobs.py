"""Jobs of files: one whose mapping is missing fails alone, figures that two rows say differently wait, and figures are quoted as
their mapping says."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from bilar import MAPPING  # noqa: E402
from lane import PROGRAM  # noqa: E402

ATTRIBUTED = MAPPING.replace('layout = "verified"', 'layout = "verified"\nattribution = "Källa: Serviceförvaltningen, bilar"')


class RegisterJobs(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss-register-jobs-"))
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("in", "sources"):
            (self.folder / name).mkdir()
        (self.folder / "sources" / "bilar.toml").write_text(ATTRIBUTED, encoding="utf-8")
        jobs = "".join(f'[[job]]\nname = "{name}"\nsource = "filer"\nmapping = "{name}"\n' for name in ("bilar", "bussar"))
        (self.folder / "sluss.toml").write_text(
            f'municipality = "1981"\nstate = "{self.folder}/state"\n[source.filer]\nkind = "register"\npath = "{self.folder}/in"\n{jobs}',
            encoding="utf-8")

    def call(self, *arguments: str, code: int) -> str:
        done = subprocess.run([str(PROGRAM), "--config", str(self.folder / "sluss.toml"), *arguments], capture_output=True, text=True,
                              timeout=300)
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def put(self, text: str) -> None:
        (self.folder / "in" / "bilar 2025.csv").write_text(text, encoding="utf-8")

    def test_a_job_without_its_mapping_fails_alone(self):
        self.put("Kommun;Antal\nSala;12\n")
        self.call("run", "bilar", code=0)
        self.assertIn("Källa: Serviceförvaltningen, bilar", self.call("query", "select distinct kalla from mart.nyckeltal_historik", code=0))
        self.assertIn("register.mapping", self.call("run", "bussar", code=78))
        told = self.call("check", code=78)
        self.assertIn('job "bussar": there is no mapping "bussar"', told)

    def test_a_source_in_the_folder_of_the_state_is_an_error_of_the_check(self):
        (self.folder / "sources" / "bussar.toml").write_text(MAPPING.replace("bilar", "bussar"), encoding="utf-8")
        self.call("check", code=0)
        config = self.folder / "sluss.toml"
        config.write_text(config.read_text(encoding="utf-8").replace(f"{self.folder}/in", f"{self.folder}/state/in"), encoding="utf-8")
        told = self.call("check", code=78)
        for words in ("config.path", "source.filer.path", "lies in the folder of the state"):
            self.assertIn(words, told)

    def test_two_rows_that_say_different_things_wait(self):
        self.put("Kommun;Antal\nSala;12\nSala;7\nFalun;3\n")
        self.call("run", "bilar", code=3)
        shown = self.call("show", "last", code=0)
        self.assertIn("expected one value, found Sala 2025, Bilar: 7 och 12", shown)


if __name__ == "__main__":
    unittest.main()
