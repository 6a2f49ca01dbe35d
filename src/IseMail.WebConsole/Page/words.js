// How things are said.

const purposes = { guestExpiry: 'guest expiry', passwordExpiry: 'password expiry', alarm: 'alarm', sponsorNotice: 'sponsor notice', guestNotice: 'guest notice', portalTest: 'portal test' };

/** A purpose in words. */
export const purpose = (key) => purposes[key] ?? key.replace(/([A-Z])/g, ' $1').toLowerCase();

/** A word of code in words: "inDoubt" is "in doubt". */
export const words = (key) => key.replace(/([A-Z])/g, ' $1').toLowerCase();

/** A number with its thousands apart. */
export const count = (number) => number.toLocaleString('en');

/** A time of day, with milliseconds. */
export const clock = (at) => new Date(at).toISOString().slice(11, 23);

/** A day and a time. */
export const moment = (at) => new Date(at).toISOString().replace('T', ' ').slice(0, 19) + 'Z';

/** A span of seconds. */
export function span(seconds) {
  const sign = seconds < 0 ? '−' : '';
  const of = Math.abs(seconds);
  if (of < 1) return `${sign}${Math.round(of * 1000)} ms`;
  if (of < 120) return `${sign}${of.toFixed(of < 10 ? 1 : 0)} s`;
  if (of < 7200) return `${sign}${Math.floor(of / 60)} min ${Math.floor(of % 60)} s`;
  if (of < 172800) return `${sign}${Math.floor(of / 3600)} h ${Math.floor((of % 3600) / 60)} min`;
  return `${sign}${Math.floor(of / 86400)} days`;
}

/** Octets. */
export const octets = (number) => (number < 10000 ? `${count(number)} B` : number < 1e7 ? `${Math.round(number / 1000)} kB` : `${(number / 1e6).toFixed(1)} MB`);
