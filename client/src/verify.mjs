// What only the pages load on which a voter checks: a vote on another device, a receipt in the urn.

import { startCheck } from './booth/check.mjs'
import { startUrn } from './booth/urn.mjs'

const STARTS = { check: startCheck, urn: startUrn }

for (const root of document.querySelectorAll('[data-booth]')) STARTS[root.dataset.booth]?.(root)
