"""docs/openapi.yaml and the daemon agree: every documented answer is given, every given answer is documented."""
import pathlib
import unittest

import jsonschema
import yaml
from door_world import Door

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = yaml.safe_load((SOURCE / "docs" / "openapi.yaml").read_text())
JSON = ("Content-Type", "application/json")
ROLE_BITS = {"reader": "reader", "operator": "operator"}


def resolved(node):
    while isinstance(node, dict) and "$ref" in node:
        found = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method.upper(), operation


# What brings forth each documented status: (operation, status) → target or (target, body, token). Beside these, 401 comes
# without a token and 403 with the wrong role, for every operation.
BODY = b"{}"
CASES = {
    ("alive", 200): "/healthz",
    ("ready", 200): "/readyz",
    ("metrics", 200): "/metrics",
    ("document", 200): "/api/v1/openapi.yaml",
    ("status", 200): "/api/v1/status",
    ("jobs", 200): "/api/v1/jobs",
    ("job", 200): "/api/v1/jobs/kolada",
    ("job", 404): "/api/v1/jobs/none",
    ("runJob", 202): ("/api/v1/jobs/kolada/run", BODY),
    ("runJob", 400): ("/api/v1/jobs/kolada/run", b"[1]"),
    ("runJob", 404): ("/api/v1/jobs/none/run", BODY),
    ("runJob", 409): ("/api/v1/jobs/kolada/run", b'{"full":true}'),
    ("resumeJob", 200): ("/api/v1/jobs/kolada/resume", BODY),
    ("resumeJob", 400): ("/api/v1/jobs/kolada/resume", b'{"x":1}'),
    ("resumeJob", 404): ("/api/v1/jobs/none/resume", BODY),
    ("runs", 200): "/api/v1/runs?limit=5",
    ("runs", 400): "/api/v1/runs?limit=0",
    ("run", 200): "/api/v1/runs/last",
    ("run", 404): "/api/v1/runs/99",
    ("release", 200): ("/api/v1/runs/12/release", b'{"series":"kolada:U07417"}'),
    ("release", 400): ("/api/v1/runs/x/release", BODY),
    ("release", 404): ("/api/v1/runs/99/release", BODY),
    ("release", 409): ("/api/v1/runs/13/release", BODY),
    ("discard", 200): ("/api/v1/runs/12/discard", b""),
    ("discard", 400): ("/api/v1/runs/12/discard", b'{"series":1}'),
    ("discard", 404): ("/api/v1/runs/99/discard", BODY),
    ("discard", 409): ("/api/v1/runs/13/discard", BODY),
    ("held", 200): "/api/v1/held",
    ("datasets", 200): "/api/v1/datasets",
    ("dataset", 200): "/api/v1/datasets/figures",
    ("dataset", 400): "/api/v1/datasets/figures?format=doc",
    ("dataset", 404): "/api/v1/datasets/none",
    ("dataset", 409): "/api/v1/datasets/made",
    ("publications", 200): "/api/v1/publications",
    ("freshness", 200): "/api/v1/freshness",
    ("deliveries", 200): "/api/v1/deliveries",
    ("deliveries", 400): "/api/v1/deliveries?limit=x",
    ("rebuildState", 200): "/api/v1/rebuild",
    ("rebuild", 202): ("/api/v1/rebuild", BODY),
    ("rebuild", 400): ("/api/v1/rebuild", b"{"),
    ("rebuild", 409): ("/api/v1/rebuild", BODY),
    ("reload", 200): ("/api/v1/reload", BODY),
    ("reload", 400): ("/api/v1/reload", b"{"),
    # What is paused here makes the daemon not ready: last.
    ("pauseJob", 400): ("/api/v1/jobs/kolada/pause", b'{"until":"tomorrow"}'),
    ("pauseJob", 404): ("/api/v1/jobs/none/pause", BODY),
    ("pauseJob", 200): ("/api/v1/jobs/kolada/pause", b'{"until":"2026-04-01T00:00:00Z"}'),
    ("ready", 503): "/readyz",
}


class Document(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.door = Door().start()
        cls.addClassCleanup(cls.door.end)
        for format, content in {"json": b"[]", "csv": b"a\n", "xlsx": b"PK", "parquet": b"PAR1"}.items():
            (cls.door.folder / f"figures.{format}").write_bytes(content)
        cls.all = cls.door.token("all", "reader operator")
        cls.nothing = cls.door.token("nothing", "identity")
        cls.wrong = cls.door.token("wrong", "operator")
        cls.checked = set()

    def check(self, operation, answer):
        """The answer's status, type and body are as documented."""
        name, documented = operation["operationId"], operation["responses"]
        self.assertIn(str(answer.status), documented, f"{name}: {answer}")
        content = resolved(documented[str(answer.status)]).get("content", {})
        self.checked.add((name, answer.status))
        if not content:
            self.assertEqual(b"", answer.body)
            return
        kind = answer.headers["content-type"].split(";")[0]
        self.assertIn(kind, content, f"{name}: {answer}")
        if "json" in kind or "yaml" in kind:
            schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **content[kind]["schema"],
                      "components": DOCUMENT["components"]}
            content = yaml.safe_load(answer.body) if "yaml" in kind else answer.json()
            jsonschema.Draft202012Validator(schema).validate(content)

    def ask(self, operation, method, case, token="all"):
        target, body = case if isinstance(case, tuple) else (case, b"")
        headers = [JSON] if body else []
        return self.door.ask(target, method, headers, body, token={"all": self.all, None: None}.get(token, token))

    def test_every_documented_answer_is_given(self):
        by_name = {operation["operationId"]: (path, method, operation) for path, method, operation in operations()}
        for (name, status), case in CASES.items():
            with self.subTest(name=name, status=status):
                _, method, operation = by_name[name]
                answer = self.ask(operation, method, case)
                self.assertEqual(status, answer.status, answer)
                self.check(operation, answer)
        for path, method, operation in operations():
            target = path.format(job="kolada", run="12", name="figures")
            if operation.get("security") != []:
                for token, status in ((None, 401), (self.nothing, 403)):
                    answer = self.ask(operation, method, target, token)
                    self.assertEqual(status, answer.status, answer)
                    self.check(operation, answer)
                if operation["x-role"] == "reader":
                    self.assertEqual(403, self.ask(operation, method, target, self.wrong).status)
            if method == "POST":
                answer = self.door.ask(target, method, [("Content-Type", "text/plain")], b"x", token=self.all)
                self.check(operation, answer)
        _, _, dataset = by_name["dataset"]
        for format in ("csv", "xlsx", "parquet"):
            file = self.ask(dataset, "GET", f"/api/v1/datasets/figures?format={format}")
            self.check(dataset, file)
            self.assertIn("content-disposition", file.headers)
        again = self.door.ask("/api/v1/datasets/figures?format=csv", "GET", token=self.all, headers=[
            ("If-None-Match", self.door.ask("/api/v1/datasets/figures?format=csv", token=self.all).headers["etag"])])
        self.check(dataset, again)
        answer = self.ask(by_name["reload"][2], "POST", ("/api/v1/reload", BODY), self.wrong)
        self.assertEqual(422, answer.status)
        self.check(by_name["reload"][2], answer)
        documented = {(operation["operationId"], int(status)) for _, _, operation in operations()
                      for status in operation["responses"]}
        self.assertEqual(set(), documented - self.checked, "documented, and never seen")

    def test_every_route_is_documented(self):
        """The server's routes below /api are those of the document, and no more: what is not there is 404 or 405."""
        routes = (SOURCE / "daemon" / "serve" / "door" / "api.cpp").read_text()
        for method, word in (("GET", "get("), ("POST", "post(")):
            paths = {part.split('"')[1] for part in routes.split(word)[1:] if part.lstrip().startswith('"/')}
            self.assertEqual({path for path, m, _ in operations() if m == method}, paths)
        for path, item in DOCUMENT["paths"].items():
            target = path.format(job="kolada", run="12", name="figures")
            for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - {m.upper() for m in item}:
                self.assertEqual(405, self.door.ask(target, method, token=self.all).status, (method, target))

    def test_a_job_that_is_not_there_is_answered_with_the_nearest(self):
        for written, remedy in (("kollada", "Did you mean kolada? The jobs are: kolada."), ("none", "The jobs are: kolada.")):
            self.assertEqual(remedy, self.door.ask(f"/api/v1/jobs/{written}", token=self.all).json()["remedy"])

    def test_the_document_is_served(self):
        content = self.door.ask("/api/v1/openapi.yaml", token=self.all)
        self.assertEqual(DOCUMENT, yaml.safe_load(content.body))

    def test_the_document_is_sound(self):
        self.assertEqual("3.1.0", DOCUMENT["openapi"])
        names = [operation["operationId"] for _, _, operation in operations()]
        self.assertEqual(len(names), len(set(names)))

        def look(node):
            if isinstance(node, dict):
                if "$ref" in node:
                    self.assertIsNotNone(resolved(node))
                for key, value in node.items():
                    if key == "schema":
                        jsonschema.Draft202012Validator.check_schema({**resolved(value)})
                    look(value)
            elif isinstance(node, list):
                for value in node:
                    look(value)

        look(DOCUMENT)


if __name__ == "__main__":
    unittest.main()
