"""Done when 10: secrets as proxy password, header, URL parameter and pass phrase, each provoked to fail, are found nowhere."""
import base64
import http.server
import json
import os
import pathlib
import resource
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from lane import PROGRAM, Lane  # noqa: E402

SECRETS = {"proxy": "proxy-lösen-7f3a", "gateway": "header-hemlis-91bc", "key": "query&hemlis=44de", "phrase": "nyckel-fras-c0de"}


def forms(secret: str):
    """As it is, and as it may be written on the way."""
    raw = secret.encode()
    yield raw
    yield "".join(f"%{b:02X}" if not chr(b).isalnum() and chr(b) not in "-_.~" else chr(b) for b in raw).encode()
    yield base64.b64encode(raw).rstrip(b"=")
    yield base64.b64encode(b"svc:" + raw).rstrip(b"=")
    yield json.dumps(secret)[1:-1].encode()


class Echo(http.server.BaseHTTPRequestHandler):
    """Returns all that it was sent, under a status of the test's choice."""
    status = 401
    seen = []

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        Echo.seen.append((self.path, dict(self.headers)))
        body = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(Echo.status)
        if Echo.status == 407:
            self.send_header("Proxy-Authenticate", 'Basic realm="echo"')
        if Echo.status == 302:
            self.send_header("Location", "http://elsewhere.invalid" + self.path)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Echo", self.headers.get("X-Api-Key", ""))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_CONNECT = do_GET


class Secrets(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Echo.seen = []
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def lane(self, http_keys="", url=None):
        lane = Lane(url or self.base + "/v3", indicators=["N35024"], extra_job="units = []",
                    http='attempts = 2\nbudget = "5s"\nbackoff_first = "1ms"\n' + http_keys,
                    source_extra='secret_headers = { "X-Api-Key" = "gateway" }\nsecret_query = { "key" = "key" }')
        self.addCleanup(lane.close)
        folder = lane.folder / "credentials"
        folder.mkdir(mode=0o700)
        for name, secret in SECRETS.items():
            (folder / name).write_text(secret + "\n", encoding="utf-8")
            os.chmod(folder / name, 0o600)
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
            lane.environment.pop(name, None)
        return lane

    def provoke(self, lane, code):
        """Every command that could show it, and every file that it left behind."""
        outputs = []
        for arguments in (("run", "kolada"), ("--json", "run", "kolada"), ("--log-level", "debug", "--log-format", "json", "run", "kolada"),
                          ("show", "last"), ("--json", "show", "last"), ("runs", "--json"), ("status", "--json"),
                          ("config", "show"), ("check", "--connect"), ("doctor", "--connect")):
            done = lane.call(*arguments)
            outputs.append((" ".join(arguments), done.stdout + done.stderr))
            if arguments[-2:] == ("run", "kolada"):
                self.assertIn(code, done.stderr)
                self.assertNotEqual(0, done.returncode)
        for name, secret in SECRETS.items():
            for form in forms(secret):
                for command, text in outputs:
                    self.assertNotIn(form, text.encode(), f"{name} is printed by {command}")
                for file in lane.state.rglob("*"):
                    self.assertNotIn(form.decode(), str(file))
                    if file.is_file():
                        self.assertNotIn(form, file.read_bytes(), f"{name} stands in {file}")

    def test_refused_with_an_echo(self):
        for status, code in ((401, "http.denied"), (403, "http.denied"), (404, "kolada.not_found"), (500, "http.status_5xx"),
                             (302, "http.redirect"), (200, "kolada.")):
            with self.subTest(status=status):
                Echo.status = status
                self.provoke(self.lane(), code)
        path, headers = Echo.seen[0]
        self.assertEqual(SECRETS["gateway"], headers["X-Api-Key"])
        self.assertIn("key=query%26hemlis%3D44de", path)

    def test_proxy_that_denies(self):
        Echo.status = 407
        proxy = f'proxy = "{self.base}"\nproxy_user = "svc"\nproxy_credential = "proxy"\nproxy_auth = "basic"\nno_proxy = "none.invalid"\n'
        self.provoke(self.lane(proxy, "https://kolada.invalid/v3"), "http.proxy_denied")
        headers_sent = [headers.get("Proxy-Authorization", "") for _, headers in Echo.seen]
        expected = base64.b64encode(b"svc:" + SECRETS["proxy"].encode()).decode()
        self.assertIn("Basic " + expected, headers_sent)

    def test_client_key_that_does_not_open(self):
        folder = pathlib.Path(self.lane().folder)
        key, certificate = folder / "client.key", folder / "client.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-keyout", str(key), "-out", str(certificate),
                        "-days", "2", "-subj", "/CN=test", "-passout", "pass:another"], check=True, capture_output=True)
        keys = f'client_certificate = "{certificate}"\nclient_key = "{key}"\nclient_key_credential = "phrase"\n'
        self.provoke(self.lane(keys, self.base.replace("http://", "https://") + "/v3"), "http.tls")

    def test_no_dumps_and_nothing_in_the_process_title(self):
        """While it runs: a stalled answer keeps it there."""
        lane = self.lane()
        held = threading.Event()
        met = threading.Event()

        def hold(handler):
            met.set()
            held.wait(30)

        original, Echo.do_GET = Echo.do_GET, hold
        try:
            process = subprocess.Popen([str(PROGRAM), "--config", str(lane.config), "run", "kolada"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=lane.environment)
            self.assertTrue(met.wait(30))
            self.assertEqual((0, 0), resource.prlimit(process.pid, resource.RLIMIT_CORE))
            # PR_SET_DUMPABLE 0: what the process owns under /proc belongs to root, whoever runs it.
            self.assertEqual(0, os.stat(f"/proc/{process.pid}/mem").st_uid)
            title = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
            if os.geteuid() == 0:
                title += pathlib.Path(f"/proc/{process.pid}/environ").read_bytes()
            for secret in SECRETS.values():
                self.assertNotIn(secret.encode(), title)
            process.terminate()
            process.wait(30)
        finally:
            held.set()
            Echo.do_GET = original


if __name__ == "__main__":
    unittest.main()
