// ISE's SMTP Server page: test, then save.

import { field, fill, h, mark, say, select, table } from './dom.js';
import { get, post, seal } from './api.js';
import { moment } from './words.js';

const typed = [
  ['host', 'SMTP Server'], ['port', 'SMTP Port'], ['connectionTimeout', 'Connection Timeout (seconds)'], ['encryption', 'Encryption settings', [['tls', 'Use TLS/SSL Encryption'], ['none', 'none']]],
  ['authentication', 'Authentication settings', [['oauth', 'Exchange Online with OAuth 2.0'], ['password', 'Password'], ['none', 'none']]], ['mailbox', 'Exchange Online mailbox'], ['clientId', 'Client ID'],
  ['tenantId', 'Tenant ID'], ['secretExpires', 'Client secret expires'], ['userName', 'User name'],
];

const only = { mailbox: ['oauth'], clientId: ['oauth'], tenantId: ['oauth'], secretExpires: ['oauth'], userName: ['password'] };

export async function show(app, main) {
  let settings = await get('/settings');
  const inputs = new Map(typed.map(([key, , choices]) => [key, choices ? select(key, choices, settings.fields[key]) : h('input', { name: key, value: settings.fields[key] ?? '', autocomplete: 'off', spellcheck: 'false' })]));
  const secret = h('input', { type: 'password', name: 'secret', autocomplete: 'new-password' });
  const from = select('from', [['', 'the primary PAN, as ISE does'], ...app.about.nodes, ['*', 'every node']]);
  const said = h('div', { class: 'test', role: 'status', 'aria-live': 'polite' });
  const standing = h('p');
  const versions = h('div');
  const save = h('button', { type: 'button', disabled: true, onclick: () => act(async () => stand(await post('/settings/save', { fields: {} })), 'Saved.') }, 'Save');
  const endpoint = h('output');
  const shownFields = new Map();

  function stand(now) {
    settings = now;
    say(standing, now.whyNotConfigured ? `No mail can leave: ${now.whyNotConfigured}` : `Version ${now.version}${now.savedAt ? ` of ${moment(now.savedAt)}` : ''}: ${now.cause}. Kept by ${now.keeper}.`);
    say(endpoint, now.tokenEndpoint ?? '');
    for (const [key, input] of inputs) input.value = now.fields[key] ?? (input.tagName === 'SELECT' ? input.options[0].value : '');
    secret.value = '';
    secret.placeholder = now.secret ?? 'none';
    mark(save, 'disabled', true);
    fill(versions,
      table('Which node has which version', ['Node', 'Version'], Object.entries(now.nodes).map(([node, version]) => [node, version])),
      table('Trusted certificates', ['Name', 'Subject', 'Until', 'Trusted for'], now.trusted.map((one) => [one.name, one.subject, moment(one.notAfter), one.trustedFor.join(', ')])),
      h('p', {}, `Proxy: ${now.proxy}`),
      Object.keys(now.networks).length ? table('What differs at a node', ['Node', 'What'], Object.entries(now.networks)) : null);
    fit();
  }

  function fit() {
    for (const [key, kinds] of Object.entries(only)) mark(shownFields.get(key), 'hidden', !kinds.includes(inputs.get('authentication').value));
    mark(shownFields.get('secret'), 'hidden', inputs.get('authentication').value === 'none');
  }

  async function filled() {
    const fields = {};
    for (const [key, input] of inputs) if (input.value.trim() !== (settings.fields[key] ?? '') && !(only[key] && !only[key].includes(inputs.get('authentication').value))) fields[key] = input.value.trim();
    return { fields, ...(secret.value ? { secret: await seal(secret.value) } : {}), ...(from.value ? { from: from.value } : {}) };
  }

  async function act(what, then) {
    try {
      await what();
      if (then) app.tell(then);
    } catch (refused) {
      for (const [, input] of inputs) mark(input, 'aria-invalid', null);
      for (const problem of refused.problems ?? []) if (inputs.has(problem.field)) mark(inputs.get(problem.field), 'aria-invalid', 'true');
      app.tell(refused.message, true);
    }
  }

  const test = () => act(async () => {
    for (const [, input] of inputs) mark(input, 'aria-invalid', null);
    mark(save, 'disabled', true);
    said.replaceChildren(h('p', {}, 'Testing …'));
    let tests;
    try {
      // From what is saved on, and not from what was tested before: what is tested is what is shown.
      settings = await post('/settings/reset');
      tests = await post('/settings/test', await filled());
    } catch (refused) {
      said.replaceChildren();
      throw refused;
    }
    said.replaceChildren(...tests.map((one) => h('article', { class: one.succeeded ? 'right' : 'wrong' },
      h('h3', {}, one.message), h('p', {}, `from ${one.node}, after ${one.milliseconds} ms`),
      h('ol', { class: 'stages' }, one.stages.map((stage) => h('li', { 'data-state': stage.state }, `${stage.party}: ${stage.stage} ${{ passed: '✔', failed: '✘ failed', notReached: '– not reached' }[stage.state]}`))),
      one.reason ? h('p', {}, 'guest.log: ', h('code', {}, one.reason)) : null, one.notes.map((note) => h('p', {}, note)))));
    // Only the PAN's own test opens the way to saving.
    mark(save, 'disabled', !(from.value === '' && tests.length === 1 && tests[0].succeeded));
  });

  const form = h('form', { class: 'ise', onsubmit: (event) => { event.preventDefault(); test(); } });
  for (const [key, title] of typed) {
    const own = field(title, inputs.get(key));
    shownFields.set(key, own);
    form.append(own);
    if (key === 'tenantId') {
      const secretField = field('Client Secret', secret, 'left empty: as it is');
      shownFields.set('secret', secretField);
      form.append(secretField, h('div', { class: 'field' }, h('span', {}, 'Token endpoint'), endpoint));
    }
  }
  form.append(field('Test from', from), h('div', { class: 'buttons' },
    h('button', {}, 'Test Connection'), save,
    h('button', { type: 'button', onclick: () => act(async () => stand(await post('/settings/reset')), 'What was typed is forgotten.') }, 'Reset'),
    h('button', { type: 'button', onclick: () => act(async () => diagnosed(await get('/diagnosis'))) }, 'Why does mail not leave?')));
  form.addEventListener('input', (event) => {
    if (event.target !== from) mark(save, 'disabled', true);
    fit();
  });

  function diagnosed(found) {
    said.replaceChildren(found.findings.length ? h('ol', {}, found.findings.map((one) => h('li', {}, h('strong', {}, `${one.cause} (${one.certainty}): `), one.what, one.evidence.map((evidence) => h('p', {}, `seen: ${evidence}`)), h('p', {}, `mend: ${one.mend}`)))) : h('p', {}, 'Nothing wrong was found.'),
      h('p', {}, `looked at: ${found.looked.join('; ')}`));
  }

  main.append(h('h2', {}, 'SMTP Server'), standing, h('div', { class: 'two' }, form, said), versions);
  stand(settings);
}
