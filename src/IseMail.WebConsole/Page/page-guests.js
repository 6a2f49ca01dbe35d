// The sponsor portal, the self-registration portal, and the test mail: small pages that make real notices.

import { field, h, select, table } from './dom.js';
import { get, post, seal } from './api.js';
import { moment, words } from './words.js';

export async function show(app, main) {
  const portals = app.feed.frame?.nodes.filter((node) => node.personas.includes('psn')).map((node) => node.node) ?? app.about.nodes;
  const portal = () => select('portal', [['', 'the first'], ...portals]);
  const list = h('div');
  const served = (answer) => app.tell(`${answer.userNames.join(', ') || 'done'}: ${answer.mails.length} ${answer.mails.length === 1 ? 'mail' : 'mails'} from ${answer.node}`);

  async function draw() {
    const guests = await get('/guests');
    list.replaceChildren(table(`Guests (${guests.length})`, ['User name', 'Name', 'E-mail', 'State', 'Type', 'Sponsor', 'Until', 'Do'], guests.slice(-300).reverse().map((guest) => [
      guest.userName, guest.name, guest.email, words(guest.state), guest.type, guest.sponsor ?? '', guest.fromFirstLogin ? `${guest.fromFirstLogin} from the first login` : moment(guest.validTo),
      h('div', { class: 'buttons' }, actions(guest).map(([title, path, body]) => h('button', { onclick: () => act(() => post(path, body)) }, title))),
    ])));
  }

  const actions = (guest) => [
    ...(guest.passwordChanged ? [] : [['Resend', '/guests/resend', { userName: guest.userName }]]),
    ...(guest.state === 'created' ? [['Signs in', '/guests/act', { userName: guest.userName, action: 'signIn' }]] : []),
    ...(guest.state === 'pendingApproval' ? [['Approve', '/guests/act', { userName: guest.userName, action: 'approve' }], ['Deny', '/guests/act', { userName: guest.userName, action: 'deny' }]] : []),
    ...(guest.state === 'suspended' ? [['Reinstate', '/guests/act', { userName: guest.userName, action: 'reinstate' }]] : [['Suspend', '/guests/act', { userName: guest.userName, action: 'suspend' }]]),
    ['New password', '/guests/act', { userName: guest.userName, action: 'resetPassword' }], ['Delete', '/guests/act', { userName: guest.userName, action: 'delete' }],
  ];

  async function act(what) {
    try {
      served(await what());
      await draw();
    } catch (refused) {
      app.tell(refused.message, true);
    }
  }

  const text = (name, properties) => h('input', { name, ...properties });
  const guest = () => ({ email: text('email', { type: 'email', required: true }), firstName: text('firstName'), lastName: text('lastName') });
  const filled = (inputs) => Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.value.trim()]).filter(([, value]) => value));
  const self = guest();
  const visited = text('visited', { type: 'email' });
  const at = portal();
  const sponsored = guest();
  const sponsor = text('sponsor', { required: true });
  const notify = h('input', { type: 'checkbox', checked: true });
  const where = portal();
  const to = text('to', { type: 'email', required: true });
  const email = await get('/guests/email');
  const notifications = h('input', { type: 'checkbox', checked: email.notifications });
  const from = text('from', { type: 'email', required: true, value: email.address });
  const whose = select('whose', [['default', 'always from the default address'], ['sponsor', 'from the sponsor’s address, if sponsored']], email.from);
  const saveEmail = async (event) => {
    event.preventDefault();
    try {
      const saved = await post('/guests/email', { notifications: notifications.checked, from: whose.value, address: from.value.trim() });
      from.value = saved.address;
      app.tell('Guest e-mail settings are saved.');
    } catch (refused) {
      app.tell(refused.message, true);
    }
  };
  const link = text('link', { required: true });
  const user = text('user', { required: true });
  const own = text('own', { type: 'password', autocomplete: 'new-password', required: true });
  const submit = (what) => (event) => {
    event.preventDefault();
    act(what);
  };

  main.append(h('h2', {}, 'Guests'), h('div', { class: 'portals' },
    h('section', {}, h('h3', {}, 'Self-registration portal'), h('form', { onsubmit: submit(() => post('/guests/register', { guest: filled(self), ...(visited.value ? { personVisitedEmail: visited.value.trim() } : {}), ...(at.value ? { portal: at.value } : {}) })) },
      field('Your e-mail', self.email), field('First name', self.firstName), field('Last name', self.lastName), field('Person visited', visited, 'who may have to approve'), field('At the portal of', at), h('button', {}, 'Register'))),
    h('section', {}, h('h3', {}, 'Sponsor portal'), h('form', { onsubmit: submit(() => post('/guests/create', { sponsor: sponsor.value.trim(), guests: [filled(sponsored)], notify: notify.checked, ...(where.value ? { portal: where.value } : {}) })) },
      field('Sponsor', sponsor, 'a mail address, or a name that the topology lists'), field('Guest’s e-mail', sponsored.email), field('First name', sponsored.firstName), field('Last name', sponsored.lastName), field('Tell the guest at once', notify), field('At the portal of', where), h('button', {}, 'Create'))),
    h('section', {}, h('h3', {}, 'Approval link'), h('form', { onsubmit: submit(() => post('/guests/link', { link: link.value.trim() })) }, field('Link', link, 'as it stands in the mail'), h('button', {}, 'Open')),
      h('h3', {}, 'My devices'), h('form', { onsubmit: submit(async () => post('/guests/act', { userName: user.value.trim(), action: 'changePassword', password: await seal(own.value) })) }, field('User name', user), field('Own new password', own), h('button', {}, 'Change'))),
    h('section', {}, h('h3', {}, 'Guest e-mail settings'), h('form', { onsubmit: saveEmail }, field('Enable email notifications to guests', notifications), field('Default From email address', from), field('Send notifications', whose), h('button', {}, 'Save')),
      h('form', { onsubmit: submit(() => post('/portal/test-mail', { to: to.value.trim() })) }, field('Test mail to', to), h('button', {}, 'Send')))), list);
  await draw();
}
