// What the server pushes. The browser comes back by itself after a break, and says the last event it has; so no entry of the log is missed.

import { get } from './api.js';

const silence = 25_000;

export class Feed {
  #source;
  #last = '';
  #entry = 0;
  #heard = 0;
  #listeners = new Set();
  #watch;
  #ending = new AbortController();
  log = [];
  frame = null;
  before = null;
  state = 'connecting';

  constructor() {
    this.#open();
    this.#watch = setInterval(() => this.#look(), 5_000);
    // A browser that slept may believe for minutes that its connection lives.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#look(), { signal: this.#ending.signal });
    window.addEventListener('online', () => this.#look(true), { signal: this.#ending.signal });
  }

  /** Tells a listener of everything from now on, and how it stands now. */
  listen(listener) {
    this.#listeners.add(listener);
    listener(this);
    return () => this.#listeners.delete(listener);
  }

  close() {
    clearInterval(this.#watch);
    this.#ending.abort();
    this.#source?.close();
    this.#listeners.clear();
  }

  #open() {
    this.#source?.close();
    this.#heard = Date.now();
    this.#source = new EventSource(`/live/feed?after=${this.#last}`);
    this.#source.onmessage = (event) => this.#take(event);
    this.#source.onopen = () => this.#say('live');
    this.#source.onerror = () => {
      this.#say('lost');
      // Refused for good, unlike a break: try again from here. Whoever has to sign in first is asked to by that call.
      if (this.#source.readyState === EventSource.CLOSED) get('/about').catch(() => {}).finally(() => setTimeout(() => this.#listeners.size && this.#open(), 2_000));
    };
  }

  #look(now = false) {
    if (!now && Date.now() - this.#heard < silence) return;
    this.#say('lost');
    this.#open();
  }

  #take(event) {
    const update = JSON.parse(event.data);
    this.#heard = Date.now();
    // Another start of the program counts from 1 again.
    if (this.#last && this.#last.split('-')[0] !== event.lastEventId.split('-')[0]) {
      this.log.length = 0;
      this.#entry = 0;
    }
    this.#last = event.lastEventId;
    if (update.log.length && update.log[0].number > this.#entry + 1 && this.#entry > 0) this.log.push({ number: this.#entry + 0.5, at: update.log[0].at, kind: 'mail', what: `${update.log[0].number - this.#entry - 1} older entries are not kept any more` });
    for (const entry of update.log) {
      this.log.push(entry);
      this.#entry = entry.number;
    }
    if (this.log.length > 1_000) this.log.splice(0, this.log.length - 1_000);
    this.before = this.frame;
    this.frame = update.frame;
    this.#say('live');
  }

  #say(state) {
    this.state = state;
    for (const listener of this.#listeners) listener(this);
  }
}
