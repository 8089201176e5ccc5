"""What the door withstands from strangers, and whom it lets in."""
import os
import pathlib
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import tempfile
import threading
import time
import unittest

from door_world import PATIENCE, PROGRAM, Door, read_answer, request

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
OPERATOR_AND_READER = 3


class DoorTest(unittest.TestCase):
    def door(self, **given) -> Door:
        door = Door(**given)
        self.addCleanup(door.end)
        return door.start()


class Speaking(DoorTest):
    """HTTP itself."""

    @classmethod
    def setUpClass(cls):
        cls.shared = Door(anonymous="reader").start()
        cls.addClassCleanup(cls.shared.end)

    def test_keeps_alive_and_pipelines(self):
        with self.shared.connect() as wire:
            wire.sendall(request(target="/who") + request(target="/tagged") + request("HEAD", "/tagged") + request(target="/who"))
            stream = wire.makefile("rb")
            self.assertEqual([200, b"tagged"], [read_answer(stream).status, read_answer(stream).body])
            head = read_answer(stream, head=True)
            self.assertEqual(("6", b""), (head.headers["content-length"], head.body))
            self.assertEqual(200, read_answer(stream).status)

    def test_closes_when_asked(self):
        with self.shared.connect() as wire:
            wire.sendall(request(headers=[("Connection", "close")]))
            stream = wire.makefile("rb")
            self.assertEqual("close", read_answer(stream).headers["connection"])
            self.assertIsNone(read_answer(stream))

    def test_odd_requests_are_answered(self):
        long = "a" * 20000
        cases = [
            (b"nonsense\r\n\r\n", 400),
            (b"GET /who HTTP/1.1\r\n\r\n", 400),
            (request(host="localhost\r\nHost: localhost"), 400),
            (request(host="evil.example"), 421),
            (request(host="localhost:1"), 404),
            (request(target="http://localhost/who"), 400),
            (request(target="*"), 400),
            (request(target="who"), 400),
            (request(target="/a/../who"), 400),
            (request(target="/a/%2e%2e/who"), 400),
            (request(target="/a%2fb"), 400),
            (request(target="/a%5cb"), 400),
            (request(target="//who"), 400),
            (request(target="/%zz"), 400),
            (request(target="/%4"), 400),
            (request(target="/%00"), 400),
            (request(target="/%ff"), 400),
            (request(target="/who?a=%"), 400),
            (request(target="/echo/%c3%a5?b=%26+c"), 200),
            (b"GET /who\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
            (b"GET /who HTTP/3.7\r\nHost: localhost\r\n\r\n", 505),
            (request("OPTIONS", "/who"), 405),
            (request("BREW", "/who"), 405),
            (request("BREW", "/nothing"), 404),
            (request(target="/nothing"), 404),
            (request(target="/" + long), 431),
            (request(headers=[("X-Long", long)]), 431),
            (request("POST", "/act", [("Content-Length", "99999999")]), 413),
            (request("POST", "/act", [("Content-Length", "-1")]), 400),
            (request("POST", "/act", [("Content-Length", "5"), ("Content-Length", "6")]), 400),
            (request("POST", "/act", [("Content-Length", "5"), ("Transfer-Encoding", "chunked")]), 400),
            (request(headers=[("Authorization", "Bearer a.b"), ("Authorization", "Bearer a.b")]), 400),
        ]
        for data, status in cases:
            with self.subTest(data=data[:60]):
                answer = self.shared.raw(data)
                self.assertIsNotNone(answer)
                if status == 404 and b":1" in data:
                    status = 200
                self.assertEqual(status, answer.status, answer)
        self.assertEqual("å\nb=& c".encode(), self.shared.ask("/echo/%c3%a5?b=%26+c").body)

    def test_bad_chunks_end_the_connection(self):
        door = self.door(own=os.getuid())
        for chunks in (b"zz\r\n", b"5\r\nabc", b"-1\r\n\r\n", b"ffffffffffffffffff\r\n"):
            with self.subTest(chunks=chunks), door.connect(unix=True) as wire:
                wire.sendall(request("POST", "/act", [FORM, ("Transfer-Encoding", "chunked")]) + chunks)
                wire.shutdown(socket.SHUT_WR)
                answer = read_answer(wire.makefile("rb"))
                self.assertIn(answer.status if answer else None, (None, 400, 413), answer)
        with door.connect(unix=True) as wire:
            wire.sendall(request("POST", "/act", [FORM, ("Transfer-Encoding", "chunked")]) + b"4\r\nwhat\r\n2\r\n=x\r\n0\r\n\r\n")
            self.assertEqual(b"did x", read_answer(wire.makefile("rb")).body)

    def test_errors_are_problems_to_machines_and_pages_to_people(self):
        machine = self.shared.ask("/api/v1/nothing")
        self.assertEqual("application/problem+json", machine.headers["content-type"])
        self.assertEqual((404, "request.path"), (machine.json()["status"], machine.json()["code"]))
        person = self.shared.ask("/nothing")
        self.assertEqual("text/html; charset=utf-8", person.headers["content-type"])
        self.assertIn("Sidan finns inte", person.body.decode())
        for method in ("DELETE", "BREW", "get"):
            wrong = self.shared.ask("/who", method)
            self.assertEqual((405, "GET, HEAD"), (wrong.status, wrong.headers["allow"]), method)

    def test_the_api_takes_no_parameters_that_it_does_not_know(self):
        for target, remedy in (("/api/v1/runs?limt=5", "It has: limit."), ("/api/v1/runs?limit=5&limit2=1", "It has: limit."),
                               ("/api/v1/datasets/figures?format=csv&utm_source=x", "It has: format."),
                               ("/api/v1/status?a", "It has none.")):
            refused = self.shared.ask(target)
            self.assertEqual(400, refused.status, target)
            self.assertEqual(("request.parameter", remedy), (refused.json()["code"], refused.json()["remedy"]))
        self.assertIn("'limt'", self.shared.ask("/api/v1/runs?limt=5").json()["detail"])
        for target in ("/api/v1/runs?limit=5", "/api/v1/runs?", "/healthz?t=1", "/metrics?t=1", "/?utm_source=mail"):
            self.assertEqual(200, self.shared.ask(target).status, target)

    def test_headers_protect_the_browser(self):
        for target in ("/", "/api/v1/jobs", "/nothing"):
            headers = self.shared.ask(target).headers
            policy = headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual("nosniff", headers["x-content-type-options"])
            self.assertEqual("same-origin", headers["referrer-policy"])
            self.assertEqual("no-store", headers["cache-control"])
            self.assertNotIn("strict-transport-security", headers)
            self.assertNotIn("server", headers)
            self.assertIn("GMT", headers["date"])

    def test_tags_and_files(self):
        self.assertEqual(304, self.shared.ask("/tagged", headers=[("If-None-Match", 'W/"one"')]).status)
        self.assertEqual(304, self.shared.ask("/tagged", headers=[("If-None-Match", '"zero", "one"')]).status)
        self.assertEqual(200, self.shared.ask("/tagged", headers=[("If-None-Match", '"two"')]).status)
        content = os.urandom(3 << 20)
        (self.shared.folder / "figures.xlsx").write_bytes(content)
        file = self.shared.ask("/api/v1/datasets/figures?format=xlsx")
        self.assertEqual(content, file.body)
        self.assertEqual('attachment; filename="figures.xlsx"', file.headers["content-disposition"])
        self.assertEqual("private, no-cache", file.headers["cache-control"])
        head = self.shared.ask("/api/v1/datasets/figures?format=xlsx", "HEAD")
        self.assertEqual((str(len(content)), b""), (head.headers["content-length"], head.body))
        again = self.shared.ask("/api/v1/datasets/figures?format=xlsx", headers=[("If-None-Match", file.headers["etag"])])
        self.assertEqual((304, b""), (again.status, again.body))
        self.assertEqual(404, self.shared.ask("/gone").status)

    def test_a_handler_may_fail(self):
        self.assertEqual(500, self.shared.ask("/throws").status)
        split = self.shared.ask("/split")
        self.assertEqual(200, split.status)
        self.assertNotIn("set-cookie", split.headers)

    def test_many_at_once(self):
        statuses = []

        def visit():
            for _ in range(20):
                statuses.append(self.shared.ask("/who").status)

        visitors = [threading.Thread(target=visit) for _ in range(6)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        self.assertEqual({200}, set(statuses) - {503})
        self.assertEqual(120, len(statuses))


class Bounds(DoorTest):
    """Time, size and number."""

    def test_slow_headers_are_cut(self):
        door = self.door(anonymous="reader", header_time=300, idle_time=600)
        with door.connect() as wire:
            wire.sendall(b"GET /who HTTP/1.1\r\nHost: local")
            answer = read_answer(wire.makefile("rb"))
            self.assertEqual((408, "close"), (answer.status, answer.headers["connection"]))
        with door.connect() as wire:  # a byte now and then buys no time
            begun = time.monotonic()
            try:
                while time.monotonic() - begun < 20:
                    wire.sendall(b"X")
                    wire.settimeout(0.05)
                    try:
                        if wire.recv(1000):
                            break
                    except socket.timeout:
                        pass
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.assertLess(time.monotonic() - begun, 10)
        with door.connect() as wire:  # silence ends without an answer
            self.assertEqual(b"", wire.recv(100))

    def test_slow_bodies_are_cut(self):
        door = self.door(body_time=300)
        with door.connect(unix=True) as wire:
            wire.sendall(request("POST", "/act", [FORM, ("Content-Length", "10")]) + b"what")
            self.assertEqual(408, read_answer(wire.makefile("rb")).status)

    def test_readers_that_do_not_read_are_cut(self):
        door = self.door(anonymous="reader", answer_time=200)
        with socket.socket() as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire.connect(("127.0.0.1", door.port))
            wire.sendall(b"".join(request(target="/large") for _ in range(3)))
            self.assertEqual(200, door.ask("/who").status)

    def test_of_an_answer_that_was_cut_off_the_bytes_sent_are_reported(self):
        door = self.door(anonymous="reader", served="1")
        size = len(door.ask("/large").body)
        self.assertEqual(f"served anonymous http GET /large 200 {size}", door.wait_for("served "))
        with socket.socket() as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire.connect(("127.0.0.1", door.port))
            wire.sendall(request(target="/large"))
            self.assertTrue(wire.recv(1))
        line = door.wait_for("served ")
        self.assertTrue(line.startswith("served anonymous http GET /large 200 "), line)
        self.assertLess(int(line.rsplit(" ", 1)[1]), size)

    def test_slow_handlers_are_stopped(self):
        door = self.door(anonymous="reader", handler_time=300)
        answer = door.ask("/slow")
        self.assertEqual(504, answer.status)
        door.wait_for("stopped")

    def test_busy_is_answered(self):
        door = self.door(anonymous="reader", threads=1, waiting=1, handler_time=2000)
        held = [door.connect() for _ in range(2)]
        for wire in held:
            wire.sendall(request(target="/slow"))
            time.sleep(0.2)  # the first is being answered before the second waits
        answer = door.ask("/who")
        self.assertEqual((503, "2"), (answer.status, answer.headers["retry-after"]))
        for wire in held:
            self.assertEqual(504, read_answer(wire.makefile("rb")).status)
            wire.close()
        self.assertEqual(200, door.ask("/who").status)

    def test_connections_have_an_end(self):
        door = self.door(anonymous="reader", connections=3, header_time=1500)
        idle = [door.connect() for _ in range(3)]
        self.assertEqual(200, door.ask("/who").status)  # an idle one gave way
        busy = [door.connect() for _ in range(3)]
        for wire in busy:
            wire.sendall(b"GET /who HTTP/1.1\r\n")
        self.assertEqual(200, door.ask("/who").status)  # one whose request had not arrived whole gave way
        for wire in idle + busy:
            wire.close()
        self.assertEqual(200, door.ask(unix=True).status)

    def test_rates(self):
        door = self.door(anonymous="reader", rate=1, burst=5)
        token = door.token("machine", "reader")
        statuses = [door.ask("/who").status for _ in range(8)]
        self.assertEqual([200] * 5, statuses[:5])
        self.assertIn(429, statuses[5:])
        limited = door.ask("/api/v1/jobs")
        self.assertIn(limited.status, (200, 429))
        self.assertEqual(200, door.ask("/who", token=token).status)  # another identity
        limited = [door.ask("/api/v1/jobs") for _ in range(6)][-1]
        self.assertEqual((429, "1"), (limited.status, limited.headers["retry-after"]))

    def test_ends_in_order(self):
        door = self.door(anonymous="reader", handler_time=60000)
        with door.connect() as idle, door.connect() as busy:
            idle.sendall(request())
            read_answer(idle.makefile("rb"))
            busy.sendall(request(target="/slow"))
            time.sleep(0.2)
            begun = time.monotonic()
            door.process.send_signal(signal.SIGTERM)
            self.assertEqual(b"", idle.recv(100))  # at once
            door.wait_for("stopped in order")  # after the limit of 2 s
            self.assertGreater(time.monotonic() - begun, 1.5)
        self.assertEqual(0, door.process.wait(10))
        self.assertFalse(door.socket.exists())


class Identities(DoorTest):
    def test_tcp_needs_a_token(self):
        door = self.door()
        reader, operator = door.token("powerbi", "reader"), door.token("ops", "reader operator")
        self.assertEqual(0o600, stat.S_IMODE(door.tokens.stat().st_mode))
        self.assertNotIn(reader.split(".")[1], door.tokens.read_text())
        refused = door.ask()
        self.assertEqual((401, True), (refused.status, "www-authenticate" in refused.headers))
        self.assertIn("sluss token add", door.ask("/api/v1/status").json()["remedy"])
        self.assertIn("NAME.SECRET", door.ask("/api/v1/status", token="powerbi.wrong").json()["remedy"])
        self.assertEqual(200, door.ask("/healthz").status)
        self.assertEqual({"name": "token:powerbi", "roles": 1}, door.ask(token=reader).json())
        denied = door.ask("/api/v1/reload", "POST", token=reader)
        self.assertEqual(403, denied.status)
        self.assertIn("--role", denied.json()["remedy"])
        self.assertEqual(200, door.ask("/api/v1/reload", "POST", token=operator).status)
        self.assertEqual(400, door.ask("/api/v1/reload?now=1", "POST", token=operator).status)
        subprocess.run([PROGRAM, "remove=powerbi", f"tokens={door.tokens}"], check=True)
        self.assertEqual(401, door.ask(token=reader).status)

    def test_each_answer_is_reported_by_the_pattern_of_its_address(self):
        """For counts and the access log: who, by which way, what, how it went; nothing of what strangers may write."""
        door = self.door(anonymous="reader", served="1")
        reader = door.token("powerbi", "reader")

        def reported(answer, size=None) -> str:
            line = door.wait_for("served ")
            end = f" {answer.status} {len(answer.body) if size is None else size}"
            self.assertTrue(line.endswith(end), f"{line}, and not {end}")
            return line.removeprefix("served ").removesuffix(end)

        personal = "19121212-1212"
        self.assertEqual("anonymous http GET /echo/{rest...}", reported(door.ask(f"/echo/{personal}?pnr={personal}")))
        self.assertEqual("anonymous http GET -", reported(door.ask(f"/wp-login.php/{personal}")))
        self.assertEqual("token:powerbi http HEAD /who", reported(door.ask("/who", "HEAD", token=reader)))
        self.assertEqual("token:powerbi http POST /act", reported(door.ask("/act", "POST", token=reader)))
        self.assertEqual("anonymous http other -", reported(door.ask("/who", "BREW")))
        self.assertEqual("anonymous http GET /tagged", reported(door.ask("/tagged", headers=[("If-None-Match", '"one"')])))
        self.assertEqual("anonymous http GET /throws", reported(door.ask("/throws")))
        self.assertRegex(reported(door.ask("/who", token=f"powerbi.{personal}")), r"^from \S+ http GET /who$")
        self.assertEqual(f"from uid:{os.getuid()} socket GET /healthz", reported(door.ask("/healthz", unix=True)))
        with door.connect() as wire:  # what cannot be read is not reported as the request before it
            wire.sendall(request(target="/who") + b"nonsense\r\n\r\n")
            stream = wire.makefile("rb")
            self.assertEqual("anonymous http GET /who", reported(read_answer(stream)))
            self.assertRegex(reported(read_answer(stream)), r"^from \S+ http other -$")
        (door.folder / "figures.csv").write_bytes(b"a;b\n" * 1000)
        self.assertEqual("anonymous http GET /api/v1/datasets/{name}", reported(door.ask("/api/v1/datasets/figures?format=csv"), 4000))
        self.assertFalse([line for line in door.printed() if "1212" in line])

    def test_guessing_is_slow(self):
        door = self.door()
        token = door.token("powerbi", "reader")
        statuses = [door.ask(token=f"powerbi.{n:064x}").status for n in range(14)]
        self.assertEqual([401] * 10, statuses[:10])
        self.assertIn(429, statuses[10:])
        self.assertNotIn(200, statuses)
        for wrong in ("powerbi", "powerbi.", ".x", "powerbi.å", "a b.c"):
            self.assertEqual(401, door.ask(token=wrong).status)
        self.assertEqual(200, door.ask(token=token).status)  # whoever has the right one is not kept out by guesses

    def test_a_damaged_or_open_file_of_tokens_lets_no_one_in(self):
        door = self.door()
        token = door.token("powerbi", "reader")
        os.chmod(door.tokens, 0o644)
        self.assertEqual(401, door.ask(token=token).status)
        os.chmod(door.tokens, 0o600)
        door.tokens.write_text(door.tokens.read_text() + "nonsense\n")
        self.assertEqual(401, door.ask(token=token).status)

    def test_remote_user_counts_from_the_proxy_alone(self):
        headers = [("X-Remote-User", "anna"), ("X-Remote-Groups", "Drift")]
        door = self.door(groups="Drift=reader operator", anonymous="reader")
        token = door.token("powerbi", "reader")
        self.assertEqual({"name": "anonymous", "roles": 1}, door.ask(headers=headers).json())
        self.assertEqual({"name": "token:powerbi", "roles": 1}, door.ask(headers=headers, token=token).json())
        local = door.ask(headers=headers, unix=True).json()
        self.assertNotEqual("anna", local["name"])
        self.assertEqual(OPERATOR_AND_READER, local["roles"])

    def test_the_proxy_speaks_for_others(self):
        door = self.door(proxy=os.getuid(), groups="Drift=reader operator;Läsare=reader")
        cases = [
            ([], 401, None),
            ([("X-Remote-User", "")], 401, None),
            ([("X-Remote-User", "anna")], 403, None),
            ([("X-Remote-User", "anna"), ("X-Remote-Groups", "Alla, Läsare")], 200, 1),
            ([("X-Remote-User", "anna"), ("X-Remote-Groups", "Drift,Läsare")], 200, OPERATOR_AND_READER),
            ([("X-Remote-User", "anna"), ("X-Remote-User", "root")], 400, None),
            ([("X-Remote-User", "token:powerbi")], 400, None),
            ([("X-Remote-User", "local:root")], 400, None),
            ([("X-Remote-User", "a" * 300)], 400, None),
        ]
        for headers, status, roles in cases:
            with self.subTest(headers=headers):
                encoded = [(name, value) for name, value in headers]
                answer = door.raw(request("GET", "/who", encoded), unix=True)
                self.assertEqual(status, answer.status, answer)
                if roles:
                    self.assertEqual({"name": "proxy:anna", "roles": roles}, answer.json())

    def test_groups_of_this_machine(self):
        door = self.door(own=12345, local_groups=f"{os.getgid()}=reader")
        if os.getuid() == 0:
            self.assertEqual(OPERATOR_AND_READER, door.ask(unix=True).json()["roles"])
        else:
            self.assertEqual(1, door.ask(unix=True).json()["roles"])


class CrossSite(DoorTest):
    @classmethod
    def setUpClass(cls):
        cls.proxied = Door(proxy=os.getuid(), groups="Drift=reader operator", name="sluss.example.se", tcp=False).start()
        cls.addClassCleanup(cls.proxied.end)

    def ask(self, target="/act", method="POST", headers=(), body=b"", user="anna", host="sluss.example.se"):
        lines = [("X-Remote-User", user), ("X-Remote-Groups", "Drift"), *headers]
        return self.proxied.ask(target, method, lines, body, unix=True, host=host)

    def token(self, user="anna"):
        return self.ask("/", "GET", user=user).body.split(b'value="')[1].split(b'"')[0]

    def test_forms_need_their_token(self):
        own, others = self.token(), self.token("bertil")
        self.assertNotEqual(own, others)
        cases = [
            (b"what=x&token=" + own, [FORM], 200),
            (b"what=x&token=" + own, [FORM, ("Origin", "https://sluss.example.se"), ("Sec-Fetch-Site", "same-origin")], 200),
            (b"what=x", [FORM], 403),
            (b"what=x&token=", [FORM], 403),
            (b"what=x&token=" + others, [FORM], 403),
            (b"what=x&token=" + own, [FORM, ("Origin", "https://evil.example")], 403),
            (b"what=x&token=" + own, [FORM, ("Origin", "null")], 403),
            (b"what=x&token=" + own, [FORM, ("Sec-Fetch-Site", "cross-site")], 403),
            (b"what=x&token=" + own, [FORM, ("Sec-Fetch-Site", "same-site")], 403),
            (b"what=%zz&token=" + own, [FORM], 400),
            (b"what=x&token=" + own, [("Content-Type", "text/plain")], 415),
        ]
        for body, headers, status in cases:
            with self.subTest(body=body[:12], headers=headers):
                self.assertEqual(status, self.ask(headers=headers, body=body).status)

    def test_the_api_wants_json_from_a_browser(self):
        self.assertEqual(415, self.ask("/api/v1/reload").status)
        self.assertEqual(415, self.ask("/api/v1/reload", headers=[FORM], body=b"a=b").status)
        self.assertEqual(200, self.ask("/api/v1/reload", headers=[JSON], body=b"{}").status)
        foreign = self.ask("/api/v1/reload", headers=[JSON, ("Origin", "https://evil.example")], body=b"{}")
        self.assertEqual(403, foreign.status)
        self.assertIn("Sec-Fetch-Site", foreign.json()["remedy"])

    def test_other_names_are_not_answered(self):
        self.assertEqual(421, self.ask("/", "GET", host="evil.example").status)
        self.assertIn("[control] names", self.ask("/api/v1/status", "GET", host="evil.example").json()["remedy"])
        self.assertEqual(200, self.ask("/", "GET", host="SLUSS.example.se:443").status)

    def test_what_changes_is_audited(self):
        self.ask("/api/v1/jobs/kolada/run", headers=[JSON], body=b"{}")
        self.proxied.wait_for("audit proxy:anna job.run /api/v1/jobs/kolada/run asked")
        self.proxied.wait_for("audit proxy:anna job.run /api/v1/jobs/kolada/run accepted")
        self.ask("/api/v1/jobs/none/run", headers=[JSON], body=b"{}")
        self.proxied.wait_for("audit proxy:anna job.run /api/v1/jobs/none/run refused job.unknown")

    def test_refusals_are_audited_with_their_number(self):
        door = self.door(proxy=os.getuid(), groups="Drift=reader operator;Läsare=reader", rate=50, burst=50)
        run, reload = "/api/v1/jobs/kolada/run", "/api/v1/reload"
        token = door.token("powerbi", "reader")
        asks = [
            (dict(headers=[("Authorization", "Bearer powerbi.wrong"), JSON], body=b"{}"), run, "from "),
            (dict(headers=[("Authorization", f"Bearer {token}"), JSON], body=b"{}"), run, "token:powerbi"),
            (dict(), reload, "from "),
        ]
        for given, target, _ in asks:
            for _ in range(300):
                self.assertIn(door.ask(target, "POST", **given).status, (401, 403, 429))
        proxied = [("X-Remote-User", "root"), ("X-Remote-Groups", "Drift")]
        self.assertEqual(403, door.ask("/act", "POST", [*proxied, FORM], b"what=x&token=x", unix=True).status)
        self.assertEqual(403, door.ask(reload, "POST", [*proxied, JSON, ("Origin", "https://evil.example")], b"{}",
                                       unix=True).status)
        self.assertEqual(403, door.ask(reload, "POST", [("X-Remote-User", "root"), ("X-Remote-Groups", "Läsare"), JSON],
                                       b"{}", unix=True).status)
        self.assertIn(door.ask("/who", headers=[("Authorization", "Bearer powerbi.wrong")]).status, (401, 429))
        door.end()
        lines = [line.split(" refused ") for line in door.printed() if " refused " in line]
        counted = {}
        for what, code in lines:
            code, number = code.split(" x") if " x" in code else (code, "1")
            counted[what, code] = counted.get((what, code), 0) + int(number)
        self.assertLessEqual(len(lines), 24, lines)
        self.assertEqual(903, sum(counted.values()), counted)
        for who, what, code in (("proxy:root", "POST /act /act", "request.form_token"),
                                ("proxy:root", f"configuration.reload {reload}", "request.cross_site"),
                                ("proxy:root", f"configuration.reload {reload}", "access.role")):
            matching = [key for key in counted if key[0].startswith(f"audit {who} ") and key[0].endswith(what.split()[-1])
                        and key[1] == code]
            self.assertEqual(1, len(matching), (who, what, code, counted))
        codes = {code for _, code in counted}
        self.assertLessEqual({"access.token", "access.role", "access.unknown", "request.rate"}, codes)
        self.assertNotIn("/jobs/kolada", " ".join(what for what, _ in counted), "the route, and not what strangers write")

    def test_nothing_is_done_without_an_audit(self):
        door = self.door(broken_audit=1, tcp=False)
        answer = door.ask("/api/v1/jobs/kolada/pause", "POST", unix=True)
        self.assertEqual((503, "audit.unwritten"), (answer.status, answer.json()["code"]))
        self.assertEqual(200, door.ask("/readyz", unix=True).status)  # not paused


class Listening(DoorTest):
    def certificate(self, folder: pathlib.Path, name: str, subject="localhost"):
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", f"/CN={subject}", "-addext", f"subjectAltName=DNS:{subject}", "-keyout", key,
                        "-out", certificate], check=True, stderr=subprocess.DEVNULL)
        return certificate, key

    def refused(self, **given) -> str:
        door = Door(**given)
        self.addCleanup(door.end)
        with self.assertRaises(RuntimeError) as refusal:
            door.start()
        door.process.wait()
        return str(refusal.exception)

    def test_a_stale_socket_is_replaced_a_living_one_is_not(self):
        door = self.door(tcp=False)
        self.assertEqual(0o660, stat.S_IMODE(door.socket.stat().st_mode))
        self.assertIn("serve.running", self.refused(tcp=False, socket=door.socket))
        door.process.kill()
        door.process.wait()
        self.assertTrue(door.socket.exists())
        again = self.door(tcp=False, socket=door.socket)
        again.socket = door.socket
        self.assertEqual(200, again.ask(unix=True).status)

    def test_what_is_no_socket_is_left_as_it_is(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss_door_"))
        self.addCleanup(shutil.rmtree, folder)
        secret = folder / "notes"
        secret.write_text("mine")
        name = folder / "sluss.sock"
        def pipe():
            os.mkfifo(name)
        def file():
            name.write_text("mine")
        def others():
            bound = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.addCleanup(bound.close)
            bound.bind(str(name))
        def as_it_is():  # reading it does no harm
            seen = os.lstat(name)
            return seen.st_ino, seen.st_mode, seen.st_uid, seen.st_gid, seen.st_nlink, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
        for make in (file, pipe, name.mkdir, lambda: name.symlink_to(secret), lambda: name.symlink_to("/nonexistent/mine"), others):
            make()
            before = as_it_is()
            self.assertIn("serve.socket_taken", self.refused(tcp=False, socket=name))
            self.assertEqual(before, as_it_is())
            name.rmdir() if name.is_dir() else name.unlink()
        self.assertEqual("mine", secret.read_text())

    def test_at_its_end_it_removes_no_other_s_socket(self):
        door = self.door(tcp=False)
        door.socket.unlink()
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(str(door.socket))
            door.process.send_signal(signal.SIGTERM)
            self.assertEqual(0, door.process.wait(PATIENCE))
            self.assertTrue(door.socket.is_socket())

    def test_the_old_place_is_a_link_as_long_as_it_listens(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss_door_"))
        self.addCleanup(shutil.rmtree, folder)
        old = folder / "state.sock"
        with socket.socket(socket.AF_UNIX) as dead:  # what a daemon of the older release left when it was killed
            dead.bind(str(old))
        door = self.door(tcp=False, old=old)
        self.assertEqual(str(door.socket), os.readlink(old))
        door.process.kill()
        door.process.wait()
        again = self.door(tcp=False, socket=door.socket, old=old)
        self.assertEqual(str(door.socket), os.readlink(old))
        again.socket = old
        self.assertEqual(200, again.ask(unix=True).status)
        again.process.send_signal(signal.SIGTERM)
        self.assertEqual(0, again.process.wait(PATIENCE))
        self.assertFalse(os.path.lexists(old))
        old.write_text("mine")  # something else is left, and does not keep it from listening
        self.door(tcp=False, old=old)
        self.assertEqual("mine", old.read_text())

    @unittest.skipUnless(os.geteuid() == 0, "gives a group that it is no member of")
    def test_the_socket_has_its_group_before_anybody_can_connect(self):
        door = self.door(tcp=False, socket_group=4711)
        self.assertEqual((4711, 0o660), (door.socket.stat().st_gid, stat.S_IMODE(door.socket.stat().st_mode)))

    @unittest.skipUnless(os.geteuid() == 0, "becomes somebody else")
    def test_a_group_that_cannot_be_given(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="sluss_door_"))
        self.addCleanup(shutil.rmtree, folder)
        os.chmod(folder, 0o777)
        self.assertIn("control.group", self.refused(tcp=False, socket=folder / "a", socket_group=4711, become=65534))
        self.assertEqual([], os.listdir(folder))
        door = self.door(tcp=False, socket=folder / "a", socket_group=4711, group_needed=0, become=65534)
        self.assertNotEqual(4711, (folder / "a").stat().st_gid)

    def test_what_cannot_be_listened_on(self):
        self.assertIn("control.tls", self.refused(listen="0.0.0.0:0"))
        self.assertIn("control.listen", self.refused(listen="nowhere:80"))
        self.assertIn("control.listen", self.refused(listen="127.0.0.1:99999"))
        self.assertIn("serve.socket_name", self.refused(socket="/tmp/" + "x" * 120))
        self.assertIn("control.tls", self.refused(certificate="/nonexistent", key="/nonexistent"))

    def test_tls(self):
        door = Door(anonymous="reader")
        self.addCleanup(door.end)
        certificate, key = self.certificate(door.folder, "one")
        other_certificate, other_key = self.certificate(door.folder, "two")
        door.given |= {"certificate": certificate, "key": key, "listen": "0.0.0.0:0", "name": "localhost"}
        door.start()
        trust = ssl.create_default_context(cafile=str(certificate))
        with door.connect(tls=trust) as wire:
            stream = wire.makefile("rb")
            for _ in range(2):
                wire.sendall(request())
                answer = read_answer(stream)
                self.assertEqual(200, answer.status)
                self.assertIn("max-age", answer.headers["strict-transport-security"])
            wire.sendall(request(target="/large", headers=[("Connection", "close")]))
            self.assertEqual(8 << 20, len(read_answer(stream).body))
            self.assertEqual(b"", stream.read())
        with door.connect() as plain:  # not TLS
            plain.sendall(request())
            plain.settimeout(10)
            self.assertNotIn(b"200 OK", plain.recv(1000))
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            door.connect(tls=old)
        # The certificate is read again; a wrong one leaves the old.
        os.replace(other_certificate, certificate)
        door.process.send_signal(signal.SIGHUP)
        door.wait_for("error control.tls")
        door.connect(tls=trust).close()
        os.replace(other_key, key)
        door.process.send_signal(signal.SIGHUP)
        door.wait_for("reloaded")
        with self.assertRaises(ssl.SSLError):
            door.connect(tls=trust)
        door.connect(tls=ssl.create_default_context(cafile=str(certificate))).close()


if __name__ == "__main__":
    unittest.main()
