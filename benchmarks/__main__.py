"""`make bench`: casting against a bare Flask endpoint, verifying against the bare signatures."""

from __future__ import annotations

from benchmarks import casting, verifying

for measure in (casting, verifying):
    print(f"\n{measure.__doc__.splitlines()[0]}")
    for line in measure.run():
        print("  " + line)
