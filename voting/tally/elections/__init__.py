"""Elections: pure counting rules, each in a file with its text beside the code, in integers, with whole transcripts.

`count_election(rule, election, lots, guarantees)` counts; `document(count)` is its transcript (FORMAT.md);
`feasible` and `relax` answer before voting opens; `read_blt`, `write_blt`, `read_con`, `stage_sheet` exchange.
"""

from voting.tally.elections.blt import read_blt
from voting.tally.elections.blt_write import write_blt
from voting.tally.elections.con import read_con, write_con
from voting.tally.elections.count import APPROVAL_RULES, GUARANTEED, RULES, count_election, own_seed
from voting.tally.elections.election import Election, with_seats
from voting.tally.elections.guarantees import Category, Clash, Group, Guarantees
from voting.tally.elections.lots import Drawn, Lots, Seed
from voting.tally.elections.oracle import Oracle, feasible
from voting.tally.elections.relaxation import Relaxed, relax
from voting.tally.elections.stage_sheet import stage_sheet
from voting.tally.elections.transcript import Count, Stage, document

__all__ = [
    "APPROVAL_RULES", "GUARANTEED", "RULES", "Category", "Clash", "Count", "Drawn", "Election", "Group", "Guarantees",
    "Lots", "Oracle", "Relaxed", "Seed", "Stage", "count_election", "document", "feasible", "own_seed", "read_blt",
    "read_con", "relax", "stage_sheet", "with_seats", "write_blt",
    "write_con",
]
