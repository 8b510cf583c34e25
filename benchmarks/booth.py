"""What a secret vote costs a browser: milliseconds of work on a CPU slowed six times, bytes of bundle and vote.

Chromium runs the very bundle; its processor is slowed by the DevTools protocol. Work is what keeps the page from
answering: from "Continue" to the sealed vote, the register's answer at hand at once.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parents[1]
DIST = HERE / "voting" / "web" / "static" / "dist"
SLOWER, ROUNDS = 6, 15
ENTRY = """
import { begin, finish } from '%(src)s/secret/credential.mjs'
import { makeCast, padded } from '%(src)s/secret/cast.mjs'
import { groundOf } from '%(src)s/secret/paper.mjs'
import { unb64u, b64u } from '%(src)s/secret/bytes.mjs'
window.work = async (paper, sign) => {
  const ground = await groundOf(new TextEncoder().encode(paper))
  const clock = () => performance.now()
  const t0 = clock()
  const made = await begin(ground)
  const t1 = clock()
  const signed = []
  for (const part of made.parts) signed.push(await sign(part.blinded))
  const t2 = clock()
  const credentials = await finish(ground, made, signed)
  const t3 = clock()
  const cast = await makeCast(ground, made, credentials, 1, { q1: ['yes'] })
  const t4 = clock()
  return { begin: t1 - t0, finish: t3 - t2, seal: t4 - t3, bytes: padded(ground, cast.leaf).length }
}
"""


def run() -> list[str]:
    """Lines for the terminal."""
    bundle = next(DIST.glob("booth-*.js")).read_bytes()
    rounds = measured()
    middle = {name: sorted(one[name] for one in rounds)[len(rounds) // 2] for name in ("begin", "finish", "seal")}
    worst = max(one["finish"] + one["seal"] for one in rounds)
    return [
        f"processor slowed {SLOWER} times, median of {len(rounds)}: credential {middle['begin']:.0f} ms (while the "
        f"options are read), finished {middle['finish']:.0f} ms, vote sealed {middle['seal']:.0f} ms",
        f"work at Check: {middle['finish'] + middle['seal']:.0f} ms, worst {worst:.0f} ms (limit 500 ms)",
        f"bundle {len(bundle):,} bytes, {len(gzip.compress(bundle, 9)):,} compressed (limit 40,000)",
        f"a vote on its way: {rounds[0]['bytes']:,} bytes, whatever it says"]


def measured() -> list[dict[str, float]]:
    """Milliseconds of each round in a slowed Chromium."""
    from voting.evidence import b64u, decode, encode, unb64u
    from voting.services.blind_sign import IssuerSecret

    issuer = IssuerSecret.generate()
    paper = decode(json.loads((HERE / "tests" / "vectors" / "secret.json").read_text())["paper"]["bytes"].encode())
    paper["secret"]["issuers"][0]["key"] = issuer.public.b64u
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = _bundled(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium") or None, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("http://localhost/", lambda route: route.fulfill(body="<p>work</p>", content_type="text/html"))
        page.goto("http://localhost/")
        page.expose_function("signBlinded", lambda blinded: b64u(issuer.sign_blinded(unb64u(blinded))))
        page.add_script_tag(content=script)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        found = [page.evaluate("paper => work(paper, signBlinded)", encode(paper).decode()) for _ in range(ROUNDS)]
        browser.close()
    return found


def _bundled(folder: Path) -> str:
    """The measured modules as one script."""
    entry = folder / "work.mjs"
    entry.write_text(ENTRY % {"src": HERE / "client" / "src"})
    command = [str(HERE / "client" / "node_modules" / ".bin" / "esbuild"), str(entry), "--bundle", "--minify",
               "--format=iife", f"--outfile={folder / 'work.js'}", "--log-level=error"]
    subprocess.run(command, check=True, timeout=60, cwd=HERE / "client",
                   env={"PATH": "/usr/bin:/bin:/usr/local/bin", "NODE_PATH": str(HERE / "client" / "node_modules")})
    return (folder / "work.js").read_text()
