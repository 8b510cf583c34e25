// What only the page of a secret ballot loads: the vote itself. Everything secret happens in here.

import { startVote } from './booth/screens.mjs'

for (const root of document.querySelectorAll('[data-booth="vote"]')) startVote(root)
