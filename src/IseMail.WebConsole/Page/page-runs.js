// The library of scenarios, runs of them, and a run with its time bar.

import { field, fill, h, keyed, mark, s, say, select, table } from './dom.js';
import { get, post, query } from './api.js';
import { DeploymentMap } from './map.js';
import { Recording } from './replay.js';
import { clock, moment, purpose, span, words } from './words.js';

export async function show(app, main, [run]) {
  return run ? replay(app, main, run) : library(app, main);
}

async function library(app, main) {
  const scenarios = await get('/scenarios');
  const list = h('div');
  const first = select('a', []);
  const second = select('b', []);
  const wanted = h('input', { type: 'search' });
  const shelf = h('ul', { class: 'shelf' });
  const heads = ['Run', 'Scenario', 'Runtime', 'Result', 'At', 'See'];
  const shown = table('Runs', heads, [[]]);
  const rows = shown.querySelector('tbody');
  rows.replaceChildren();

  function see(one) {
    if (one.state === 'passed' || one.state === 'failed') return h('a', { href: `/runs/${one.run}/report`, target: '_blank', rel: 'noopener' }, 'report');
    return one.state === 'broken off' ? null : h('button', { onclick: () => post(`/runs/${one.run}/break-off`).then(draw, (refused) => app.tell(refused.message, true)) }, 'Break off');
  }

  async function begin(scenario, runtime) {
    try {
      await post('/runs', { scenario, runtime });
      app.tell(`${scenario} is run ${runtime === 'live' ? 'live' : 'in virtual time'}`);
      await draw();
    } catch (refused) {
      app.tell(refused.message, true);
    }
  }

  const stock = () => keyed(shelf, scenarios.filter((one) => `${one.name} ${one.purpose}`.toLowerCase().includes(wanted.value.trim().toLowerCase())), (one) => one.name, (one) => h('li', {},
    h('h4', {}, one.name), h('p', {}, one.purpose), h('div', { class: 'buttons' },
      one.virtual ? h('button', { onclick: () => begin(one.name, 'virtual'), 'aria-label': `Run in virtual time: ${one.name}` }, 'Run in virtual time') : null,
      one.live ? h('button', { onclick: () => begin(one.name, 'live'), 'aria-label': `Run live: ${one.name}` }, 'Run live') : null)), () => {});

  let runs = [];
  async function draw() {
    runs = await get('/runs');
    // Rows stay as long as their run does: what is about to be pressed, or has the focus, is not taken away.
    if (!runs.length) list.replaceChildren(table('Runs', heads, []));
    else if (!rows.isConnected) list.replaceChildren(shown);
    keyed(rows, runs, (one) => one.run, (one) => h('tr', {}, h('th', { scope: 'row' }), h('td', {}, one.scenario), h('td', {}, one.runtime), h('td', {}, h('span')), h('td', {}, moment(one.at)), h('td')), (row, one) => {
      const verdict = row.children[3].firstElementChild;
      mark(verdict, 'class', `verdict ${one.state.replace(' ', '-')}`);
      say(verdict, one.progress ? `${one.state}: ${one.progress}` : one.state);
      if (row.dataset.state === one.state) return;
      row.dataset.state = one.state;
      fill(row.children[0], one.hasRecord ? h('a', { href: `#/runs/${one.run}` }, one.run) : one.run);
      fill(row.children[5], see(one));
    });
    const ended = runs.filter((one) => one.state === 'passed' || one.state === 'failed').map((one) => one.run);
    for (const choice of [first, second]) {
      const chosen = choice.value;
      keyed(choice, ended, (one) => one, (one) => h('option', { value: one }, one), () => {});
      if (ended.includes(chosen)) choice.value = chosen;
    }
  }

  wanted.addEventListener('input', stock);
  main.append(h('h2', {}, 'Runs'), list,
    h('form', { class: 'row', onsubmit: (event) => { event.preventDefault(); if (first.value && second.value) window.open(query('/runs/compare', { a: first.value, b: second.value }), '_blank', 'noopener'); } }, field('Put beside each other', first), field('and', second), h('button', {}, 'Compare')),
    h('h3', {}, 'Scenarios'), field('Show those with', wanted), shelf);
  stock();
  await draw();
  const again = setInterval(() => runs.some((one) => one.state === 'running' || one.state === 'waiting') && draw().catch(() => say(list, 'Nobody answers.')), 1_000);
  return () => clearInterval(again);
}

async function replay(app, main, run) {
  const record = await get(`/runs/${encodeURIComponent(run)}/record`);
  const recording = new Recording(record);
  const map = new DeploymentMap(null);
  const at = h('output');
  const bar = h('input', { type: 'range', min: 0, max: Math.ceil(recording.length * 10) / 10, step: 0.1, value: 0, 'aria-label': 'Time of the run' });
  const speed = select('speed', [['0.5', 'half'], ['1', 'as it was'], ['5', '5 ×'], ['30', '30 ×'], ['600', '600 ×'], ['86400', 'a day a second']], recording.length > 3_600 ? '600' : '1');
  const play = h('button', { 'aria-pressed': 'false', onclick: () => turn(!playing) }, 'Play');
  const events = h('ol', { class: 'log', 'aria-label': 'What happened', tabindex: 0 });
  const mails = h('div');
  let playing = false;
  let last = 0;
  // The bar itself goes in steps, and would swallow what is less than one.
  let position = 0;

  function draw() {
    const now = position;
    bar.value = now;
    map.show(recording.frame(now));
    say(at, span(now));
    mark(bar, 'aria-valuetext', span(now));
    keyed(events, recording.log(now).slice(-200).reverse(), (entry) => entry.number, (entry) => h('li', { 'data-kind': entry.kind }, h('time', { datetime: entry.at }, clock(entry.at)), ' ', entry.what), () => {});
  }

  function turn(on) {
    playing = on;
    mark(play, 'aria-pressed', String(on));
    say(play, on ? 'Pause' : 'Play');
    if (!on) return;
    if (position >= recording.length) position = 0;
    last = performance.now();
    requestAnimationFrame(step);
  }

  function step(now) {
    if (!playing) return;
    // A few times a second is as smooth as the samples are, and leaves the machine to others.
    if (now - last >= 100) {
      position = Math.min(recording.length, position + ((now - last) / 1_000) * Number(speed.value));
      last = now;
      draw();
      if (position >= recording.length) return turn(false);
    }
    requestAnimationFrame(step);
  }

  bar.addEventListener('input', () => {
    position = Number(bar.value);
    draw();
  });
  const troubled = record.mails.filter((mail) => mail.trouble !== 'none');
  mails.replaceChildren(table(troubled.length ? `Mails with trouble (${troubled.length} of ${record.mails.length})` : `Mails (${record.mails.length})`, ['Mail', 'Purpose', 'To', 'Cause', 'State', 'Trouble', 'Accepted', 'Arrived'],
    (troubled.length ? troubled : record.mails).slice(0, 300).map((mail) => [mail.id.slice(0, 8), purpose(mail.purpose), mail.to, mail.cause, words(mail.state), mail.trouble === 'none' ? '' : mail.trouble,
      jump(mail.outboxes[0]?.accepted), jump(mail.arrivals[0]?.at)])));

  function jump(when) {
    return when === undefined || when === null ? '' : h('button', { class: 'jump', onclick: () => { position = when; draw(); window.scrollTo({ top: 0 }); } }, span(when));
  }

  main.append(h('p', {}, h('a', { href: '#/runs' }, 'All runs')), h('h2', {}, `${record.scenario}: ${record.passed ? 'passed' : 'failed'}`), h('p', {}, record.purpose),
    h('div', { class: 'timebar' }, marks(recording), bar, h('div', { class: 'row' }, play, field('Speed', speed), h('p', {}, 'at ', at, ` of ${span(recording.length)}`))),
    h('div', { class: 'live' }, map.element, h('div', { class: 'beside' }, h('section', {}, h('h2', {}, 'What happened'), events),
      h('section', {}, h('h2', {}, 'Verdict'), h('ul', {}, record.guarantees.map((one) => h('li', { class: one.holds === false ? 'wrong' : one.holds ? 'right' : null }, `${one.holds === null ? '?' : one.holds ? '✔' : '✘'} ${one.title}: ${one.detail}`)))))),
    mails);
  draw();
  return () => { playing = false; };
}

// Where on the bar what happened stands; the log tells it in words.
function marks(recording) {
  const of = (at) => (1_000 * Math.min(Math.max(at, 0), recording.length)) / (recording.length || 1);
  return s('svg', { viewBox: '0 0 1000 12', preserveAspectRatio: 'none', class: 'marks', 'aria-hidden': 'true' },
    recording.record.events.map((event) => s('rect', { x: of(event.at) - 1, y: 0, width: event.until ? Math.max(2, of(event.until) - of(event.at)) : 2, height: 12, class: event.kind })));
}
