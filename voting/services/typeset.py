"""Set minutes as PDF/A-3a and PDF/UA-1 with Typst, an optional part of the installation (extra `minutes`).

The form is a file of ours; what is set comes as data, so that no name or reason is ever read as an instruction. The
same data give the same bytes. A sign for which no font is installed is refused: it would not come out on paper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from voting.errors import UnavailableError
from voting.sentences import N_

STANDARDS = ("a-3a",)


def typeset(form: Path, document: Mapping[str, object]) -> bytes:
    """The PDF of `document` in the given form; `UnavailableError` if Typst or a font is missing."""
    try:
        import typst
    except ImportError as fault:
        raise UnavailableError(N_("This installation cannot set minutes: its part for PDF is not installed."),
                               next=N_("Run: pip install 'scrutin[minutes]'")) from fault
    try:
        return typst.compile(str(form), root=str(form.parent), format="pdf", pdf_standards=list(STANDARDS),
                             sys_inputs={"data": json.dumps(document, ensure_ascii=False)})
    except typst.TypstError as fault:
        raise UnavailableError(
            N_("The minutes could not be set: %(fault)s", fault=str(fault).splitlines()[0][:200]),
            kept=N_("The result and its record are untouched."),
            next=N_("If a name needs another script, install fonts for it, such as fonts-noto-core and fonts-noto-cjk.")
        ) from fault
