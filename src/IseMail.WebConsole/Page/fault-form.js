// What can go wrong in the tenant on purpose.

import { field, h, select } from './dom.js';

let made = 0;

/** A form that makes a fault, as it stands under "faults" in a scenario file, and hands it to `add`. */
export function faultForm(choices, add) {
  const point = select('where', choices.points, 'mail');
  const effect = select('what', [...choices.measures, ...choices.effects], 'reply');
  const how = h('input', { name: 'how', list: 'replies', spellcheck: 'false' });
  const within = h('input', { name: 'for', type: 'number', min: 0, max: 86_400, value: 60 });
  return h('details', {}, h('summary', {}, 'Let something go wrong in the tenant'), h('form', {
    onsubmit: (event) => {
      event.preventDefault();
      add({
        name: `by-hand-${Date.now().toString(36)}-${++made}`, where: point.value,
        ...(choices.effects.includes(effect.value) ? { what: effect.value } : { [effect.value]: how.value.trim() }),
        ...(Number(within.value) ? { for: `${Number(within.value)}s` } : {}),
      });
    },
  }, field('Where', point), field('What', effect), field('Which, or how much', how, 'the reply or its name; 10s of a delay; a status; an AADSTS code'),
  h('datalist', { id: 'replies' }, choices.replies.map((one) => h('option', {}, one))), field('For how many seconds', within, '0: until it is removed'), h('button', { class: 'harsh' }, 'Let it go wrong')));
}
