#!/usr/bin/env python3
"""A small HTTP server with every fault the client must live through. Loopback only.

Each path names what happens; query parameters tune it:
  ?key=K&times=N   the fault happens N times for the key K, then the good answer comes (default: always)
  /put?name=N&…    what /file/N (or /robots.txt, by that name) answers from now on; see do_put
  /log             JSON: what each key met, the most requests seen at once, the headers of the last request
"""
import argparse
import base64
import gzip
import http.server
import json
import socket
import ssl
import struct
import threading
import time
import urllib.parse
import zlib

from broken_text import broken_texts

GOOD = json.dumps({"values": list(range(200)), "name": "åäö"}, ensure_ascii=False).encode()
FILES = {}
STATE = {"hits": {}, "now": 0, "most": 0, "last": {}, "requests": 0}
LOCK = threading.Lock()
RELEASED = threading.Event()  # /release lets every /hold go


def zstd_frame(data):
    """A zstd frame of one raw block (RFC 8878)."""
    header = struct.pack("<IBI", 0xFD2FB528, 0xA0, len(data))
    return header + struct.pack("<I", len(data) << 3 | 1)[:3] + data


def brotli_stream(data):
    """A brotli stream of one uncompressed meta-block (RFC 7932): WBITS 16, then MLEN-1 in 16 bits."""
    assert 0 < len(data) <= 65536
    # bits, lowest first: WBITS=0 (1), ISLAST=0 (1), MNIBBLES=00 (2), MLEN-1 (16), ISUNCOMPRESSED=1 (1), padding
    head = ((len(data) - 1) << 4) | (1 << 20)
    return head.to_bytes(3, "little") + data + b"\x03"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status=200, body=GOOD, **headers):
        self.send_response(status)
        headers.setdefault("Content_Type", "application/json; charset=utf-8")
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def fault_left(self):
        """Whether the fault still happens for this key."""
        with LOCK:
            hits = STATE["hits"].get(self.key, 0) + 1
            STATE["hits"][self.key] = hits
        return hits <= self.times

    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query))
        self.key = self.query.get("key", parts.path)
        self.times = int(self.query.get("times", 1_000_000))
        with LOCK:
            STATE["now"] += 1
            STATE["requests"] += 1
            STATE["most"] = max(STATE["most"], STATE["now"])
            if parts.path not in ("/log", "/release"):
                STATE["last"] = dict(self.headers.items())
        try:
            action = getattr(self, "do_" + parts.path.strip("/").replace("/", "_"), None)
            if parts.path.startswith("/file/") or parts.path == "/robots.txt":
                self.serve(urllib.parse.unquote(parts.path.rsplit("/", 1)[1]))
            elif action is None:
                self.answer(404, b"{}")
            elif parts.path in ("/log", "/release") or self.fault_left():
                action()
            else:
                self.answer()
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError, ValueError):
            self.close_connection = True
        finally:
            with LOCK:
                STATE["now"] -= 1

    def do_put(self):
        """?head=H&text=T&repeat=N&etag=E&modified=M&disposition=D&type=T&status=S&location=L&cut=1: a file, H and N times T.
        cut: its end never comes."""
        with LOCK:
            FILES[self.query["name"]] = self.query
        self.answer(body=b"{}")

    def serve(self, name):
        with LOCK:
            file = FILES.get(name)
        status = self.status_of(file)
        with LOCK:
            key = f"{status} {name}"
            STATE["hits"][key] = STATE["hits"].get(key, 0) + 1
        if file is None:
            return self.answer(404, b"no such file")
        given = {"Content_Type": "type", "ETag": "etag", "Last_Modified": "modified", "Location": "location",
                 "Content_Disposition": "disposition"}
        headers = {header: file[key] for header, key in given.items() if key in file}
        body = b"" if status == 304 else (file.get("head", "") + file.get("text", "") * int(file.get("repeat", "1"))).encode()
        if "cut" in file:
            headers["Content_Length"] = str(len(body) + 1000)
            self.close_connection = True
        self.answer(status, body, **headers)

    def status_of(self, file):
        if file is None:
            return 404
        asked = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        known = asked[0] == file.get("etag") if asked[0] else asked[1] is not None and asked[1] == file.get("modified")
        return 304 if known else int(file.get("status", "200"))

    def do_good(self):
        self.answer()

    def do_log(self):
        with LOCK:
            body = json.dumps(STATE).encode()
        self.answer(body=body)

    def do_release(self):
        RELEASED.set()
        self.answer(body=b"{}")

    def do_hold(self):
        """Answers when /release is requested."""
        RELEASED.wait(60)
        self.answer()

    def do_busy(self):
        """Long enough to be seen beside others."""
        time.sleep(float(self.query.get("seconds", "0.02")))
        self.answer()

    def do_status(self):
        headers = {}
        if "retry_after" in self.query:
            headers["Retry_After"] = self.query["retry_after"]
        code = int(self.query["code"])
        self.answer(code, b"" if code in (204, 304) else b'{"error": true}', **headers)

    def do_html(self):
        self.answer(body=b"<!doctype html><title>Maintenance</title>", Content_Type="text/html")

    def do_truncate(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD[: len(GOOD) // 2])
        self.wfile.flush()
        self.close_connection = True

    def do_truncate_chunked(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n" % (100, GOOD[:100]))
        self.wfile.flush()
        self.close_connection = True

    def do_reset(self):
        self.reset()

    def do_reset_body(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD[:100])
        self.wfile.flush()
        time.sleep(0.05)
        self.reset()

    def do_close(self):
        self.close_connection = True

    def do_stall(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD[:100])
        self.wfile.flush()
        RELEASED.wait(60)
        self.close_connection = True

    def do_drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(100000):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.02)

    def do_large(self):
        size = int(self.query["size"])
        if "chunked" not in self.query:
            return self.answer(body=b"x" * size)
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while size > 0:
            piece = b"x" * min(size, 65536)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            size -= len(piece)
        self.wfile.write(b"0\r\n\r\n")

    def do_headers(self):
        """A server that never stops sending headers."""
        self.send_response(200)
        for number in range(20000):
            self.send_header(f"X-{number}", "x" * 50)
        self.end_headers()

    def do_gzip(self):
        self.answer(body=gzip.compress(GOOD), Content_Encoding="gzip")

    def do_gzip_cut(self):
        data = gzip.compress(GOOD)
        self.answer(body=data[: len(data) // 2], Content_Encoding="gzip")

    def do_gzip_broken(self):
        self.answer(body=b"\x1f\x8b\x08\x00" + b"\xff" * 100, Content_Encoding="gzip")

    def do_bomb(self):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(64)) + packer.flush()
        self.answer(body=body, Content_Encoding="gzip")

    def do_zstd(self):
        self.answer(body=zstd_frame(GOOD), Content_Encoding="zstd")

    def do_br(self):
        self.answer(body=brotli_stream(GOOD), Content_Encoding="br")

    def do_etag(self):
        if self.headers.get("If-None-Match") == '"v1"':
            return self.answer(304, b"", ETag='"v1"')
        self.answer(ETag='"v1"')

    def do_broken(self):
        """?field=reason|location|content-type|etag|body&text=N: bytes that are no text there."""
        text, field = broken_texts()[int(self.query["text"])], self.query["field"]
        head = text.replace(b"\r", b"").replace(b"\n", b"")
        status = {"reason": b"404 " + head, "location": b"302 Found", "body": b"500 Error"}.get(field, b"200 OK")
        lines = [b"HTTP/1.1 " + status]
        if field in ("location", "content-type", "etag"):
            lines.append(field.encode() + b": " + (b"/good?" if field == "location" else b"") + head)
        body = text if field == "body" else GOOD
        lines += [b"Content-Length: %d" % len(body), b"Connection: close", b"", body]
        self.close_connection = True
        self.wfile.write(b"\r\n".join(lines))

    def do_redirect(self):
        self.answer(int(self.query.get("code", "302")), b"", Location=self.query["to"])

    def do_loop(self):
        self.answer(302, b"", Location="/loop?" + urllib.parse.urlsplit(self.path).query)

    def do_echo(self):
        """Returns all it was sent: the path and every header, in the body, in headers and in a redirect."""
        request = self.path + "\n" + str(self.headers)
        code = int(self.query.get("code", "200"))
        headers = {"X_Echo": self.path, "WWW_Authenticate": 'Basic realm="' + self.headers.get("X-Key", "") + '"'}
        if code in (301, 302):
            host = self.query.get("elsewhere")
            headers["Location"] = (f"http://{host}" if host else "/good") + "?" + request.replace("\r\n", "&")[:1500].replace("\n", "&")
        self.answer(code, request.encode(), **headers)

    def do_CONNECT(self):
        if self.refused_by_proxy():
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port)), 10) as far:
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            back = threading.Thread(target=pump, args=(far, self.connection), daemon=True)
            back.start()
            pump(self.connection, far)
            back.join()
        self.close_connection = True

    def refused_by_proxy(self):
        wanted = "Basic " + base64.b64encode(self.server.proxy_user.encode()).decode()
        if self.headers.get("Proxy-Authorization") == wanted:
            return False
        credentials = self.headers.get("Proxy-Authorization", "")
        with LOCK:
            STATE["hits"]["407"] = STATE["hits"].get("407", 0) + 1
        self.answer(407, ("no: " + credentials).encode(), Proxy_Authenticate=self.server.proxy_schemes, X_Echo=credentials)
        return True


class ProxyHandler(Handler):
    def do_GET(self):
        """A forward proxy that serves the requested paths itself."""
        if self.refused_by_proxy():
            return
        with LOCK:
            STATE["hits"]["proxied"] = STATE["hits"].get("proxied", 0) + 1
        parts = urllib.parse.urlsplit(self.path)
        self.path = parts.path + ("?" + parts.query if parts.query else "")
        super().do_GET()


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass

    def finish_request(self, request, client_address):
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate", help="speak TLS with this certificate and --key")
    parser.add_argument("--key")
    parser.add_argument("--client-ca", help="ask for a client certificate of this authority")
    parser.add_argument("--proxy-user", default="", help="be a proxy for USER:PASSWORD")
    parser.add_argument("--proxy-schemes", default='Basic realm="proxy"')
    options = parser.parse_args()
    server = Server(("127.0.0.1", options.port), ProxyHandler if options.proxy_user else Handler)
    server.proxy_user = options.proxy_user
    server.proxy_schemes = options.proxy_schemes
    server.tls = None
    if options.certificate:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(options.certificate, options.key)
        if options.client_ca:
            server.tls.load_verify_locations(options.client_ca)
            server.tls.verify_mode = ssl.CERT_REQUIRED
    print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
