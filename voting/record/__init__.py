"""What a stranger needs: one declared motion as a zip, written and read. Pure; `FORMAT.md` beside this says it all."""

from voting.record.archive import pack, unpack
from voting.record.contents import LoggedLeaf, RecordContents, StageContents
from voting.record.faults import CODES, Failure, RecordFault
from voting.record.write import public_copy, write_record

__all__ = ["CODES", "Failure", "LoggedLeaf", "RecordContents", "RecordFault", "StageContents", "pack", "public_copy",
           "unpack", "write_record"]
