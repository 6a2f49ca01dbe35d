// The deployment as it is now, and what can be done to it.

import { h } from './dom.js';
import { ActionPanel } from './actions.js';
import { post } from './api.js';
import { faultForm } from './fault-form.js';
import { DeploymentMap } from './map.js';
import { nodeDialog } from './node-dialog.js';

export async function show(app, main) {
  const map = new DeploymentMap((name) => nodeDialog(app, name));
  const log = app.log();
  const actions = app.about.takesOrders ? new ActionPanel(app) : null;
  main.append(h('div', { class: 'live' }, map.element, h('div', { class: 'beside' }, actions?.element ?? tenantActions(app), log.element)));
  return app.feed.listen((feed) => {
    if (feed.frame) map.show(feed.frame);
    log.show(feed);
    actions?.show(feed);
  });
}

// Where nodes run in programs of their own, what can be done from here is what the tenant does when it is asked.
function tenantActions(app) {
  if (!app.about.hasTenant) return null;
  return h('section', { class: 'actions', 'aria-labelledby': 'actions-title' },
    h('h2', { id: 'actions-title' }, 'Do something'),
    faultForm(app.choices, async (fault) => {
      try {
        await post('/tenant/faults', fault);
        app.tell(`${fault.name} goes wrong in the tenant from now on`);
      } catch (refused) {
        app.tell(refused.message, true);
      }
    }));
}
