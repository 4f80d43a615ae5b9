"""An independent mail server (aiosmtpd), which reads what it receives with Python's own parser.

One JSON line on standard output for each thing seen; the first says the port.
    receiver.py plain
    receiver.py starttls|tls CERTIFICATE KEY      asks to sign in: moi@exemple.fr, s:ecret
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import warnings
from email.header import decode_header, make_header
from email.utils import parseaddr

from aiosmtpd.smtp import SMTP, AuthResult


def say(**line):
    print(json.dumps(line), flush=True)


def people(mail):
    """Names and addresses, by the older of Python's parsers: the newer of 3.11 leaves spaces between encoded words."""
    headers = [value for name, value in mail.raw_items() if name in ("From", "Reply-To", "To")]
    pairs = [parseaddr(value.replace("\r\n", "")) for value in headers]
    return [(str(make_header(decode_header(name))), address) for name, address in pairs]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("inconnu"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("plein"):
            return "452 4.2.2 Full"
        envelope.rcpt_tos.append(address)
        return "250 Ok"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if mail["Subject"] == "spam":
            return "554 5.7.1 Spam"
        if mail["Subject"] == "disparais":
            server.transport.abort()
            return "250 Too late"
        say(mail={
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "login": session.authenticated,
            "headers": mail.keys(),
            "names": [name for name, _ in people(mail)],
            "addresses": [address for _, address in people(mail)],
            "subject": mail["Subject"],
            "id": mail["Message-ID"],
            "date": mail["Date"].datetime.isoformat(),
            "defects": [str(d) for h in mail.values() for d in h.defects] + [str(d) for d in mail.defects],
            "text": mail.get_content().replace("\r\n", "\n"),
        })
        return "250 2.0.0 Ok: taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"moi@exemple.fr" and data.password == b"s:ecret"
    return AuthResult(success=good, handled=good)


async def main():
    # its doubts about its own options are not ours
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    way = sys.argv[1]
    options, context = {}, None
    if way != "plain":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        options = {"auth_required": True, "authenticator": authenticate}
    if way == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if way == "tls":
        # it would not offer AUTH without STARTTLS, though all is under TLS
        options |= {"auth_require_tls": False}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), hostname="recepteur.invalid", **options),
        "127.0.0.1", 0, ssl=context if way == "tls" else None,
    )
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
