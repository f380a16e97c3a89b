"""A Graph API on loopback that checks every payload against WhatsApp's limits."""

import itertools
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
MEDIA_TYPES = frozenset(
    (
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
)
"""What may be uploaded as a document; source: Meta, Cloud API, supported document types."""
MOST_MEDIA_BYTES = 100 * 1024 * 1024
VERSION = "/v23.0"
PHONE_ID = "1001"


@dataclass
class Answer:
    """How to answer the next call that sends a message."""

    status: int = 200
    code: int | None = None
    body: bytes | None = None
    delay: float = 0.0
    hang_up: bool = False


@dataclass
class Sent:
    """A message as it arrived."""

    body: dict[str, Any]
    wamid: str
    at: float

    @property
    def to(self) -> str:
        return self.body.get("to") or self.body["recipient"]

    @property
    def tag(self) -> str:
        return self.body["biz_opaque_callback_data"]

    @property
    def text(self) -> str:
        if self.body["type"] == "text":
            return self.body["text"]["body"]
        if self.body["type"] == "document":
            return self.body["document"]["caption"]
        return self.body["interactive"]["body"]["text"]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The title and id of each button or row."""
        action = self.body.get("interactive", {}).get("action", {})
        buttons = [b["reply"] for b in action.get("buttons", [])]
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        return [(each["title"], each["id"]) for each in buttons + rows]


@dataclass
class Media:
    """A file as it was uploaded."""

    name: str
    mime_type: str
    content: bytes


@dataclass
class FakeGraph:
    """What was accepted, what was refused, other calls, and every limit that was broken."""

    sent: list[Sent] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    others: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    media: dict[str, Media] = field(default_factory=dict)
    media_answers: list[Answer] = field(default_factory=list)

    def __enter__(self) -> "FakeGraph":
        self._numbers = itertools.count(1)
        self._server = ThreadingHTTPServer((HOST, 0), _handler_of(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}{VERSION}"

    def wait_for(self, count: int, seconds: float = 10) -> list[Sent]:
        """Wait for so many messages; return all that came."""
        deadline = time.monotonic() + seconds
        while len(self.sent) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.sent) >= count, f"{len(self.sent)} of {count} messages came"
        return list(self.sent)

    def accept(self, body: dict[str, Any]) -> Sent:
        self.faults += faults_of(body)
        media_id = body.get("document", {}).get("id")
        if media_id is not None and media_id not in self.media:
            self.faults.append(f"no media {media_id}")
        sent = Sent(body, f"wamid.out{next(self._numbers)}", time.monotonic())
        self.sent.append(sent)
        return sent


def faults_of(body: dict[str, Any]) -> list[str]:
    """Return every limit that a message breaks."""
    faults = Faults()
    faults.unless(body.get("messaging_product") == "whatsapp", "messaging_product")
    faults.unless(bool(body.get("to")) != bool(body.get("recipient")), "to or recipient")
    faults.unless(len(body.get("biz_opaque_callback_data", "")) <= 512, "callback data")
    check = {
        "text": check_text,
        "interactive": check_interactive,
        "template": check_template,
        "document": check_document,
    }
    check[body["type"]](faults, body[body["type"]])
    return faults


class Faults(list[str]):
    """The faults found so far."""

    def unless(self, holds: bool, fault: str) -> None:
        if not holds:
            self.append(fault)

    def limit(self, name: str, text: str, most: int) -> None:
        self.unless(0 < len(text) <= most, f"{name}: {len(text)} of at most {most}")

    def ids(self, found: list[str], most: int) -> None:
        self.unless(len(set(found)) == len(found), "ids are not unique")
        for each in found:
            self.limit("id", each, most)
            self.unless(each == each.strip(), "spaces around an id")


def check_text(faults: Faults, text: dict[str, Any]) -> None:
    faults.limit("text", text["body"], 4096)


def check_document(faults: Faults, document: dict[str, Any]) -> None:
    faults.limit("caption", document["caption"], 1024)
    faults.limit("file name", document["filename"], 240)
    faults.unless(bool(document.get("id")) != bool(document.get("link")), "id or link")


def check_interactive(faults: Faults, part: dict[str, Any]) -> None:
    if part["type"] == "button":
        check_buttons(faults, part)
    else:
        check_list(faults, part)


def check_buttons(faults: Faults, part: dict[str, Any]) -> None:
    faults.limit("body", part["body"]["text"], 1024)
    replies = [button["reply"] for button in part["action"]["buttons"]]
    titles = [reply["title"] for reply in replies]
    faults.unless(1 <= len(replies) <= 3, f"{len(replies)} buttons")
    faults.unless(len(set(titles)) == len(titles), "titles are not unique")
    faults.ids([reply["id"] for reply in replies], 256)
    for title in titles:
        faults.limit("button title", title, 20)


def check_list(faults: Faults, part: dict[str, Any]) -> None:
    faults.limit("body", part["body"]["text"], 4096)
    faults.limit("opening button", part["action"]["button"], 20)
    sections = part["action"]["sections"]
    rows = [row for section in sections for row in section["rows"]]
    faults.unless(1 <= len(rows) <= 10, f"{len(rows)} rows")
    faults.ids([row["id"] for row in rows], 200)
    for section in sections:
        faults.limit("section title", section["title"], 24)
    for row in rows:
        faults.limit("row title", row["title"], 24)
        if "description" in row:
            faults.limit("row description", row["description"], 72)


def check_template(faults: Faults, template: dict[str, Any]) -> None:
    faults.limit("template name", template["name"], 512)
    for component in template["components"]:
        for parameter in component["parameters"]:
            faults.limit("template parameter", parameter["text"], 1024)
            faults.unless("\n" not in parameter["text"], "line break in a parameter")


def parts_of(content_type: str, content: bytes) -> dict[str, Media]:
    """Return the fields of a multipart form."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = message_from_bytes(head + content, policy=HTTP)
    return {
        part.get_param("name", header="content-disposition"): Media(
            part.get_filename() or "",
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in form.iter_parts()
    }


def _handler_of(graph: FakeGraph) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == f"{VERSION}/{PHONE_ID}/media":
                return self._take_media(content)
            body = json.loads(content or b"{}")
            graph.tokens.add(self.headers.get("Authorization", ""))
            if self.path != f"{VERSION}/{PHONE_ID}/messages" or "status" in body:
                graph.others.append((self.command, self.path, body))
                return self._reply(200, {"success": True})
            answer = graph.answers.pop(0) if graph.answers else Answer()
            time.sleep(answer.delay)
            if answer.hang_up:
                graph.refused.append(body)
                return self.connection.shutdown(socket.SHUT_RDWR)
            if answer.code is not None:
                graph.refused.append(body)
                error = {"message": "no", "type": "OAuthException", "code": answer.code}
                return self._reply(answer.status, {"error": error})
            if answer.body is not None:
                graph.refused.append(body)
                return self._write(answer.status, answer.body)
            sent = graph.accept(body)
            return self._reply(
                200, {"messaging_product": "whatsapp", "messages": [{"id": sent.wamid}]}
            )

        def _take_media(self, content: bytes) -> None:
            answer = graph.media_answers.pop(0) if graph.media_answers else Answer()
            time.sleep(answer.delay)
            if answer.hang_up:
                return self.connection.shutdown(socket.SHUT_RDWR)
            fields = parts_of(self.headers["Content-Type"], content)
            media = fields.get("file", Media("", "", b""))
            is_complete = media.content and fields["messaging_product"].content == b"whatsapp"
            fits = media.mime_type in MEDIA_TYPES and len(media.content) <= MOST_MEDIA_BYTES
            code = answer.code if is_complete and fits else 100
            if code is not None:
                error = {"message": "no", "type": "OAuthException", "code": code}
                return self._reply(400, {"error": error})
            media_id = f"media{len(graph.media) + 1}"
            graph.media[media_id] = media
            return self._reply(200, {"id": media_id})

        def do_GET(self) -> None:
            graph.others.append((self.command, self.path, {}))
            self._reply(404, {"error": {"message": "none", "code": 100}})

        def _reply(self, status: int, content: dict[str, Any]) -> None:
            self._write(status, json.dumps(content).encode())

        def _write(self, status: int, content: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, *_: object) -> None:
            return

    return Handler
