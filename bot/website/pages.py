"""The files of the widget: its script, and a demo page that embeds it as the website would."""

import hashlib
from functools import lru_cache
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

WIDGET = Path(__file__).resolve().parents[1] / "widget"
BUNDLE = WIDGET / "dist" / "widget.js"
DEMO = WIDGET / "demo"
BUNDLE_HEADERS = {
    # An hour, for the address stays the same in a new version; after that it is asked by its tag.
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",  # for `integrity` on the script tag
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
DEMO_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
OTHER_TYPE = "image/svg+xml"


def add_pages(blueprint: Blueprint) -> None:
    """Add the routes of the files."""

    @blueprint.get("/widget.js")
    async def bundle(request: Request) -> HTTPResponse:
        content, tag = _bundle()
        headers = {**BUNDLE_HEADERS, "ETag": tag}
        # A proxy that compresses makes the tag weak.
        if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
            return HTTPResponse(status=304, headers=headers)
        return response.raw(content, headers=headers, content_type="text/javascript; charset=utf-8")

    @blueprint.get("/demo")
    async def demo(_request: Request) -> HTTPResponse:
        return _demo_file("index.html")

    @blueprint.get("/demo/<name:[a-z.-]+>")
    async def demo_file(_request: Request, name: str) -> HTTPResponse:
        return _demo_file(name)


@lru_cache(maxsize=1)
def _bundle() -> tuple[bytes, str]:
    content = BUNDLE.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def _demo_file(name: str) -> HTTPResponse:
    """Return a file of the demo page; only those that are there."""
    files = {path.name: path for path in DEMO.iterdir()}
    if name not in files:
        return response.text("Not found", status=404)
    kind = TYPES.get(files[name].suffix, OTHER_TYPE)
    return response.raw(
        files[name].read_bytes(), content_type=f"{kind}; charset=utf-8", headers=DEMO_HEADERS
    )
