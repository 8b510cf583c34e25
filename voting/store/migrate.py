"""The register's tables as the code declares them, all of them imported here, and their migrations."""

from __future__ import annotations

from pathlib import Path

import voting.store.access
import voting.store.applications
import voting.store.countersignatures
import voting.store.cycle
import voting.store.documents
import voting.store.duties
import voting.store.limits
import voting.store.log
import voting.store.meetings
import voting.store.minutes
import voting.store.outbox
import voting.store.passkeys
import voting.store.representations
import voting.store.requisitions
import voting.store.roll_passkeys
import voting.store.secret
import voting.store.tables  # noqa: F401 - these modules declare the tables
from voting.store.database import Base
from voting.store.schema import Schema

REGISTER = Schema(Path(__file__).with_name("migrations"), Base.metadata, 7_283_118)
