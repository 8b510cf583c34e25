// What only a teller's page of keys loads.

import { startTeller } from './booth/teller.mjs'

for (const root of document.querySelectorAll('[data-booth=teller]')) startTeller(root)
