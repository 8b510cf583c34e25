// What pages load on which a passkey is asked for.

import { askPasskeys } from './parts/passkey_forms.mjs'

askPasskeys(document)
