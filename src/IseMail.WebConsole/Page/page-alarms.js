// ISE's Alarm Settings, and alarms by hand.

import { dialog, field, h, mark, select, table } from './dom.js';
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
    list.replaceChildren(table('Alarm Settings', ['Alarm', 'Category', 'Severity', 'Enabled', 'Recipients', 'Repeats are suppressed for', 'Raised', 'Set'],
      all.filter((alarm) => !text || `${alarm.name} ${alarm.category} ${alarm.severity}`.toLowerCase().includes(text)).map((alarm) => [
        alarm.name, alarm.category, alarm.severity, alarm.enabled ? 'yes' : 'no', alarm.recipients.join(', ') || 'nobody', alarm.suppress ?? 'not',
        alarm.raised === null ? 'no active MnT answers' : alarm.raised.map((one) => h('p', {}, `${one.node}: ${one.cleared ? 'cleared, ' : ''}${one.mailedAt ? `mailed ${moment(one.mailedAt)}` : 'not mailed'}${one.suppressed ? `, ${one.suppressed} repeats since` : ''}`)),
        [h('button', { 'aria-label': `Set … ${alarm.name}`, onclick: () => set(alarm) }, 'Set …'), alarm.own.changed ? ' changed here' : null],
      ])));
  }

  /** What is set for one alarm, in a dialog. */
  function set(alarm) {
    const { own } = alarm;
    const enabled = h('input', { type: 'checkbox', checked: alarm.enabled });
    const severity = select('severity', [['default', 'as the catalogue has it'], 'Critical', 'Warning', 'Info'], own.severity ?? 'default');
    const recipients = h('input', { value: own.recipients.join(', '), autocomplete: 'off' });
    const note = h('textarea', { rows: 3, maxlength: 1000 }, own.note);
    const suppress = h('input', { value: own.suppress ?? '', autocomplete: 'off' });
    const said = h('p', { class: 'wrong', role: 'alert' });
    const inputs = { severity, recipients, note, suppress };

    async function save(request) {
      for (const input of Object.values(inputs)) mark(input, 'aria-invalid', null);
      said.textContent = '';
      try {
        now = await post('/alarms/settings', { name: alarm.name, ...request });
        draw(now);
        open.close();
        app.tell(`${alarm.name}: saved.`);
      } catch (refused) {
        for (const problem of refused.problems ?? []) if (inputs[problem.field]) mark(inputs[problem.field], 'aria-invalid', 'true');
        said.textContent = refused.message;
      }
    }

    const open = dialog(alarm.name, h('form', { onsubmit: (event) => {
      event.preventDefault();
      save({
        enabled: enabled.checked, severity: severity.value, recipients: recipients.value.split(/[,;\s]+/).filter(Boolean), note: note.value, suppress: suppress.value.trim() || 'default',
      });
    } },
    field('Enabled', enabled), field('Severity', severity), field('E-mail addresses', recipients, 'told of it beside the administrators that are marked for alarms'),
    field('Note', note, 'stands in its mails'), field('Repeats are suppressed for', suppress, 'such as 1h; none: each is mailed; left empty: as for all alarms'), said,
    h('div', { class: 'buttons' }, h('button', {}, 'Save'), own.changed ? h('button', { type: 'button', onclick: () => save({ reset: true }) }, 'As in the topology file') : null)));
  }

  let now = alarms;
  wanted.addEventListener('input', () => draw(now));
  const sender = await get('/alarms/from');
  const from = h('input', { type: 'email', required: true, value: sender.address });
  main.append(h('h2', {}, 'Alarms'),
    h('form', { class: 'row', onsubmit: async (event) => {
      event.preventDefault();
      try {
        from.value = (await post('/alarms/from', { address: from.value.trim() })).address;
        app.tell(`Alarms come from ${from.value}.`);
      } catch (refused) {
        app.tell(refused.message, true);
      }
    } }, field('Sender e-mail', from), h('button', {}, 'Save')),
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
