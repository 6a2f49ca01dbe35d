// A drill: somebody makes a mistake on purpose, somebody else finds it.

import { dialog, field, fill, h, select } from './dom.js';
import { post } from './api.js';

/** One mistake is made; who finds it? */
export async function drill(app) {
  const seed = Math.floor(Math.random() * 1_000_000);
  const said = h('div', { 'aria-live': 'polite' }, h('p', {}, 'Somebody is making a mistake …'));
  let open = false;
  const mend = () => post('/drill/answer', { cause: '' }).then((was) => app.tell(`It was ${was.cause}; it is mended.`), (refused) => app.tell(refused.message, true));
  const box = dialog(`Drill ${seed}`, said);
  // Whoever goes without an answer leaves nothing broken behind.
  box.addEventListener('close', () => open && mend());
  try {
    const begun = await post('/drill', { seed });
    if (!box.open) return mend();
    open = true;
    const cause = select('cause', begun.causes);
    said.replaceChildren(
      h('p', {}, 'Somebody has followed Cisco document 225520 and made one mistake. Test Connection says:'), h('p', { class: 'wrong' }, begun.message), h('p', {}, 'guest.log says: ', h('code', {}, begun.reason)),
      h('form', { onsubmit: async (event) => {
        event.preventDefault();
        try {
          const was = await post('/drill/answer', { cause: cause.value });
          open = false;
          fill(said, h('p', { class: was.right ? 'right' : 'wrong' }, was.right ? `Right: ${was.cause}.` : `No, it is ${was.cause}.`), h('p', {}, was.what), was.seen.map((one) => h('p', {}, `seen: ${one}`)),
            h('p', {}, `mend: ${was.mend}`), h('p', {}, `in the document: ${was.step}`), h('p', {}, `Mended; Test Connection says: ${was.message}`));
        } catch (refused) {
          app.tell(refused.message, true);
        }
      } }, field('What is it?', cause), h('button', {}, 'That is it')));
  } catch (refused) {
    // One that somebody has left without an answer is not to be in the way for ever.
    fill(said, h('p', { class: 'wrong' }, refused.message), refused.status === 409 ? h('p', {}, h('button', { onclick: () => mend().then(() => box.close()) }, 'Mend what was made wrong')) : null);
  }
}
