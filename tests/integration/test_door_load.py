"""The door when one caller wants it for himself: all others are answered, and the log stays readable."""
import math
import os
import signal
import socket
import ssl
import subprocess
import threading
import time

from door_world import PROGRAM, read_answer, request
from test_door import FORM, DoorTest


EVENTS = ("control.busy", "access.token")  # of the log, that strangers can cause


def busy_lines(door) -> list[str]:
    return [line for line in door.errors if any(event in line for event in EVENTS)]


class HangingHandlers(DoorTest):
    """Handlers that do not come back."""

    def occupy(self, door, count, unix=False):
        """Requests that fill one side's threads; the rest of them waits."""
        wires = []
        for _ in range(count):
            wire = door.connect(unix)
            self.addCleanup(wire.close)
            wire.sendall(request(target="/latch"))
            wires.append(wire)
        return wires

    def assert_answered(self, door, target, unix, times=100):
        statuses = [door.ask(target, unix=unix).status for _ in range(times)]
        self.assertEqual([200] * times, statuses)

    def test_tcp_does_not_shut_out_the_socket_nor_health(self):
        door = self.door(anonymous="reader", threads=4, waiting=8, handler_time=60000, requests_of_identity=100)
        self.addCleanup(lambda: door.ask("/let-go"))
        self.occupy(door, 3)
        for _ in range(3):
            door.wait_for("held")
        self.occupy(door, 8 + 2)  # a request that finds the queue full is refused
        self.assertEqual(503, door.ask("/who").status)
        self.assert_answered(door, "/healthz", unix=False)
        self.assert_answered(door, "/healthz", unix=True)
        self.assert_answered(door, "/api/v1/jobs", unix=True)
        self.occupy(door, 1, unix=True)
        door.wait_for("held")
        self.occupy(door, 8 + 2, unix=True)
        self.assertEqual(503, door.ask("/who", unix=True).status)
        for target in ("/healthz", "/readyz", "/metrics"):
            self.assert_answered(door, target, unix=False, times=20)
            self.assert_answered(door, target, unix=True, times=20)

    def test_the_socket_does_not_shut_out_tcp(self):
        door = self.door(anonymous="reader", threads=2, waiting=8, handler_time=60000)
        self.addCleanup(lambda: door.ask("/let-go"))
        self.occupy(door, 4, unix=True)
        door.wait_for("held")
        self.assert_answered(door, "/api/v1/jobs", unix=False, times=20)

    def test_metrics_that_cannot_be_made_are_those_before(self):
        door = self.door(anonymous="reader")
        self.addCleanup(lambda: door.ask("/give-metrics"))
        door.ask("/hold-metrics")
        none = door.ask("/metrics")
        self.assertEqual((503, "metrics.none"), (none.status, none.json()["code"]))
        door.ask("/give-metrics")
        made = door.ask("/metrics")
        self.assertEqual(200, made.status)
        door.ask("/hold-metrics")
        for _ in range(3):
            self.assertEqual(made.body, door.ask("/metrics").body)
        self.assertEqual(200, door.ask("/healthz").status)

    def test_a_directory_service_that_hangs_delays_no_one(self):
        door = self.door(hanging_names=1)
        for _ in range(3):
            self.assertEqual(f"uid:{os.getuid()}", door.ask("/who", unix=True).json()["name"])
        self.assertEqual(200, door.ask("/healthz", unix=True).status)
        self.assertIn("looks up", "\n".join(door.printed()))


class Attacks(DoorTest):
    """Each of these shut out everyone else, and filled the log."""

    def setUp(self):
        self.begun = time.monotonic()

    def assert_few_lines(self, door):
        door.end()
        seconds = math.ceil(time.monotonic() - self.begun) + 1  # and those that were begun
        for event in EVENTS:
            lines = [line for line in busy_lines(door) if event in line]
            self.assertLessEqual(len(lines), seconds, lines[:5])

    def test_by_unknown_tokens_from_many_addresses(self):
        door = self.door(threads=2, waiting=2, rate=20, burst=100)
        token = door.token("machine", "reader")
        refused = []

        def attack(number):
            for i in range(120):
                with socket.socket() as wire:
                    wire.settimeout(30)
                    wire.bind((f"127.{10 + number}.{i + 1}.7", 0))
                    wire.connect(("127.0.0.1", door.port))
                    wire.sendall(request(target="/who", headers=[("Authorization", f"Bearer nobody{i}.{i:064x}")]))
                    refused.append(read_answer(wire.makefile("rb")).status)

        attackers = [threading.Thread(target=attack, args=(n,)) for n in range(4)]
        for attacker in attackers:
            attacker.start()
        healthy = [door.ask("/healthz", unix=n % 2 == 0).status for n in range(100)]
        known = [door.ask("/who", token=token).status for _ in range(20)]
        for attacker in attackers:
            attacker.join()
        self.assertEqual([200] * 100, healthy)
        self.assertEqual([200] * 20, known)  # in the attackers' bucket
        self.assertEqual(480, len(refused))
        self.assertLessEqual(set(refused), {401, 429})
        self.assert_few_lines(door)

    def test_by_connections_that_send_nothing(self):
        door = self.door(connections=64, connections_of_address=16, header_time=60000, idle_time=60000)
        half_open = []
        for _ in range(100):
            wire = door.connect()
            self.addCleanup(wire.close)
            wire.sendall(b"GET /who HTTP/1.1\r\nHost: local")
            half_open.append(wire)
        self.assertEqual([200] * 100, [door.ask("/healthz", unix=n % 2 == 0).status for n in range(100)])
        self.assert_few_lines(door)

    def test_by_bodies_that_do_not_come(self):
        door = self.door(connections=16, connections_of_address=16, body_time=60000)
        for unix in (False, True):
            for _ in range(20):
                wire = door.connect(unix)
                self.addCleanup(wire.close)
                wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n")
            self.assertEqual([200] * 20, [door.ask("/healthz", unix=unix).status for _ in range(20)])

    def test_by_more_connections_than_an_address_may_have(self):
        door = self.door(anonymous="reader", connections=64, connections_of_address=4, threads=4, handler_time=60000)
        self.addCleanup(lambda: door.process.poll() is None and door.ask("/let-go", unix=True))
        held = [door.connect() for _ in range(4)]
        for wire in held:
            self.addCleanup(wire.close)
            wire.sendall(request(target="/latch"))
        for _ in range(3):
            door.wait_for("held")
        turned_away = 0
        for _ in range(50):
            with door.connect() as wire:
                try:
                    wire.sendall(request(target="/who"))
                    turned_away += wire.recv(100) == b""
                except (ConnectionResetError, BrokenPipeError):
                    turned_away += 1
        self.assertGreaterEqual(turned_away, 48)
        self.assertEqual([200] * 20, [door.ask("/who", unix=True).status for _ in range(20)])
        door.ask("/let-go", unix=True)
        for wire in held:
            self.assertEqual(200, read_answer(wire.makefile("rb")).status)
        self.assert_few_lines(door)
        self.assertTrue(any("left_out" in line for line in busy_lines(door)))

    def test_by_one_reader_with_many_requests(self):
        door = self.door(threads=4, waiting=64, requests_of_identity=2, handler_time=60000)
        self.addCleanup(lambda: door.process.poll() is None and door.ask("/let-go"))
        greedy, other = door.token("greedy", "reader"), door.token("other", "reader")
        wires = []
        for _ in range(60):
            wire = door.connect()
            self.addCleanup(wire.close)
            wire.sendall(request(target="/latch", headers=[("Authorization", f"Bearer {greedy}")]))
            wires.append(wire)
        for _ in range(2):
            door.wait_for("held")
        self.assertEqual([200] * 20, [door.ask("/who", token=other).status for _ in range(20)])
        self.assertEqual([200] * 20, [door.ask("/healthz").status for _ in range(20)])
        limited = door.ask("/who", token=greedy)
        self.assertEqual((429, "2"), (limited.status, limited.headers["retry-after"]))
        door.ask("/let-go")
        statuses = sorted(read_answer(wire.makefile("rb")).status for wire in wires)
        self.assertEqual([200] * 2 + [429] * 58, statuses)
        self.assertEqual(200, door.ask("/who", token=greedy).status)  # the seats are free again
        self.assert_few_lines(door)


class Framing(DoorTest):
    def test_nothing_but_chunked_is_a_transfer_coding(self):
        door = self.door()
        smuggled = request(target="/who")
        cases = [("gzip", 501), ("xchunked", 501), ("chunkedx", 501), ("gzip, chunked", 501), ("chunked, gzip", 501),
                 ("chunked, chunked", 501), ("identity", 501), ("chunked;q=1", 501), ("", 501), ("\x0bchunked", None)]
        for coding, status in cases:
            for body in (smuggled, b"5\r\nwhat=\r\n0\r\n\r\n"):
                with self.subTest(coding=coding), door.connect(unix=True) as wire:
                    wire.sendall(request("POST", "/act", [FORM, ("Transfer-Encoding", coding)]) + body)
                    stream = wire.makefile("rb")
                    answer = read_answer(stream)
                    self.assertIn(answer.status, (status, 400))
                    self.assertEqual("close", answer.headers["connection"])
                    self.assertIsNone(read_answer(stream))  # what followed was not taken for a request
        with self.subTest("twice"), door.connect(unix=True) as wire:
            wire.sendall(request("POST", "/act", [FORM, ("Transfer-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]))
            self.assertIn(read_answer(wire.makefile("rb")).status, (400, 501))
        with self.subTest("HTTP/1.0"), door.connect(unix=True) as wire:
            wire.sendall(b"POST /act HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            self.assertEqual(400, read_answer(wire.makefile("rb")).status)
        with self.subTest("chunked"), door.connect(unix=True) as wire:
            wire.sendall(request("POST", "/act", [FORM, ("Transfer-Encoding", "Chunked")]) + b"6\r\nwhat=x\r\n0\r\n\r\n")
            self.assertEqual(b"did x", read_answer(wire.makefile("rb")).body)


class PathsLeftOut(DoorTest):
    def test_readers_do_not_learn_the_paths_of_files(self):
        door = self.door(anonymous="reader")
        problem = door.ask("/broken").json()
        self.assertEqual("cannot open [path]: Permission denied", problem["detail"])
        self.assertEqual("See https://example.se/help and `ls [path]`; GET /api/v1/jobs goes on.", problem["remedy"])
        whole = door.ask("/broken", unix=True).json()  # an operator
        self.assertIn("/var/lib/sluss/journal.jsonl", whole["detail"])
        self.assertNotIn("reference", whole)
        rebuilt = lambda **how: door.ask("/api/v1/rebuild", **how).json()["last"]["error"]
        self.assertEqual("run 2 was done in [path]", rebuilt()["what"])
        self.assertEqual("run 2 was done in /srv/lager", rebuilt(unix=True)["what"])
        door.end()
        logged = [line for line in door.errors if problem["reference"] in line]
        self.assertIn("/var/lib/sluss/journal.jsonl", logged[0])


class Tokens(DoorTest):
    def test_old_ones_need_no_handler_and_are_renewed(self):
        door = self.door(threads=2, waiting=2, handler_time=60000)
        self.addCleanup(lambda: door.ask("/let-go"))
        holder = door.token("holder", "reader")
        for _ in range(3):
            wire = door.connect()
            self.addCleanup(wire.close)
            wire.sendall(request(target="/latch", headers=[("Authorization", f"Bearer {holder}")]))
        door.wait_for("held")
        old = door.token("old", "reader", old=1)
        self.assertIn("$argon2id$", door.tokens.read_text())
        self.assertEqual(401, door.ask("/metrics", token=old[:-1] + ("0" if old[-1] != "0" else "1")).status)
        self.assertEqual(200, door.ask("/metrics", token=old).status)
        self.assertNotIn("$argon2id$", door.tokens.read_text())
        self.assertEqual(200, door.ask("/metrics", token=old).status)

    def test_processes_that_change_them_at_once_lose_none(self):
        door = self.door(tcp=False)
        for n in range(12):
            door.token(f"gone{n}", "reader")
        made = [subprocess.Popen([PROGRAM, f"add=new{n}", "roles=reader", f"tokens={door.tokens}"],
                                 stdout=subprocess.PIPE, text=True) for n in range(12)]
        removed = [subprocess.Popen([PROGRAM, f"remove=gone{n}", f"tokens={door.tokens}"]) for n in range(12)]
        secrets = [process.communicate(timeout=60)[0].strip() for process in made]
        self.assertEqual([0] * 12, [process.returncode for process in made])
        self.assertEqual([0] * 12, [process.wait(60) for process in removed])
        names = sorted(line.split("\t")[0] for line in door.tokens.read_text().splitlines())
        self.assertEqual(sorted(f"new{n}" for n in range(12)), names)
        for secret in secrets:
            self.assertEqual(200, door.ask("/who", token=secret, unix=True).status)


class Ciphers(DoorTest):
    def test_tls_12_has_forward_secrecy(self):
        door = self.door(unix=False)
        certificate, key = door.folder / "server.pem", door.folder / "server.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        sealed = self.door(unix=False, certificate=certificate, key=key)

        def connect(ciphers):
            context = ssl.create_default_context(cafile=str(certificate))
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(ciphers)
            with sealed.connect(tls=context) as wire:
                return wire.cipher()[0]

        for cipher in ("ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305"):
            self.assertEqual(cipher, connect(cipher))
        for cipher in ("AES256-SHA", "AES256-GCM-SHA384", "ECDHE-RSA-AES256-SHA", "ECDHE-RSA-AES256-SHA384", "AES128-SHA256"):
            with self.subTest(cipher), self.assertRaises(ssl.SSLError):
                connect(cipher + ":@SECLEVEL=0")
