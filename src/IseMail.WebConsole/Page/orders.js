// Orders: each is one line of a scenario file.

import { order } from './api.js';

/** Gives an order and tells what became of it. */
export async function give(app, list, entry) {
  try {
    const taken = await order(list, entry);
    app.tell(`ordered: ${taken.line}`);
    return taken;
  } catch (refused) {
    app.tell(refused.message, true);
    return null;
  }
}
