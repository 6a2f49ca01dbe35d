// The map of a deployment: its nodes, what they are and hold, what waits on them, and what of the mailbox they use. The same map shows what runs and what
// has run.

import { h, keyed, mark, say } from './dom.js';
import { count, purpose, span } from './words.js';

const groups = [
  ['pan', 'Policy administration'],
  ['mnt', 'Monitoring'],
  ['psn', 'Policy service'],
];

/** The hue of a node: far apart for neighbours in the list. */
export const hue = (number) => Math.round((number * 137.508) % 360);

export class DeploymentMap {
  #nodes = new Map();
  #rates = new Map();
  #numbers = new Map();

  /** @param onNode called with the name of a node that was chosen; without it, nodes are no buttons. */
  constructor(onNode) {
    this.onNode = onNode;
    this.rows = new Map(groups.map(([persona, title]) => [persona, h('section', { class: `persona ${persona}`, 'aria-label': title }, h('h2', {}, title), h('ul', { class: 'nodes' }))]));
    this.state = h('p', { class: 'summary' });
    this.gauge = h('div', { class: 'gauge', role: 'img' });
    this.gaugeText = h('p');
    this.senders = h('ul', { class: 'plain' });
    this.purposes = h('tbody');
    this.ends = h('ul', { class: 'plain' });
    this.faults = h('ul', { class: 'plain' });
    this.element = h('div', { class: 'map' },
      h('div', { class: 'deployment' }, this.state, [...this.rows.values()]),
      h('div', { class: 'mailbox' },
        h('section', { 'aria-labelledby': 'map-budget' }, h('h2', { id: 'map-budget' }, 'The mailbox'), this.gauge, this.gaugeText, this.senders),
        h('section', { 'aria-labelledby': 'map-flow' }, h('h2', { id: 'map-flow' }, 'Flow'),
          h('table', { class: 'flow' }, h('caption', { class: 'unseen' }, 'Mail by purpose'), h('thead', {}, h('tr', {}, ['Purpose', 'Sent', 'Waits', 'Aside', 'Per s'].map((head) => h('th', { scope: 'col' }, head)))), this.purposes)),
        h('section', { 'aria-labelledby': 'map-ends' }, h('h2', { id: 'map-ends' }, 'What ends'), this.ends),
        h('section', { 'aria-labelledby': 'map-faults' }, h('h2', { id: 'map-faults' }, 'What goes wrong on purpose'), this.faults)));
  }

  /** Shows a frame. */
  show(frame) {
    const now = Date.parse(frame.at);
    frame.nodes.forEach((node, i) => this.#numbers.set(node.node, i));
    for (const [persona, section] of this.rows) {
      // A node stands where its first persona is: PAN before MnT before PSN.
      const own = frame.nodes.filter((node) => groups.find(([one]) => node.personas.includes(one))[0] === persona);
      mark(section, 'hidden', own.length === 0);
      keyed(section.querySelector('ul'), own, (node) => node.node, (node) => this.#card(node), (element, node) => this.#update(element, node, now));
    }
    const up = frame.nodes.filter((node) => node.state === 'up').length;
    const queued = frame.nodes.reduce((sum, node) => sum + node.queued, 0);
    say(this.state, `${up} of ${frame.nodes.length} nodes are up; ${count(queued)} ${queued === 1 ? 'mail waits' : 'mails wait'}${frame.arrived === null ? '' : `; ${count(frame.arrived)} in the mailboxes`}${frame.whyNotConfigured ? `; no mail can leave: ${frame.whyNotConfigured}` : ''}`);
    this.#budget(frame);
    this.#flow(frame, now);
    list(this.ends, frame.ends.slice(0, 8), (end) => `${end.what} of ${end.of} ${end.at}`, (end) => {
      const left = (Date.parse(end.at) - now) / 1000;
      return `${end.what} of ${end.of}: ${left > 0 ? `ends in ${span(left)}` : `ended ${span(-left)} ago`}`;
    });
    list(this.faults, frame.faults, (fault) => fault, (fault) => fault);
  }

  #card(node) {
    const parts = {
      name: h('span', { class: 'name' }, node.node), state: h('span', { class: 'state' }), roles: h('span', { class: 'badges roles' }), duties: h('span', { class: 'badges duties' }),
      depth: h('span', { class: 'depth' }), flow: h('span', { class: 'rate' }),
    };
    const inside = [h('span', { class: 'top' }, parts.name, parts.state), parts.roles, parts.duties, h('span', { class: 'bottom' }, parts.depth, parts.flow)];
    const element = h('li', {}, this.onNode ? h('button', { class: 'node', onclick: () => this.onNode(node.node) }, inside) : h('div', { class: 'node' }, inside));
    this.#nodes.set(node.node, parts);
    return element;
  }

  #update(element, node, now) {
    const parts = this.#nodes.get(node.node);
    mark(element.firstElementChild, 'data-state', node.state);
    element.firstElementChild.style.setProperty('--hue', hue(this.#numbers.get(node.node)));
    say(parts.state, node.state);
    badges(parts.roles, node.roles);
    badges(parts.duties, node.duties.map(purpose));
    say(parts.depth, `${count(node.queued)} waiting${node.parked ? `, ${count(node.parked)} put aside` : ''}${node.inDoubt ? `, ${count(node.inDoubt)} in doubt` : ''}`);
    mark(parts.depth, 'data-deep', node.queued > 0);
    const rate = this.#rate(`node ${node.node}`, Object.values(node.delivered).reduce((sum, one) => sum + one, 0), now);
    say(parts.flow, rate >= 0.05 ? `${rate.toFixed(1)}/s` : '');
  }

  #budget(frame) {
    const budget = frame.budget;
    const used = budget.used.reduce((sum, share) => sum + share.messages, 0);
    const most = budget.messages || Math.max(used, 1);
    keyed(this.gauge, budget.used, (share) => share.node, () => h('span'), (element, share) => {
      element.style.setProperty('--hue', hue(this.#numbers.get(share.node) ?? 0));
      element.style.setProperty('--share', `${Math.min(100, (100 * share.messages) / Math.max(most, used))}%`);
      mark(element, 'title', `${share.node}: ${share.messages}`);
    });
    const within = `in the last ${span(budget.perSeconds)}`;
    const connections = frame.senders.reduce((sum, sender) => sum + sender.connections, 0);
    say(this.gaugeText, `${budget.messages ? `${count(used)} of ${count(budget.messages)} messages` : `${count(used)} ${used === 1 ? 'message' : 'messages'}, without a limit,`} ${within}; ${connections} of ${budget.connections} connections${budget.used.length ? `. ${budget.used.slice(0, 6).map((share) => `${share.node} ${share.messages}`).join(', ')}${budget.used.length > 6 ? ' …' : ''}` : ''}`);
    mark(this.gauge, 'aria-label', this.gaugeText.textContent);
    mark(this.gauge, 'data-full', budget.messages > 0 && used >= budget.messages);
    list(this.senders, frame.senders.slice(0, 4), (sender) => sender.node, (sender) => `sender on ${sender.node}: ${sender.underWay} under way, ${count(sender.waiting)} offered${sender.lastFailure ? `; last failure: ${sender.lastFailure}` : ''}`);
  }

  #flow(frame, now) {
    keyed(this.purposes, frame.purposes.filter((one) => one.accepted > 0 || one.purpose !== 'portalTest'), (one) => one.purpose,
      (one) => h('tr', { class: `purpose ${one.purpose}` }, h('th', { scope: 'row' }, purpose(one.purpose)), h('td'), h('td'), h('td'), h('td', {}, h('span', { class: 'bar' }), h('span'))),
      (element, one) => {
        const [, delivered, waiting, aside, rate] = element.children;
        const now1 = this.#rate(`purpose ${one.purpose}`, one.delivered, now);
        say(delivered, count(one.delivered));
        say(waiting, count(one.queued));
        say(aside, count(one.parked + one.inDoubt));
        rate.firstElementChild.style.setProperty('--share', `${Math.min(100, now1 * 10)}%`);
        say(rate.lastElementChild, now1.toFixed(1));
      });
  }

  // Over the last five seconds: a look takes a quarter of one, and mails come in bursts.
  #rate(key, total, now) {
    const seen = this.#rates.get(key) ?? [];
    // A node that came back counts from anew, and a time bar goes backwards, too.
    if (seen.length && (total < seen.at(-1)[1] || now < seen.at(-1)[0])) seen.length = 0;
    seen.push([now, total]);
    while (seen.length > 2 && seen[0][0] < now - 5_000) seen.shift();
    this.#rates.set(key, seen);
    const [[from, before]] = seen;
    return now > from ? ((total - before) * 1_000) / (now - from) : 0;
  }
}

function badges(element, texts) {
  keyed(element, texts, (text) => text, (text) => h('span', { class: 'badge' }, text), () => {});
}

function list(element, items, key, words) {
  keyed(element, items.length ? items : [null], (item) => (item === null ? ' none' : key(item)), () => h('li'), (line, item) => say(line, item === null ? 'nothing' : words(item)));
}
