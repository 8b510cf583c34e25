"""`make bench`: casting against a bare Flask endpoint, verifying against the bare signatures."""

from __future__ import annotations

from benchmarks import booth, casting, secret_casting, verifying, verifying_secret

for measure in (casting, secret_casting, verifying, verifying_secret, booth):
    print(f"\n{measure.__doc__.splitlines()[0]}")
    for line in measure.run():
        print("  " + line)
