// Elements are made of text and other elements, never of markup: whatever a mail or a server says stands there as it is.

/** Makes an element. Properties that begin with "on" are listeners; null and false leave an attribute out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/** Puts this, and nothing else, into an element; lists and what is left out are taken as in h. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Makes an element of a drawing. */
export function s(tag, properties, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(properties ?? {})) if (value !== null && value !== undefined) element.setAttribute(name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text, and touches the page only where it is another: what is being read aloud or is selected stays. */
export function say(element, text) {
  const said = String(text);
  if (element.textContent !== said) element.textContent = said;
}

/** Sets an attribute, or takes it away. */
export function mark(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Brings a list into line with its items: elements stay as long as their item does, so focus stays, too. */
export function keyed(container, items, key, create, update) {
  const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let element = known.get(name);
    if (!element) {
      element = create(item);
      element.dataset.key = name;
    }
    known.delete(name);
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
  // Whatever no item has claimed stands behind them all, even where two items had one key.
  while (place) {
    const gone = place;
    place = place.nextElementSibling;
    gone.remove();
  }
}

/** A table with a caption and heads that are read out with its cells. */
export function table(caption, heads, rows, properties) {
  return h('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 },
    h('table', properties ?? {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, rows.length ? rows.map((row) => h('tr', {}, row.map((cell, i) => (i === 0 ? h('th', { scope: 'row' }, cell) : h('td', {}, cell)))))
        : h('tr', {}, h('td', { colspan: heads.length }, 'none')))));
}

let fields = 0;

/** A field with its label and, where there is one, a line on what it is for. */
export function field(label, input, hint) {
  const id = `field-${++fields}`;
  input.id = id;
  if (hint) input.setAttribute('aria-describedby', `${id}-hint`);
  return h('div', { class: 'field' }, h('label', { for: id }, label), input, hint ? h('small', { id: `${id}-hint` }, hint) : null);
}

/** A choice of values. */
export function select(name, values, chosen) {
  return h('select', { name }, values.map((value) => {
    const [key, text] = Array.isArray(value) ? value : [value, value];
    return h('option', { value: key, selected: key === chosen }, text);
  }));
}

/** A dialog that is closed with Escape, with its button, or by what stands in it. */
export function dialog(title, ...content) {
  const element = h('dialog', { 'aria-labelledby': 'dialog-title' },
    h('form', { method: 'dialog', class: 'close' }, h('button', { 'aria-label': 'Close' }, '×')),
    h('h2', { id: 'dialog-title' }, title), content);
  element.addEventListener('close', () => {
    const told = element.querySelector('#told');
    if (told) document.body.append(told);
    element.remove();
  });
  document.body.append(element);
  element.showModal();
  return element;
}
