// Every call of the page goes through here, and is one that /openapi/v1.json describes.

/** A call that was refused, or that nobody answered. */
export class Refused extends Error {
  constructor(status, message, problems) {
    super(message);
    this.status = status;
    this.problems = problems ?? [];
  }
}

let signIn = () => {};

/** Who is told that a key is wanted. */
export function whenSignedOut(then) {
  signIn = then;
}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...options });
  } catch {
    throw new Refused(0, 'Nobody answers: the program behind this page has ended, or cannot be reached.');
  }
  if (answer.ok) return answer;
  if (answer.status === 401 && path !== '/session') signIn();
  const said = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, said.error ?? (answer.status === 401 ? 'A key is wanted.' : `Refused (${answer.status}).`), said.problems);
}

/** Asks for something. */
export const get = async (path) => (await call(path)).json();

/** Asks for a text. */
export const text = async (path) => (await call(path)).text();

/** Has something done. */
export const post = async (path, body) => (await call(path, { method: 'POST', headers: body === undefined ? {} : { 'Content-Type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) })).json();

/** Has something done that is sent as it was typed. */
export const postText = async (path, body) => (await call(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).json();

/** Path and query; what is empty is left out. */
export function query(path, parameters) {
  const said = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined));
  return said.size ? `${path}?${said}` : path;
}

/** Seals a secret, so that it stands in no other call. */
export const seal = async (secret) => (await post('/seal', { secret })).sealed;

/** Gives an order: one entry of a scenario file. */
export const order = (list, entry) => post('/orders', { [list]: [entry] });
