// Searching the mails and telling the journey of the one chosen. No text becomes markup: all goes in as text.
(async () => {
  const packed = document.getElementById('mails').dataset.packed;
  const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const { texts, mails } = JSON.parse(await new Response(stream).text());
  const shownAtMost = 100;
  const kinds = ['not taken', 'in doubt, will be sent again', 'put aside for a person', 'in doubt, a person has to decide', 'a person has it sent again'];
  const byId = id => document.getElementById(id);
  const seconds = ms => (ms / 1000).toFixed(2) + ' s';
  const make = (name, text, kind) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const words = mail => [mail[0], texts[mail[1]], texts[mail[2]], texts[mail[3]], texts[mail[4]], ...mail[6].map(outbox => texts[outbox[0]])].join(' ').toLowerCase();
  const index = mails.map(words);

  const steps = mail => {
    const all = [];
    if (mail[5] !== null) all.push([mail[5], 'it is caused, and a node asked to take it on']);
    for (const [node, accepted, delivered, reply, between] of mail[6]) {
      all.push([accepted, 'accepted on ' + texts[node] + ': journalled']);
      for (const [kind, at, reason, due] of between) all.push([at, texts[node] + ': ' + kinds[kind] + (texts[reason] ? ': ' + texts[reason] : '') + (due === null ? '' : '; next try from ' + seconds(due))]);
      if (delivered !== null) all.push([delivered, texts[node] + ' hears of its delivery: ' + texts[reply]]);
    }
    mail[7].forEach(([node, at], copy) => all.push([at, 'copy ' + (copy + 1) + ' arrives in the mailbox, sent by ' + (texts[node] || 'an unnamed node')]));
    return all.sort((one, other) => one[0] - other[0]);
  };

  const tell = mail => {
    const place = byId('journey');
    const list = make('ol', '', 'journey');
    for (const [at, what] of steps(mail)) {
      const item = make('li', '');
      item.append(make('span', seconds(at), 'when'), ' ' + what);
      list.append(item);
    }
    place.replaceChildren(make('h3', texts[mail[1]] + ': ' + texts[mail[3]]), make('p', 'to ' + texts[mail[2]] + ', ' + texts[mail[4]]), make('p', mail[0], 'note'), list);
  };

  const search = () => {
    const wanted = byId('query').value.toLowerCase().split(/\s+/).filter(word => word);
    const found = [];
    index.forEach((text, i) => { if (wanted.every(word => text.includes(word))) found.push(i); });
    byId('found').textContent = found.length + ' of ' + mails.length + ' mails' + (found.length > shownAtMost ? ', the first ' + shownAtMost + ' shown' : '');
    byId('hits').replaceChildren(...found.slice(0, shownAtMost).map(i => {
      const mail = mails[i];
      const button = make('button', '');
      button.type = 'button';
      button.append(make('span', mail[6].length ? seconds(mail[6][0][1]) : 'promised', 'when'), make('span', texts[mail[1]] + ': ' + texts[mail[3]] + ', to ' + texts[mail[2]], 'what'), make('span', texts[mail[4]]));
      button.addEventListener('click', () => {
        for (const other of byId('hits').querySelectorAll('button')) other.setAttribute('aria-pressed', other === button);
        tell(mail);
      });
      const item = make('li', '');
      item.append(button);
      return item;
    }));
  };

  byId('query').addEventListener('input', search);
  byId('search').hidden = false;
  search();
})();
