// The deployment as it is now, and what can be done to it.

import { h } from './dom.js';
import { ActionPanel } from './actions.js';
import { DeploymentMap } from './map.js';
import { nodeDialog } from './node-dialog.js';

export async function show(app, main) {
  const map = new DeploymentMap((name) => nodeDialog(app, name));
  const log = app.log();
  const actions = app.about.takesOrders ? new ActionPanel(app) : null;
  main.append(h('div', { class: 'live' }, map.element, h('div', { class: 'beside' }, actions?.element, log.element)));
  return app.feed.listen((feed) => {
    if (feed.frame) map.show(feed.frame);
    log.show(feed);
    actions?.show(feed);
  });
}
