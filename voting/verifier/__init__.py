"""Anyone re-checks a record: `python -m voting.verifier RECORD.zip`, or the same as one file, voting-verify.pyz."""

from voting.verifier.trust import Trust, read_trust
from voting.verifier.verify import Verdict, verify

__all__ = ["Trust", "Verdict", "read_trust", "verify"]
