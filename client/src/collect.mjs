// What only the list of one's ballots loads: the ballot papers of secret ballots, fetched beforehand.

import { startCollect } from './booth/collect.mjs'

for (const root of document.querySelectorAll('[data-booth="collect"]')) startCollect(root)
