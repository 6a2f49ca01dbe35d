// The tenant's own pages: mailboxes, applications and permissions, tokens, SMTP sessions, faults.

import { dialog, field, fill, h, table } from './dom.js';
import { get, order, post, query, text } from './api.js';
import { clock, count, moment, octets, purpose, span } from './words.js';

const parts = [['mails', 'Mailboxes'], ['objects', 'Applications and permissions'], ['tokens', 'Tokens'], ['sessions', 'SMTP sessions'], ['faults', 'Faults']];

export async function show(app, main, [part = 'mails', number]) {
  const body = h('div');
  main.append(h('h2', {}, 'Tenant'), h('nav', { 'aria-label': 'Tenant' }, h('ul', { class: 'tabs' }, parts.map(([key, title]) => h('li', {}, h('a', { href: `#/tenant/${key}`, 'aria-current': key === part ? 'page' : null }, title))))), body);
  return ({ mails: number ? message : mails, objects, tokens, sessions: number ? session : sessions, faults }[part] ?? mails)(app, body, number);
}

async function mails(app, body) {
  const to = h('input', { type: 'search' });
  const list = h('div', { 'aria-live': 'polite' });
  const draw = async () => {
    try {
      const all = (await get(query('/tenant/mails', { limit: 0, recipient: to.value.trim() }))).count;
      const shown = await get(query('/tenant/mails', { after: to.value.trim() ? 0 : Math.max(0, all - 200), limit: 10_000, recipient: to.value.trim() }));
      list.replaceChildren(h('p', {}, `${count(all)} messages${shown.mails.length < all ? `; the newest ${Math.min(200, shown.mails.length)} are shown` : ''}`),
        table('Messages', ['No.', 'Received', 'To', 'Subject', 'Purpose', 'From node', 'Connection', 'Size'], shown.mails.slice(-200).reverse().map((mail) => [
          h('a', { href: `#/tenant/mails/${mail.number}` }, String(mail.number)), moment(mail.receivedAt), mail.recipients.join(', '), mail.subject, mail.purpose ? purpose(mail.purpose) : '', mail.node ?? '',
          h('a', { href: `#/tenant/sessions/${mail.connection}` }, String(mail.connection)), octets(mail.size),
        ])));
    } catch (refused) {
      list.replaceChildren(h('p', { class: 'wrong' }, refused.message));
    }
  };
  body.append(h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); draw(); } }, field('To exactly', to), h('button', {}, 'Show')), list);
  await draw();
}

async function message(app, body, number) {
  const about = (await get(query('/tenant/mails', { after: number - 1, limit: 1 }))).mails[0];
  const shown = h('div');
  const mail = await get(`/tenant/mails/${number}`).catch((refused) => ({ refused: refused.message }));
  const views = {
    Text: () => h('div', {}, mail.cut ? h('p', {}, 'This is its beginning; the source has all of it.') : null, h('pre', { tabindex: 0 }, mail.text || '(no text)')),
    // In a frame that runs nothing and reaches nothing, whatever it says.
    Html: () => h('iframe', { src: `/tenant/mails/${number}/html`, sandbox: '', title: 'The mail’s HTML, made harmless', referrerpolicy: 'no-referrer' }),
    Headers: () => table('Headers', ['Name', 'Value'], mail.headers.map((header) => [header.name, header.value])),
    Source: async () => {
      const source = await text(`/tenant/mails/${number}/source`);
      return h('div', {}, source.length > 262_144 ? h('p', {}, `The first 256 kB of ${octets(source.length)}.`) : null, h('pre', { tabindex: 0 }, source.slice(0, 262_144)),
        h('p', {}, h('a', { href: `/tenant/mails/${number}/source`, download: `message-${number}.eml` }, 'Save as a file')));
    },
  };
  const choose = async (view) => {
    try {
      shown.replaceChildren(await views[view]());
    } catch (refused) {
      shown.replaceChildren(h('p', { class: 'wrong' }, refused.message));
    }
  };
  const id = /^<([0-9a-f]{32})/.exec(about?.messageId ?? '')?.[1];
  fill(body, h('p', {}, h('a', { href: '#/tenant/mails' }, 'All messages')), h('h3', {}, about?.subject ?? `Message ${number}`),
    about ? h('p', {}, `to ${about.recipients.join(', ')}, ${moment(about.receivedAt)}, brought by ${about.node ?? 'nobody who says so'} over `, h('a', { href: `#/tenant/sessions/${about.connection}` }, `connection ${about.connection}`), '. ', id ? h('a', { href: `#/mails/${id}` }, 'Its whole journey') : null) : null,
    mail.refused ? h('p', { class: 'wrong' }, mail.refused) : [h('div', { class: 'buttons' }, ['Text', ...(mail.hasHtml ? ['Html'] : []), 'Headers', 'Source'].map((view) => h('button', { onclick: () => choose(view) }, view === 'Html' ? 'HTML' : view))), shown]);
  if (!mail.refused) await choose('Text');
}

async function objects(app, body) {
  const cmdlets = await get('/tenant/cmdlets');
  const outcome = h('div', { 'aria-live': 'polite' });
  const draw = async (name, parameters = {}) => {
    const answer = await post(`/tenant/cmdlets/${name}`, parameters);
    return tabled(cmdlets.find((one) => one.name === name).does, answer.objects);
  };
  const view = h('div');
  const redraw = async () => {
    const applications = (await post('/tenant/cmdlets/get-application', {})).objects;
    view.replaceChildren(
      await draw('get-application'), ...await Promise.all(applications.map(async (one) => tabled(`Client secrets of ${one.DisplayName}`, (await post('/tenant/cmdlets/get-application-password', { AppId: one.AppId })).objects))),
      ...await Promise.all(['get-service-principal', 'get-user', 'get-transport-config'].filter((name) => cmdlets.some((one) => one.name === name)).map((name) => draw(name))));
  };
  const run = (cmdlet) => {
    const inputs = cmdlet.parameters.map((parameter) => [parameter, parameter.choices.length ? h('select', {}, ['', ...parameter.choices].map((one) => h('option', {}, one))) : h('input', { type: parameter.kind === 'Secret' ? 'password' : 'text', required: parameter.required, autocomplete: 'off', spellcheck: 'false' })]);
    const box = dialog(cmdlet.name, h('p', {}, `${cmdlet.does} Microsoft’s: ${cmdlet.realName}.`), h('form', { onsubmit: async (event) => {
      event.preventDefault();
      try {
        const answer = await post(`/tenant/cmdlets/${cmdlet.name}`, Object.fromEntries(inputs.map(([parameter, input]) => [parameter.name, input.value]).filter(([, value]) => value)));
        outcome.replaceChildren(answer.objects.length ? tabled(cmdlet.name, answer.objects) : h('p', { class: 'right' }, `${cmdlet.name}: done`));
        box.close();
        await redraw();
      } catch (refused) {
        app.tell(refused.message, true);
      }
    } }, inputs.map(([parameter, input]) => field(parameter.name + (parameter.required ? '' : ' (may be left out)'), input, parameter.does)), h('button', {}, 'Run')));
  };
  body.append(outcome, view, h('h3', {}, 'Cmdlets'), h('ul', { class: 'cmdlets' }, cmdlets.map((cmdlet) => h('li', {}, h('button', { onclick: () => run(cmdlet) }, cmdlet.name), ' ', cmdlet.does))));
  await redraw();
}

async function tokens(app, body) {
  const log = await get(query('/tenant/tokens', { limit: 500 }));
  body.append(table('Requests for tokens', ['No.', 'When', 'Client', 'Outcome', 'Why'], log.tokens.slice().reverse().map((one) => [
    String(one.number), moment(one.at), one.client ?? 'unknown', one.outcome, one.outcome === 'issued' ? `for ${one.audience}, ${span(one.lifetimeSeconds)} long` : [one.aadsts ? `AADSTS${one.aadsts}: ` : '', one.text ?? one.fault ?? ''],
  ])));
}

async function sessions(app, body) {
  const log = await get(query('/tenant/sessions', { limit: 200 }));
  body.append(table('SMTP sessions', ['Connection', 'Began', 'Ended', 'Mailbox', 'From node', 'TLS', 'Messages'], log.sessions.slice().reverse().map((one) => [
    h('a', { href: `#/tenant/sessions/${one.number}` }, String(one.number)), moment(one.began), one.ended ? moment(one.ended) : 'open', one.mailbox ?? '', one.node ?? '', one.tls ? 'yes' : 'no', String(one.accepted),
  ])));
}

async function session(app, body, number) {
  const one = await get(`/tenant/sessions/${number}`);
  body.append(h('p', {}, h('a', { href: '#/tenant/sessions' }, 'All sessions')), h('h3', {}, `Connection ${number}${one.mailbox ? ` as ${one.mailbox}` : ''}`),
    h('ol', { class: 'transcript', tabindex: 0, 'aria-label': 'What was said' }, one.lines.map((line) => h('li', { 'data-from': line.direction }, h('time', { datetime: line.at }, clock(line.at)), ` ${{ client: 'C: ', server: 'S: ' }[line.direction] ?? ''}`, h('code', {}, line.text)))));
}

async function faults(app, body) {
  // Whoever takes orders keeps them as lines of a scenario.
  const remove = async (name) => {
    try {
      // What was not ordered here is no line of that scenario, and is removed all the same.
      if (app.about.takesOrders && await order('actions', { removeFault: name }).catch(() => null)) return;
      await post(`/tenant/faults/${encodeURIComponent(name)}/remove`);
    } catch (refused) {
      app.tell(refused.message, true);
    }
  };
  const draw = async () => {
    const { faults: all } = await get('/tenant/faults');
    body.replaceChildren(table('Faults', ['Name', 'What', 'Met', 'Struck', 'Ends', 'Do'], all.map((one) => [
      one.fault.name, one.line, String(one.met), String(one.struck), one.ends ? moment(one.ends) : 'when it is removed',
      h('button', { onclick: async () => { await remove(one.fault.name); await draw(); } }, 'Remove'),
    ])), h('p', {}, 'Faults are added on the page of the deployment.'));
  };
  await draw();
  let shown = app.feed.frame?.faults.join();
  return app.feed.listen((feed) => {
    if (feed.frame?.faults.join() === shown) return;
    shown = feed.frame?.faults.join();
    draw().catch((refused) => app.tell(refused.message, true));
  });
}

function tabled(caption, objects) {
  const heads = objects.length ? Object.keys(objects[0]) : ['Nothing'];
  return table(caption, heads, objects.map((one) => heads.map((head) => { const value = one[head]; return Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value); })));
}
