"""Whatever stands behind the ? of an address, a page answers: no query names another page or breaks one."""

from __future__ import annotations

import re

from tests.site import Site

ODD = "endpoint=public.home&_external=1&_scheme=ftp&_anchor=x&_method=POST&self=1&values=2&lang=fr"


def test_no_query_breaks_a_page_or_leads_elsewhere(site: Site) -> None:
    rules = [rule for rule in site.app.url_map.iter_rules() if "GET" in rule.methods]
    asked = 0
    for who in ("chair", "coordinator"):
        visitor = site.signed_in(who)
        for rule in rules:
            if rule.endpoint in ("session.leave", "session.become", "static"):
                continue
            path = re.sub(r"<(?:\w+:)?(\w+)>", "x0", rule.rule)
            answer = visitor.get(f"{path}?{ODD}&{'&'.join(f'{name}=y1' for name in sorted(rule.arguments))}")
            assert answer.status_code < 500, (rule.endpoint, answer.status_code)
            assert not answer.location or answer.location.startswith("/"), (rule.endpoint, answer.location)
            asked += bool(answer.location and "lang=fr" in answer.location)
    assert asked > 15, "the language goes along"
