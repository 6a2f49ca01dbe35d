// What an operator does to the deployment as a whole. Each order is one line of a scenario file.

import { field, h, keyed, say, select } from './dom.js';
import { get, postText, text } from './api.js';
import { drill } from './drill.js';
import { faultForm } from './fault-form.js';
import { give } from './orders.js';
import { purpose, span, words } from './words.js';

/** What can be done to the deployment as a whole. */
export class ActionPanel {
  constructor(app) {
    this.app = app;
    this.orders = h('ol', { class: 'orders' });
    this.shown = '';
    const all = app.about.nodes;
    const cause = select('cause', app.choices.causes.map((one) => [one, purpose(one)]), 'alarm');
    const many = h('input', { name: 'count', type: 'number', min: 1, max: 1_000_000, value: 20, required: true });
    const over = h('input', { name: 'over', type: 'number', min: 0, max: 3600, value: 10, required: true });
    const left = h('select', { multiple: true, size: 5 }, all.map((node) => h('option', {}, node)));
    const line = h('input', { name: 'line', size: 40, placeholder: 'kill: psn-1', spellcheck: 'false', required: true });
    const submit = (then) => (event) => {
      event.preventDefault();
      then();
    };
    this.element = h('section', { class: 'actions', 'aria-labelledby': 'actions-title' },
      h('h2', { id: 'actions-title' }, 'Do something'),
      h('div', { class: 'buttons' },
        h('button', { onclick: () => give(app, 'actions', { heal: 'all' }) }, 'Heal all links'),
        h('button', { onclick: () => give(app, 'actions', { sender: 'move' }) }, 'Move the shared sender'),
        h('button', { class: 'harsh', onclick: () => give(app, 'actions', { database: 'stop' }) }, 'Stop the database'),
        h('button', { onclick: () => give(app, 'actions', { database: 'start' }) }, 'Start the database'),
        app.about.hasTenant ? [
          h('button', { onclick: () => give(app, 'actions', { settings: 'rotateSecret' }) }, 'Rotate the client secret'),
          h('button', { onclick: () => give(app, 'actions', { settings: 'restoreBackup' }) }, 'Restore a backup')] : null),
      h('details', {}, h('summary', {}, 'Let mail arise'), h('form', { onsubmit: submit(() => give(app, 'workload', { cause: cause.value, count: Number(many.value), ...(Number(over.value) ? { over: `${Number(over.value)}s` } : {}) })) },
        field('What happens', cause), field('How often', many), field('Over how many seconds', over), h('button', {}, 'Let it happen'))),
      h('details', {}, h('summary', {}, 'Cut the network in two'), h('form', { onsubmit: submit(() => {
        const one = [...left.selectedOptions].map((option) => option.value);
        give(app, 'actions', { partition: [one, all.filter((node) => !one.includes(node))] });
      }) }, field('These on one side, all others on the other', left), h('button', { class: 'harsh' }, 'Cut'))),
      app.about.hasTenant ? faultForm(app.choices, (fault) => give(app, 'faults', fault)) : null,
      app.about.hasDrills ? h('p', {}, h('button', { onclick: () => drill(app) }, 'Drill: find what is wrong')) : null,
      h('details', {}, h('summary', {}, 'Any line of a scenario'), h('form', { onsubmit: submit(() => this.#line(line.value)) }, field('An action', line, 'as it stands under "actions" in a scenario file, without its time'), h('button', {}, 'Carry out'))),
      h('h3', {}, 'Orders'), this.orders,
      h('p', {}, h('button', { onclick: () => this.#save() }, 'Save as a scenario file')));
  }

  /** Shows what became of the orders, whenever the log tells of one. */
  async show(feed) {
    const last = feed.log.findLast((entry) => entry.kind === 'order')?.number ?? 0;
    if (this.shown === last) return;
    this.shown = last;
    try {
      const orders = await get('/orders');
      keyed(this.orders, orders.slice(-30).reverse(), (one) => one.number, () => h('li', {}, h('code'), ' ', h('span')), (element, one) => {
        say(element.firstElementChild, one.line);
        say(element.lastElementChild, one.why ? `refused: ${one.why}` : one.ended === null ? 'under way' : `done in ${span(one.ended - one.at)}`);
        element.dataset.state = words(one.state);
      });
    } catch (refused) {
      this.app.tell(refused.message, true);
    }
  }

  // The server reads it as it reads a scenario file, so it is passed on as it was typed.
  async #line(typed) {
    const entry = typed.trim();
    try {
      const taken = await postText('/orders', `{ "actions": [ ${/^\{[^]*\}$/.test(entry) ? entry : `{ ${entry} }`} ] }`);
      this.app.tell(`ordered: ${taken.line}`);
    } catch (refused) {
      this.app.tell(refused.message, true);
    }
  }

  async #save() {
    try {
      const file = URL.createObjectURL(new Blob([await text('/orders/scenario')], { type: 'application/yaml' }));
      h('a', { href: file, download: 'by-hand.yaml' }).click();
      setTimeout(() => URL.revokeObjectURL(file), 10_000);
      this.app.tell('saved as by-hand.yaml');
    } catch (refused) {
      this.app.tell(refused.message, true);
    }
  }
}
