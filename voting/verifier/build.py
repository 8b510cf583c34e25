"""python -m voting.verifier.build OUT.pyz: the verifier as one file that needs Python and `cryptography` only.

Takes only the pure rooms that the verifier stands on. The same sources give the same bytes: names sorted, dates fixed,
nothing compressed. Refuses to follow the service's own imports: what is not in `ROOMS` is not in the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from voting.evidence import sha256_hex
from voting.record.archive import pack

ROOMS = ("evidence", "statutes", "ballots", "tally", "record", "verifier")
BASEMENT = ("__init__.py", "sentences.py", "errors.py")
_START = b"#!/usr/bin/env python3\n"
# Where other processes start by reading this file again, they must not begin another verification.
_MAIN = b"""import sys

from voting.verifier.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
"""


def build() -> bytes:
    """The bytes of voting-verify.pyz, made from the sources that are running."""
    house = Path(__file__).resolve().parent.parent
    files = {f"voting/{name}": house.joinpath(name).read_bytes() for name in BASEMENT}
    for room in ROOMS:
        for path in sorted(house.joinpath(room).rglob("*.py")):
            files[path.relative_to(house.parent).as_posix()] = path.read_bytes()
    return _START + pack({**files, "__main__.py": _MAIN})


def main(arguments: list[str]) -> int:
    """Write the file that is named, and print its SHA-256 for whoever publishes it."""
    if len(arguments) != 1:
        print("Say where to write it: python -m voting.verifier.build voting-verify.pyz", file=sys.stderr)
        return 2
    Path(arguments[0]).parent.mkdir(parents=True, exist_ok=True)
    made = build()
    Path(arguments[0]).write_bytes(made)
    print(f"{sha256_hex(made)}  {arguments[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
