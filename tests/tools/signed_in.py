"""A reverse proxy before the daemon's socket, as a municipality has one: it names who has signed in.

    signed_in.py SOCKET HEADERS [USER]

HEADERS: a JSON object, put in place of what the browser sent under those names. USER: the number of the user that it
becomes, since the daemon believes no proxy of its own user; only root can. Prints "listening on http://127.0.0.1:PORT".
"""
import http.client
import http.server
import json
import os
import socket
import sys

DAEMON, HEADERS = sys.argv[1], json.loads(sys.argv[2])
PATIENCE = 120
OURS = {"connection", "keep-alive", "transfer-encoding", *(name.lower() for name in HEADERS)}


class ToDaemon(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(DAEMON)


class Passing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def passed(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OURS}
        daemon = ToDaemon("daemon")
        try:
            daemon.request(self.command, self.path, body or None, {**headers, **HEADERS})
            answer = daemon.getresponse()
            content = answer.read()
        finally:
            daemon.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OURS | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = passed

    def log_message(self, *_):
        pass


if len(sys.argv) > 3:
    "x".encode("idna")  # what is loaded when it is first used may be where only root reads
    os.setgroups([])
    os.setuid(int(sys.argv[3]))
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Passing)
print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
