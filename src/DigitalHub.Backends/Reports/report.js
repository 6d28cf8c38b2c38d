(() => {
  'use strict';
  const said = document.getElementById('said');
  const value = (row, at, isNumber) => {
    const cell = row.cells[at];
    const text = cell.dataset.v ?? cell.textContent.trim();
    return text === '' ? null : isNumber ? Number(text) : text;
  };
  const sort = (table, heads, at) => {
    const head = heads[at];
    const isNumber = head.dataset.n !== undefined;
    const isDown = head.getAttribute('aria-sort') === 'ascending';
    const body = table.tBodies[0];
    const rows = [...body.rows].map(row => [value(row, at, isNumber), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      const order = isNumber ? a - b : a < b ? -1 : a > b ? 1 : 0;
      return isDown ? -order : order;
    });
    body.append(...rows.map(([, row]) => row));
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
    said.textContent = `Sorted by ${head.textContent.trim()}, ${isDown ? 'descending' : 'ascending'}.`;
  };
  for (const table of document.querySelectorAll('table.sorts')) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      button.addEventListener('click', () => sort(table, heads, at));
      head.append(button);
    });
  }
})();
