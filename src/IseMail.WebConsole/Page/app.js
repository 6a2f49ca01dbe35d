// The page: which part of it is shown, and what all parts share.

import { h, keyed, mark, say } from './dom.js';
import { get, post, whenSignedOut } from './api.js';
import { Feed } from './feed.js';
import { clock } from './words.js';

const pages = [
  ['map', 'Deployment', 'page-map.js', (about) => about.deployment],
  ['mails', 'Mails', 'page-mails.js', (about) => about.deployment],
  ['settings', 'SMTP server', 'page-settings.js', (about) => about.deployment],
  ['alarms', 'Alarms', 'page-alarms.js', (about) => about.deployment],
  ['guests', 'Guests', 'page-guests.js', (about) => about.deployment],
  ['tenant', 'Tenant', 'page-tenant.js', (about) => about.hasTenant],
  ['runs', 'Runs', 'page-runs.js', () => true],
];

const main = document.getElementById('main');
const told = document.getElementById('told');
const link = document.getElementById('link');

const app = {
  about: null,
  choices: null,
  feed: null,
  /** Tells something for some seconds; what went wrong stays until it is closed. */
  tell(what, wrong = false) {
    const line = h('p', { class: wrong ? 'wrong' : 'right' }, what, h('button', { 'aria-label': 'Close this message', onclick: () => line.remove() }, '×'));
    // A dialog that is open lets nobody reach what is outside of it.
    const open = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    if (told.parentElement !== open) open.append(told);
    told.append(line);
    while (told.children.length > 5) told.firstElementChild.remove();
    if (!wrong) setTimeout(() => line.remove(), 6_000);
  },
  /** The log, as a part of a page. */
  log() {
    const lines = h('ol', { class: 'log', 'aria-label': 'Log', tabindex: 0 });
    return {
      element: h('section', { class: 'logged', 'aria-labelledby': 'log-title' }, h('h2', { id: 'log-title' }, 'What happens'), lines),
      show(feed) {
        keyed(lines, feed.log.slice(-200).reverse(), (entry) => entry.number, (entry) => h('li', { 'data-kind': entry.kind }, h('time', { datetime: entry.at }, clock(entry.at)), ' ', entry.what), () => {});
      },
    };
  },
};

let leave = () => {};
let turn = 0;
const printed = /^#key=([0-9a-f]+)$/;

async function show() {
  if (printed.test(location.hash)) return;
  const [path, parameters] = location.hash.slice(1).split('?');
  const [, name, ...rest] = path.split('/');
  const able = pages.filter(([, , , when]) => when(app.about));
  const page = able.find(([key]) => key === name) ?? able[0];
  keyed(document.getElementById('pages'), able, ([key]) => key, ([key, title]) => h('li', {}, h('a', { href: `#/${key}` }, title)), (element, [key]) => mark(element.firstElementChild, 'aria-current', key === page[0] ? 'page' : null));
  document.title = `${page[1]} – ${app.about.deployment ?? 'IseMailCluster'}`;
  const own = ++turn;
  let part;
  try {
    part = await import(`./${page[2]}`);
  } catch {
    if (own === turn) app.tell('Nobody answers: this page cannot be loaded.', true);
    return;
  }
  if (own !== turn) return;
  leave();
  leave = () => {};
  // Each has a place of its own: what comes late to a page that somebody has left comes nowhere.
  const place = h('div');
  main.replaceChildren(place);
  try {
    const left = (await part.show(app, place, rest.map(decodeURIComponent), new URLSearchParams(parameters ?? ''))) ?? (() => {});
    if (own === turn) leave = left;
    else left();
  } catch (refused) {
    place.replaceChildren(h('p', { class: 'wrong' }, refused.message));
  }
}

function signIn() {
  leave();
  leave = () => {};
  turn++;
  app.feed?.close();
  app.feed = null;
  window.removeEventListener('hashchange', show);
  const key = h('input', { type: 'password', autocomplete: 'off', required: true, id: 'key' });
  main.replaceChildren(h('form', {
    class: 'sign-in',
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await post('/session', { key: key.value });
        await begin();
      } catch (refused) {
        app.tell(refused.message, true);
      }
    },
  }, h('h2', {}, 'Who is there?'), h('p', {}, 'Open the address that was printed when this was started, or type the administration’s token.'), h('label', { for: 'key' }, 'Token'), key, h('button', {}, 'Go on')));
  key.focus();
}

async function begin() {
  const shown = printed.exec(location.hash);
  if (shown) {
    // Out of the address at once: it is not to be in the history, nor in a picture of the page.
    history.replaceState(null, '', '/');
    await post('/session', { key: shown[1] }).catch((refused) => app.tell(refused.message, true));
  }
  app.about = await get('/about');
  say(document.getElementById('title'), app.about.deployment ?? 'IseMailCluster');
  if (app.about.takesOrders || app.about.hasTenant) app.choices = await get('/choices');
  if (app.about.deployment) {
    app.feed?.close();
    app.feed = new Feed();
    app.feed.listen((feed) => {
      say(link, feed.state === 'live' ? 'live' : feed.state === 'lost' ? 'no connection; what is shown may be old' : 'connecting');
      mark(document.body, 'data-link', feed.state);
    });
  }
  window.addEventListener('hashchange', show);
  await show();
}

const enter = () => begin().catch((refused) => {
  if (refused.status !== 401) main.replaceChildren(h('p', { class: 'wrong' }, refused.message));
});

whenSignedOut(signIn);
// The printed address may be opened where the page stands already: then nothing is loaded anew.
window.addEventListener('hashchange', () => printed.test(location.hash) && enter());
enter();
