"""The forms of pages, as a browser fills them: where each is sent, and a value for each field that would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

WORDS = ("text", "search", "textarea", "email", "tel", "url", "password")
"""Kinds of fields into which one may write anything."""
FITTING = {"date": "2027-02-01", "datetime-local": "2027-01-20T12:00", "number": "1", "email": "somebody@example.org",
           "checkbox": "yes", "file": ""}


@dataclass
class Form:
    """One form: what it sends by itself, and of which kind each field is."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The fields into which words are written, not numbers and addresses."""
        return [name for name, kind in self.kinds.items()
                if kind in WORDS and kind != "email" and not self.fields[name].isdigit()]

    @property
    def files(self) -> list[str]:
        """The fields that take a file."""
        return [name for name, kind in self.kinds.items() if kind == "file"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = Form(of.get("action", "")) if of.get("method", "get").lower() == "post" else None
            self.forms += [self._open] if self._open else []
        elif self._open is None:
            return
        elif tag == "option" and self._select:
            if not self._open.fields.get(self._select) or "selected" in of:
                self._open.fields[self._select] = of.get("value", "")
        elif tag in ("input", "textarea", "select", "button") and of.get("name") not in (None, "", "csrf_token"):
            self._field(tag, of)

    def _field(self, tag: str, of: dict[str, str]) -> None:
        name, kind = of["name"], tag if tag != "input" else of.get("type", "text")
        self._select = name if tag == "select" else ""
        if name in self._open.fields and kind in ("radio", "checkbox", "button", "submit"):
            return
        self._open.kinds[name] = kind
        self._open.fields[name] = of.get("value") or FITTING.get(kind, "Some words" if kind in WORDS else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""


def forms_of(page: str) -> list[Form]:
    """Every form of a page that is sent with POST."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
