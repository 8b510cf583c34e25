"""Anyone re-checks a record: `python -m voting.verifier RECORD.zip`, or the same as one file, voting-verify.pyz."""

from voting.verifier.trust import Trust, read_trust
from voting.verifier.verify import STEPS, Verdict, verify, verify_in_steps

__all__ = ["STEPS", "Trust", "Verdict", "read_trust", "verify", "verify_in_steps"]
