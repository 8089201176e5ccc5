#!/usr/bin/env python3
"""Takes webhooks on loopback and writes each to --folder as N.json: path, headers, body, and, with --key-file, whether
the signature is right by Python's own HMAC. The path chooses the answer: /status/503, /redirect, /stall, /endless,
/reset; anything else is 200."""
import argparse
import hashlib
import hmac
import http.server
import json
import pathlib
import socket
import ssl
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer(405)

    def answer(self, status, body=b"ok"):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def verified(self, body):
        if not self.server.key:
            return None
        text = self.headers.get("Sluss-Timestamp", "").encode() + b"." + body
        wanted = "sha256=" + hmac.new(self.server.key, text, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, self.headers.get("Sluss-Signature", ""))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.taken += 1
            path = pathlib.Path(self.server.folder) / f"{self.server.taken}.json"
            received = {"path": self.path, "headers": dict(self.headers.items()), "body": body.decode("utf-8"),
                    "verified": self.verified(body)}
            path.write_text(json.dumps(received), encoding="utf-8")
        if self.path == "/stall":
            threading.Event().wait(60)
        elif self.path == "/reset":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif self.path == "/endless":
            self.answer(200, b"x" * (1 << 20))
        elif self.path == "/redirect":
            self.answer(302)
        elif self.path.startswith("/status/"):
            self.answer(int(self.path.rsplit("/", 1)[1]))
        else:
            self.answer(200)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", default=".")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--key-file")
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), Handler)
    server.folder, server.taken, server.lock = options.folder, 0, threading.Lock()
    server.key = pathlib.Path(options.key_file).read_bytes() if options.key_file else b""
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
