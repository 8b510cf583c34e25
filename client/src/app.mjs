// What every page loads. Pages work without it; it makes sending safe on a bad line and figures current.

import { guardCasts } from './parts/cast.mjs'
import { fillFromFragment } from './parts/code.mjs'
import { followTurnout } from './parts/turnout.mjs'

guardCasts(document)
fillFromFragment(document)
followTurnout(document)
