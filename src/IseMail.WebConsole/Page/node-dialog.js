// One node: how it stands, and what can be done to it.

import { dialog, h, keyed, say } from './dom.js';
import { post } from './api.js';
import { give } from './orders.js';

const deeds = {
  kill: ['Kill', 'as a machine that loses its power'], stop: ['Stop', 'in order'], start: ['Start', 'a node that does not run'], restart: ['Restart', 'stop in order, start again'],
  pause: ['Pause', 'suspend it'], resume: ['Resume', 'let it go on'], promote: ['Promote', 'make this PAN the primary'], loseStorage: ['Lose its storage', 'while it does not run'],
};

const running = ['up', 'joining', 'silent'];
const fits = {
  kill: (node) => running.includes(node.state) || node.state === 'paused', stop: (node) => running.includes(node.state), restart: (node) => running.includes(node.state), start: (node) => node.state === 'down',
  pause: (node) => running.includes(node.state), resume: (node) => node.state === 'paused', promote: (node) => running.includes(node.state) && node.personas.includes('pan') && !node.roles.includes('primary PAN'), loseStorage: (node) => node.state === 'down',
};

/** The dialog of one node. */
export function nodeDialog(app, name) {
  const node = () => app.feed.frame.nodes.find((one) => one.node === name);
  const standing = h('p');
  const buttons = h('div', { class: 'buttons' });
  const box = dialog(name, standing,
    app.about.takesOrders ? null : h('p', {}, 'Its program is another one: it is stopped and started where it was started from.'), buttons,
    h('p', {}, h('a', { href: `#/mails?node=${encodeURIComponent(name)}`, onclick: () => box.close() }, 'Mails of its outbox')));
  async function act(deed) {
    if (app.about.takesOrders) return give(app, 'actions', { [deed]: name });
    try {
      await post('/deployment/promote', { node: name });
      app.tell(`${name} is the primary PAN.`);
    } catch (refused) {
      app.tell(refused.message, true);
    }
  }

  const stop = app.feed.listen(() => {
    const now = node();
    if (!now) return;
    say(standing, `${now.state}; ${now.roles.join(', ') || 'no role at the moment'}; sees ${now.membersUp} nodes; ${now.queued} waiting, ${now.parked} put aside, ${now.inDoubt} in doubt`);
    const able = !app.about.takesOrders ? ['promote'].filter((deed) => fits[deed](now)) : [...Object.keys(deeds).filter((deed) => fits[deed](now)), ...(running.includes(now.state) ? ['isolate'] : [])];
    keyed(buttons, able, (deed) => deed, (deed) => h('button', { class: deed === 'kill' || deed === 'loseStorage' ? 'harsh' : null, onclick: () => act(deed) },
      deed === 'isolate' ? 'Isolate' : deeds[deed][0], ' ', h('small', {}, deed === 'isolate' ? 'cut its links to all others' : deeds[deed][1])), () => {});
  });
  box.addEventListener('close', stop);
}
