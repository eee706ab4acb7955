"""A mail server and an HTTP endpoint on this machine, for alerts to arrive at."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from aiosmtpd.controller import Controller


class _Inbox:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        read: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((list(envelope.rcpt_tos), read))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[str, list[tuple[list[str], EmailMessage]]]]:
    """Apprise's address of a mail server, and what it was given."""
    inbox = _Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"mailto://127.0.0.1:{port}?from=truth@example.com&mode=insecure", inbox.mails
    finally:
        controller.stop()


@dataclass
class Endpoint:
    """An HTTP endpoint that first answers with `answers`, then with 200."""

    address: str
    answers: list[int] = field(default_factory=list)
    asked: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def http_endpoint() -> Iterator[Endpoint]:
    """An endpoint of Apprise's own JSON."""
    endpoint = Endpoint("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            endpoint.asked += 1
            content = self.rfile.read(int(self.headers["Content-Length"]))
            code = endpoint.answers.pop(0) if endpoint.answers else 200
            if code == 200:
                endpoint.taken.append(json.loads(content))
            self.send_response(code)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    endpoint.address = f"json://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
