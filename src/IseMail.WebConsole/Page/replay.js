// A run that has ended, as frames of the map: how everything stood at any moment of it.

const owners = { guestExpiry: 'pan', passwordExpiry: 'pan', alarm: 'mnt', sponsorNotice: 'psn', guestNotice: 'psn', portalTest: 'pan' };
const daily = ['guestExpiry', 'passwordExpiry', 'alarm', 'sponsorNotice', 'guestNotice'];

export class Recording {
  constructor(record) {
    this.record = record;
    this.length = record.length;
    this.begin = Date.parse(record.begin);
    this.arrivals = record.mails.flatMap((mail) => mail.arrivals.map((copy) => ({ at: copy.at, node: copy.node, purpose: mail.purpose }))).sort((a, b) => a.at - b.at);
    this.accepted = record.mails.filter((mail) => mail.outboxes.length).map((mail) => ({ at: mail.outboxes[0].accepted, purpose: mail.purpose })).sort((a, b) => a.at - b.at);
    this.purposes = [...new Set([...daily, ...record.mails.map((mail) => mail.purpose)])];
  }

  /** What had happened until then, the newest last, as the lines of a log. */
  log(at) {
    return this.record.events.filter((event) => event.at <= at).map((event, i) => ({ number: i, at: this.#time(event.at), kind: { action: 'order', alarm: 'mail' }[event.kind] ?? event.kind, node: event.node, what: `${event.at.toFixed(1)} s: ${event.what}` }));
  }

  /** How everything stood then. */
  frame(at) {
    const record = this.record;
    // The last one was taken when all was over, which may be a moment after the end.
    const sample = at >= record.length ? record.samples.at(-1) : record.samples.findLast((one) => one.at <= at) ?? record.samples[0];
    const seen = new Map((sample?.nodes ?? []).map((node) => [node.node, node]));
    const holder = (duty) => record.duties.findLast((one) => one.duty === duty && one.from <= at)?.node;
    const [primary, active] = [holder('primary PAN'), holder('active MnT')];
    const arrived = before(this.arrivals, at);
    const delivered = new Map();
    const used = new Map();
    const byPurpose = new Map();
    for (let i = 0; i < arrived; i++) {
      const one = this.arrivals[i];
      const own = delivered.get(one.node) ?? {};
      own[one.purpose] = (own[one.purpose] ?? 0) + 1;
      delivered.set(one.node, own);
      byPurpose.set(one.purpose, (byPurpose.get(one.purpose) ?? 0) + 1);
      if (one.at > at - record.allowance.per) used.set(one.node, (used.get(one.node) ?? 0) + 1);
    }
    const accepted = new Map();
    for (let i = before(this.accepted, at) - 1; i >= 0; i--) accepted.set(this.accepted[i].purpose, (accepted.get(this.accepted[i].purpose) ?? 0) + 1);
    const nodes = record.nodes.map(({ name, personas }) => {
      const stood = seen.get(name);
      const roles = stood ? [
        ...(personas.includes('pan') ? [primary === name ? 'primary PAN' : 'secondary PAN'] : []), ...(personas.includes('mnt') ? [active === name ? 'active MnT' : 'standby MnT'] : []), ...(personas.includes('psn') ? ['PSN'] : []),
      ] : [];
      const holds = { pan: primary === name, mnt: active === name, psn: personas.includes('psn') };
      return {
        node: name, personas, state: stood ? (stood.queued === null ? 'silent' : 'up') : 'down', roles, duties: stood ? daily.filter((purpose) => personas.includes(owners[purpose]) && holds[owners[purpose]]) : [],
        membersUp: stood?.membersUp ?? 0, queued: stood?.queued ?? 0, parked: stood?.parked ?? 0, inDoubt: stood?.inDoubt ?? 0, delivered: delivered.get(name) ?? {},
      };
    });
    return {
      at: this.#time(at), deployment: record.deployment, nodes,
      senders: (sample?.senders ?? []).map((sender) => ({ ...sender, epoch: 0, lastFailure: null })),
      purposes: this.purposes.map((purpose) => ({ purpose, accepted: accepted.get(purpose) ?? 0, delivered: byPurpose.get(purpose) ?? 0, queued: Math.max(0, (accepted.get(purpose) ?? 0) - (byPurpose.get(purpose) ?? 0)), parked: 0, inDoubt: 0 })),
      budget: { messages: record.allowance.messages, perSeconds: record.allowance.per, connections: record.allowance.connections, used: [...used].map(([node, messages]) => ({ node, messages })) },
      ends: [], arrived, whyNotConfigured: null,
      faults: record.events.filter((event) => event.kind === 'fault' && event.at <= at && (event.until === null || event.until > at)).map((event) => event.what),
    };
  }

  #time(at) {
    return new Date(this.begin + at * 1_000).toISOString();
  }
}

// How many there are not later than that.
function before(sorted, at) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
