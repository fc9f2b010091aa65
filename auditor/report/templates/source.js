// A source with its roles and findings, in a dialog that the address can name: #source=path:line.
const source = (() => {
  const dialog = one("#source");
  const packed = new Map(all("script[data-source]").map((each) => [each.dataset.source, each]));
  const has = (path) => packed.has(path);
  if (!dialog) return { has, offer() {} };
  const body = one("tbody", dialog);
  const evidence = one(".evidence", dialog);
  const PLACE = /^(.*?)(?:\[(\d+)\])?(?::(\d+))?$/s;
  let open = null; // path, sheet and rows of what is shown
  let back = null; // what had the focus before

  function parsed(text) {
    if (has(text)) return { path: text };
    const [, path, cell, line] = PLACE.exec(text);
    return { path, cell: cell && Number(cell), line: line && Number(line) };
  }

  // Make places on the page lead here where the source is at hand.
  function offer(within) {
    for (const place of all(".path:not(.self)", within)) {
      const text = place.dataset.at || place.textContent;
      if (!has(parsed(text).path) || place.closest("summary, dialog")) continue;
      if (place.tagName === "A") place.href = address("source", text);
      else if (!one("a", place)) {
        const link = made("a", { class: "path", href: address("source", text) });
        link.append(...place.childNodes);
        place.append(link);
      }
    }
  }

  const numberOf = (sheet, line) => {
    const cell = sheet.cells.findLast(([first]) => first <= line);
    return cell ? `[${cell[1]}]${line - cell[0] + 1}` : `${line}`;
  };

  function lineOf(sheet, place) {
    const cell = sheet.cells.find(([, index]) => index === place.cell);
    return place.line && (cell ? cell[0] + place.line - 1 : place.line);
  }

  function note(sheet, [start, end, severity, rule, message, debt, name]) {
    const last = end > start ? `–${numberOf(sheet, end)}` : "";
    return made(
      "p",
      { class: "finding" },
      made("span", { class: `severity ${severity}` }, severity),
      made("span", {}, " ", ...spans(message), " "),
      made("small", {}, made("a", { href: `#${name}` }, rule), last && ` lines ${numberOf(sheet, start)}${last}`, ` · ${debt}`),
    );
  }

  function rowsOf(sheet) {
    const roles = new Map();
    for (const span of sheet.spans) {
      for (let line = span[0]; line <= span[1]; line++) {
        if ("csqw".includes(sheet.classes[line - 1])) roles.set(line, span);
      }
    }
    let above = null;
    return sheet.text.split("\n").map((text, index) => {
      const line = index + 1;
      const span = roles.get(line);
      const named = span && span[2] !== above;
      if (span) above = span[2];
      const role = made("td", { class: "role", role: "cell" });
      if (span) {
        role.append(
          made("svg", { viewBox: "0 0 10 10", preserveAspectRatio: "none", "aria-hidden": "true" },
            made("rect", { class: `r${span[2]}`, width: 10, height: 10 }),
            made("rect", { class: `p${span[2]}`, width: 10, height: 10 })),
          made("span", { class: named ? null : "unseen" }, ROLES[span[2]]),
        );
      }
      const found = sheet.notes.filter(([start]) => start === line);
      const row = made("tr", { tabindex: -1, role: "row" },
        made("th", { scope: "row", role: "rowheader" }, numberOf(sheet, line)),
        role,
        made("td", { class: "code", role: "cell" }, text),
        made("td", { class: "margin", role: "cell" }, ...found.map((each) => note(sheet, each))));
      if (sheet.notes.some(([start, end]) => start <= line && line <= end)) row.classList.add("touched");
      row.span = span;
      return row;
    });
  }

  function explained(row) {
    if (!open || !row) return;
    const line = open.rows.indexOf(row) + 1;
    const said = [made("b", {}, `Line ${numberOf(open.sheet, line)}. `)];
    if (row.span) {
      const [, , role, sure, reason, touches] = row.span;
      said.push(`${ROLES[role]}, ${sure}% sure: ${open.sheet.reasons[reason]}.`);
      if (touches) said.push(" It lies in code that calls an ML library.");
    } else said.push("Blank, a comment or a docstring: no role.");
    evidence.replaceChildren(...said);
  }

  function choose(row, { focus = true } = {}) {
    if (!row) return;
    for (const other of all("[aria-current]", body)) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    if (focus) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    explained(row);
    const line = open.rows.indexOf(row) + 1;
    const cell = open.sheet.cells.findLast(([first]) => first <= line);
    const place = cell ? `${open.path}[${cell[1]}]:${line - cell[0] + 1}` : `${open.path}:${line}`;
    history.replaceState(null, "", address("source", place));
  }

  const chosen = () => one("[aria-current]", body);

  function step(by) {
    const at = open.rows.indexOf(chosen());
    choose(open.rows[Math.min(open.rows.length - 1, Math.max(0, at + by))]);
  }

  function toFinding(by) {
    const starts = [...new Set(open.sheet.notes.map(([start]) => start))].filter((line) => line > 0);
    const at = open.rows.indexOf(chosen()) + 1;
    const next = by > 0 ? starts.find((line) => line > at) : starts.findLast((line) => line < at);
    const row = open.rows[(next ?? (by > 0 ? starts[0] : starts.at(-1))) - 1];
    choose(row);
    row?.scrollIntoView({ block: "center" });
  }

  async function show(place) {
    if (open?.path !== place.path) {
      const sheet = JSON.parse(await unpacked(packed.get(place.path).textContent, "deflate-raw"));
      if (sheet.notes.some(([, , , , , , name]) => !document.getElementById(name))) await findings.complete();
      open = { path: place.path, sheet, rows: rowsOf(sheet) };
      const placed = sheet.notes.some(([start]) => start > 0);
      body.replaceChildren(...open.rows);
      body.parentElement.classList.toggle("noted", placed);
      one("h2", dialog).textContent = place.path;
      const whole = sheet.notes.filter(([start]) => start === 0);
      one(".whole", dialog).replaceChildren(...whole.map((each) => note(sheet, each)));
      const prefix = dialog.dataset.forge;
      const forge = one(".forge", dialog);
      if (prefix) forge.href = prefix + place.path.split("/").map(encodeURIComponent).join("/");
      forge.hidden = !prefix;
      for (const button of all("[data-step]", dialog)) button.hidden = !placed;
      one(".told", dialog).textContent = `${counted(open.rows.length, "line")}, ${counted(sheet.notes.length, "finding")}`;
    }
    if (!dialog.open) {
      back = document.activeElement;
      dialog.showModal();
    }
    const row = open.rows[(lineOf(open.sheet, place) || 1) - 1] || open.rows[0];
    choose(row);
    row?.scrollIntoView({ block: "center" });
  }

  function route() {
    const text = asked("source");
    const place = text === null ? null : parsed(text);
    if (place && has(place.path)) show(place);
    else if (dialog.open) dialog.close();
  }

  const KEYS = {
    ArrowDown: () => step(1), ArrowUp: () => step(-1),
    PageDown: () => step(25), PageUp: () => step(-25),
    Home: () => choose(open.rows[0]), End: () => choose(open.rows.at(-1)),
    n: () => toFinding(1), p: () => toFinding(-1),
  };
  one(".listing", dialog).addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key];
    if (!act || !open || event.target.closest("a")) return;
    event.preventDefault();
    act();
  });
  body.addEventListener("click", (event) => {
    if (!event.target.closest("a") && !String(getSelection())) choose(event.target.closest("tr"));
  });
  body.addEventListener("mouseover", (event) => explained(event.target.closest("tr")));
  body.addEventListener("mouseleave", () => explained(chosen()));
  for (const button of all("[data-step]", dialog)) {
    button.addEventListener("click", () => toFinding(Number(button.dataset.step)));
  }
  one(".close", dialog).addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    if (asked("source") !== null) history.replaceState(null, "", location.pathname + location.search);
    back?.focus?.({ preventScroll: true });
  });
  addEventListener("hashchange", route);
  offer(document);
  route();
  return { has, offer };
})();
