// The forms of an election on the style page: they work there as on a ballot paper, and lead nowhere.

import { formOf } from './ballot/form.mjs'

for (const example of document.querySelectorAll('[data-example]')) formOf(example)
