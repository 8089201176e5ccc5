#!/usr/bin/env python3
"""A real SMTP server (aiosmtpd) on loopback. What it takes it writes to --folder as N.json: the envelope, the bytes as
they came, and what Python's own mail parser makes of them, with every defect it finds.

Recipients called refused@ are refused for good, later@ for now; a sender called nobody@ is refused. --fault:
  stall      takes the connection and sends nothing
  stall_data goes silent when the mail has come
  stall_quit takes the mail and goes silent at QUIT
  drop       closes the connection in the middle of the mail
  full       answers the mail with 452
  poison     answers the mail with 554
  chatter    greets with something that is not SMTP
"""
import argparse
import asyncio
import base64
import email
import email.policy
import json
import os
import pathlib
import ssl
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ModuleNotFoundError:  # another Python is first in the path; Debian's has the package
    if sys.executable == "/usr/bin/python3":
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", "-u", *sys.argv])


def defects_of(message):
    found = [repr(defect) for defect in message.defects]
    for _, value in message.items():
        found += [repr(defect) for defect in value.defects]
    return found


def described(server, envelope, session, number):
    message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
    return {
        "number": number,
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "hello": session.host_name,
        "tls": session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
        "peer": session.peer[1],
        "authenticated": bool(session.authenticated),
        "bytes": base64.b64encode(envelope.original_content).decode(),
        "headers": {name: str(value) for name, value in message.items()},
        "names": sorted(name for name, _ in message.items()),
        "body": message.get_content().replace("\r\n", "\n"),
        "defects": defects_of(message),
    }


class Handler:
    def __init__(self, options):
        self.options = options
        self.taken = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "553 5.7.1 Sender refused"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("later@"):
            return "451 4.7.1 Greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = self.options.fault
        if fault == "stall_data":
            await asyncio.sleep(3600)
        if fault == "full":
            return "452 4.3.1 Insufficient storage"
        if fault == "poison":
            return "554 5.6.0 Message not accepted"
        self.taken += 1
        path = pathlib.Path(self.options.folder) / f"{self.taken}.json"
        beside = path.with_suffix(".part")  # no one reads half a mail
        beside.write_text(json.dumps(described(server, envelope, session, self.taken)), encoding="utf-8")
        beside.rename(path)
        return "250 2.0.0 Taken"


class Lingering(SMTP):
    async def smtp_QUIT(self, arg):
        await asyncio.sleep(3600)


class Dropping(SMTP):
    async def smtp_DATA(self, arg):
        await self.push("354 Go on")
        await self._reader.read(64)
        self.transport.abort()


def authenticator(options):
    user, _, password = options.user.partition(":")

    def judge(server, session, envelope, mechanism, data):
        good = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=good, handled=good)

    return judge


async def say_nothing(reader, writer):
    await asyncio.sleep(3600)


async def chatter(reader, writer):
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()
    writer.close()


async def serve(options):
    loop = asyncio.get_running_loop()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    handler = Handler(options)
    kind = {"drop": Dropping, "stall_quit": Lingering}.get(options.fault, SMTP)

    def protocol():
        more = {}
        if options.user:
            more = {"auth_required": True, "auth_require_tls": False, "authenticator": authenticator(options)}
        return kind(handler, hostname="test.example.se", ident="Test", loop=loop, command_call_limit=1000,
                    tls_context=None if options.tls else context,
                    require_starttls=context is not None and not options.tls, **more)

    if options.fault == "stall":
        server = await asyncio.start_server(say_nothing, "127.0.0.1", options.port)
    elif options.fault == "chatter":
        server = await asyncio.start_server(chatter, "127.0.0.1", options.port)
    else:
        server = await loop.create_server(protocol, "127.0.0.1", options.port, ssl=context if options.tls else None)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", default=".")
    parser.add_argument("--certificate", help="offer STARTTLS (and require it) with this certificate and --key")
    parser.add_argument("--key")
    parser.add_argument("--tls", action="store_true", help="speak TLS from the start")
    parser.add_argument("--user", default="", help="require USER:PASSWORD")
    parser.add_argument("--fault", default="")
    asyncio.run(serve(parser.parse_args()))


main()
