"""`make bench`: casting against a bare Flask endpoint, verifying against the bare signatures, counting elections."""

from __future__ import annotations

from benchmarks import booth, casting, counting, secret_casting, verifying, verifying_secret

for measure in (counting, casting, secret_casting, verifying, verifying_secret, booth):
    print(f"\n{measure.__doc__.splitlines()[0]}")
    for line in measure.run():
        print("  " + line, flush=True)
