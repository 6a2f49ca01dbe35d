// ISE's Alarm Settings, and alarms by hand.

import { field, h, select, table } from './dom.js';
import { get, post } from './api.js';
import { moment } from './words.js';

export async function show(app, main) {
  const alarms = await get('/alarms');
  const list = h('div');
  const wanted = h('input', { type: 'search' });
  const name = select('name', alarms.map((alarm) => alarm.name), alarms[0]?.name);
  const node = select('node', [['', 'the first PAN'], ...app.about.nodes]);
  const details = h('input', { name: 'details' });

  function draw(all) {
    const text = wanted.value.trim().toLowerCase();
    list.replaceChildren(table('Alarm Settings', ['Alarm', 'Category', 'Severity', 'Enabled', 'Recipients', 'Repeats are suppressed for', 'Raised'],
      all.filter((alarm) => !text || `${alarm.name} ${alarm.category} ${alarm.severity}`.toLowerCase().includes(text)).map((alarm) => [
        alarm.name, alarm.category, alarm.severity, alarm.enabled ? 'yes' : 'no', alarm.recipients.join(', ') || 'nobody', alarm.suppress ?? 'not',
        alarm.raised === null ? 'no active MnT answers' : alarm.raised.map((one) => h('p', {}, `${one.node}: ${one.cleared ? 'cleared, ' : ''}${one.mailedAt ? `mailed ${moment(one.mailedAt)}` : 'not mailed'}${one.suppressed ? `, ${one.suppressed} repeats since` : ''}`)),
      ])));
  }

  let now = alarms;
  wanted.addEventListener('input', () => draw(now));
  main.append(h('h2', {}, 'Alarms'),
    h('form', { class: 'row', onsubmit: async (event) => {
      event.preventDefault();
      try {
        const outcome = await post('/alarms', { name: name.value, ...(node.value ? { node: node.value } : {}), ...(details.value.trim() ? { details: details.value.trim() } : {}) });
        app.tell(outcome.notMailed ? `raised; nobody is told: ${outcome.notMailed}` : outcome.suppressed ? 'raised; it is a repeat and was only counted' : `raised; ${outcome.mails.length} ${outcome.mails.length === 1 ? 'mail tells' : 'mails tell'} of it`);
        now = await get('/alarms');
        draw(now);
      } catch (refused) {
        app.tell(refused.message, true);
      }
    } }, field('Alarm', name), field('About', node), field('Details', details, 'left empty: what the catalogue says'), h('button', {}, 'Raise it')),
    field('Show those with', wanted), list);
  draw(now);
}
