// Search, filter, sort, group and highlight. Without it the page is complete, only longer.
const findings = (() => {
  const root = document.documentElement;
  const PAGE = 25;
  const RANKS = ["critical", "high", "medium", "low", "info"];

  for (const element of all("[data-js]")) element.hidden = false;
  for (const element of all(".no-js")) element.hidden = true;

  // A phone shows rows as blocks; roles keep them rows for those who listen.
  function named(table) {
    table.setAttribute("role", "table");
    for (const group of [table.tHead, ...table.tBodies]) group.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        const head = cell.scope === "row" ? "rowheader" : "columnheader";
        cell.setAttribute("role", cell.tagName === "TH" ? head : "cell");
      }
    }
  }
  for (const table of all("table.shares, table.findings")) named(table);

  // Figure 1: choose a role, see it everywhere.
  for (const box of all(".box")) {
    box.setAttribute("role", "button");
    box.setAttribute("aria-pressed", "false");
    box.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      choose(box.dataset.role);
    });
    box.addEventListener("click", (event) => {
      event.preventDefault();
      choose(box.dataset.role);
    });
  }

  function choose(wanted) {
    const role = wanted === root.dataset.focus ? null : wanted;
    if (role === null) delete root.dataset.focus;
    else root.dataset.focus = role;
    for (const box of all(".box")) {
      box.classList.toggle("chosen", box.dataset.role === role);
      box.setAttribute("aria-pressed", String(box.dataset.role === role));
    }
  }

  // Folders whose rows came compressed.
  for (const body of all("tbody[data-rows]")) {
    body.closest("details").addEventListener("toggle", async () => {
      if (!body.dataset.rows) return;
      const rows = body.dataset.rows;
      delete body.dataset.rows;
      body.innerHTML = await unpacked(rows, "gzip");
      source.offer(body);
    });
  }

  // Findings.
  const table = one("table.findings");
  if (!table) return { complete() {} };
  const body = table.tBodies[0];
  const form = one(".filters");
  const packed = one("#more-findings");
  const more = document.createElement("button");
  more.type = "button";
  more.className = "show";
  table.parentElement.after(more);
  let rows = all("tr", body);
  let waiting = packed !== null; // for the rows that came compressed
  let limit = PAGE;
  const unfolded = new Set(); // names of the groups whose rows are shown

  const values = {
    s: (row) => RANKS.indexOf(row.dataset.s),
    r: (row) => row.dataset.r,
    p: (row) => row.cells[2].textContent,
    m: (row) => Number(row.dataset.m),
  };

  const CATEGORIES = new Map([...form.elements.c.options].map((option) => [option.value, option.text]));
  const groups = {
    r: (row) => row.dataset.r,
    p: (row) => row.cells[2].textContent.trim().replace(/(\[\d+\])?:\d+$/, ""),
    s: (row) => row.dataset.s,
    c: (row) => CATEGORIES.get(row.dataset.c) ?? row.dataset.c,
  };

  let loaded = null;
  const complete = () => (loaded ??= load());

  async function load() {
    if (!waiting) return;
    body.insertAdjacentHTML("beforeend", await unpacked(packed.textContent, "gzip"));
    waiting = false;
    rows = all("tr", body);
    named(table);
    source.offer(body);
    for (const note of all("p.more")) note.hidden = true;
  }

  function matches(row, wanted) {
    return (
      (!wanted.s || row.dataset.s === wanted.s) &&
      (!wanted.c || row.dataset.c === wanted.c) &&
      (!wanted.r || row.dataset.r === wanted.r) &&
      (!wanted.text || row.textContent.toLowerCase().includes(wanted.text))
    );
  }

  function show() {
    const wanted = Object.fromEntries(new FormData(form));
    wanted.text = wanted.text.trim().toLowerCase();
    const found = rows.filter((row) => matches(row, wanted));
    const number = Number(table.dataset.total);
    const total = counted(number, "finding");
    form.elements.count.value = found.length === rows.length ? total : `${found.length.toLocaleString("en")} of ${total}`;
    for (const row of rows) row.hidden = true;
    if (wanted.g) {
      grouped(found, groups[wanted.g]);
      more.hidden = true;
      return;
    }
    if (one("tr.group", body)) body.replaceChildren(...rows);
    for (const row of found.slice(0, limit)) row.hidden = false;
    const left = (waiting ? number : found.length) - limit;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(PAGE * 4, left)} more`;
  }

  // Those that owe most first; rows stay in the order in which they are sorted.
  function grouped(found, nameOf) {
    const within = new Map(found.map((row) => [nameOf(row), []]));
    for (const row of found) within.get(nameOf(row)).push(row);
    const owed = (group) => group.reduce((sum, row) => sum + values.m(row), 0);
    const ranked = [...within].sort(([, one], [, other]) => owed(other) - owed(one));
    const shown = new Set(found);
    body.replaceChildren(
      ...ranked.flatMap(([name, group]) => [heading(name, group, owed(group)), ...group]),
      ...rows.filter((row) => !shown.has(row)),
    );
  }

  function heading(name, group, minutes) {
    const button = made("button", { type: "button" }, made("b", {}, name), ` ${counted(group.length, "finding")}, ${duration(minutes)}`);
    const fold = () => {
      button.setAttribute("aria-expanded", String(unfolded.has(name)));
      for (const row of group) row.hidden = !unfolded.has(name);
    };
    button.addEventListener("click", () => {
      if (!unfolded.delete(name)) unfolded.add(name);
      fold();
    });
    fold();
    return made("tr", { class: "group", role: "row" }, made("th", { scope: "rowgroup", role: "rowheader", colspan: 4 }, button));
  }

  async function filter() {
    await complete();
    limit = PAGE;
    show();
  }

  for (const head of all("th[data-sort]", table)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", async () => {
      await complete();
      const key = head.dataset.sort;
      const first = key === "m" ? "descending" : "ascending";
      const back = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? back : first;
      for (const other of all("th", table)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const value = values[key];
      rows = rows
        .map((row) => [value(row), row])
        .sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0))
        .map(([, row]) => row);
      body.replaceChildren(...rows);
      show();
    });
  }

  for (const link of all("a[data-rule]")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements.r.value = link.dataset.rule;
      filter();
    });
  }

  async function reveal() {
    const name = location.hash.slice(1);
    if (!name.startsWith("f-")) return;
    if (!document.getElementById(name)) await complete();
    const row = document.getElementById(name);
    if (!row) return;
    show();
    row.hidden = false;
    row.scrollIntoView({ block: "center", behavior: "instant" });
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", async () => {
    await complete();
    limit += PAGE * 4;
    show();
  });
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => { for (const row of rows) row.hidden = false; });
  addEventListener("afterprint", show);
  show();
  reveal();
  return { complete };
})();
