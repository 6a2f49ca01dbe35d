// Any mail from its cause to its mailbox.

import { field, h, select, table } from './dom.js';
import { get, query } from './api.js';
import { clock, count, moment, purpose, words } from './words.js';

export async function show(app, main, [mail], parameters) {
  if (mail) return journey(app, main, mail);
  const to = h('input', { name: 'to', type: 'search', value: parameters.get('to') ?? '' });
  const kind = select('purpose', [['', 'any'], ...app.about.purposes.map((one) => [one, purpose(one)])], parameters.get('purpose') ?? '');
  const state = select('state', [['', 'any'], ...app.about.states.map((one) => [one, words(one)])], parameters.get('state') ?? '');
  // Those that were admitted, too.
  const node = select('node', [['', 'any'], ...(app.feed.frame?.nodes.map((one) => one.node) ?? app.about.nodes)], parameters.get('node') ?? '');
  const found = h('div', { 'aria-live': 'polite' });
  let asked = 0;
  const search = async () => {
    const own = ++asked;
    try {
      const answer = await get(query('/journeys', { to: to.value.trim(), purpose: kind.value, state: state.value, node: node.value }));
      if (own !== asked) return;
      found.replaceChildren(
        h('p', {}, `${count(answer.found)} ${answer.found === 1 ? 'mail' : 'mails'}${answer.found > answer.mails.length ? `; the newest ${answer.mails.length} are shown` : ''}`),
        table('Mails', ['Mail', 'Purpose', 'To', 'Subject', 'State', 'Accepted', 'On'], answer.mails.map((one) => [
          h('a', { href: `#/mails/${one.mail}` }, one.mail.slice(0, 8)), purpose(one.purpose), one.to, one.subject ?? '', words(one.state), one.accepted ? moment(one.accepted) : 'never',
          [...new Set(one.steps.filter((step) => step.what === 'accepted').map((step) => step.node))].join(', '),
        ])));
    } catch (refused) {
      found.replaceChildren(h('p', { class: 'wrong' }, refused.message));
    }
  };
  main.append(h('h2', {}, 'Mails'), h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); search(); } },
    field('To', to), field('Purpose', kind), field('State', state), field('On the outbox of', node), h('button', {}, 'Search')), found);
  for (const input of [kind, state, node]) input.addEventListener('change', search);
  await search();
}

async function journey(app, main, id) {
  let over = false;
  let shown = '';
  const draw = async () => {
    const mail = await get(`/journeys/${encodeURIComponent(id)}`);
    over = mail.state === 'delivered';
    // What is read is not to change under whoever reads it.
    if (shown === JSON.stringify(mail)) return;
    shown = JSON.stringify(mail);
    main.replaceChildren(
      h('p', {}, h('a', { href: '#/mails' }, 'All mails')),
      h('h2', {}, mail.subject ?? `${purpose(mail.purpose)} to ${mail.to}`),
      h('dl', {}, [['Mail', mail.mail], ['Purpose', `${purpose(mail.purpose)}: the duty of ${{ pan: 'the primary PAN', mnt: 'the active MnT', psn: 'the PSN whose portal was used' }[mail.owner]}`], ['To', mail.to], ['State', words(mail.state)], ['Copies in the mailbox', mail.copies]]
        .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
      table('What happened to it', ['When', 'What', 'Node', 'Why', 'Next try'], mail.steps.map((step) => [
        h('time', { datetime: step.at }, clock(step.at)), words(step.what), step.node, step.message ? h('a', { href: `#/tenant/mails/${step.message}` }, `message ${step.message} in the mailbox`) : step.why, step.due ? clock(step.due) : '',
      ])),
      h('p', {}, h('button', { onclick: () => draw().catch((refused) => app.tell(refused.message, true)) }, 'Look again')));
  };
  await draw();
  const again = setInterval(() => (over ? clearInterval(again) : draw().catch((refused) => { clearInterval(again); app.tell(refused.message, true); })), 1_000);
  return () => clearInterval(again);
}
