// What only the pages of secret ballots load: votes, checks of a vote and of the urn. Everything secret happens in here.

import { startCheck } from './booth/check.mjs'
import { startCollect } from './booth/collect.mjs'
import { startVote } from './booth/screens.mjs'
import { startUrn } from './booth/urn.mjs'

const STARTS = { check: startCheck, collect: startCollect, urn: startUrn, vote: startVote }

for (const root of document.querySelectorAll('[data-booth]')) STARTS[root.dataset.booth]?.(root)
