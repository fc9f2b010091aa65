// Folders and files as areas: as large as their code, in the colours of their roles.
(() => {
  const figure = one("#map");
  if (!figure) return;
  const HEAD = 19; // pixels of a folder's name
  const GAP = 2; // between neighbours
  const LETTER = 6.7; // width of a letter of a name, at most
  const trail = one(".trail", figure);
  const told = one(".told", figure);
  let tree = null;
  let shown = null;
  let picture = null;

  function grown(files) {
    const top = folder("", "");
    for (const [path, code, minutes, findings, ...roles] of files) {
      const parts = path.split("/");
      const leaf = { path, name: parts.pop(), code, minutes, findings, roles, children: null };
      let node = top;
      add(node, leaf);
      for (const part of parts) {
        if (!node.folders.has(part)) {
          const made = folder(node.path ? `${node.path}/${part}` : part, part);
          node.folders.set(part, made);
          node.children.push(made);
        }
        node = node.folders.get(part);
        add(node, leaf);
      }
      node.children.push(leaf);
    }
    return narrowed(top);
  }

  const folder = (path, name) => ({
    path, name, code: 0, minutes: 0, findings: 0, roles: Array(12).fill(0), files: 0, children: [], folders: new Map(),
  });

  function add(node, leaf) {
    node.code += leaf.code;
    node.minutes += leaf.minutes;
    node.findings += leaf.findings;
    node.files += 1;
    leaf.roles.forEach((lines, role) => { node.roles[role] += lines; });
  }

  // Folders that hold nothing but one folder are one: src/main/python.
  function narrowed(node) {
    if (!node.children) return node;
    node.children = node.children.map(narrowed).sort((a, b) => b.code - a.code || (a.path < b.path ? -1 : 1));
    const [only] = node.children;
    if (node.path && node.children.length === 1 && only.children) only.name = `${node.name}/${only.name}`;
    return node.path && node.children.length === 1 && only.children ? only : node;
  }

  // Squarified treemaps (Bruls, Huizing and van Wijk, 2000).
  function squarified(nodes, x, y, width, height) {
    const placed = [];
    const sum = nodes.reduce((total, node) => total + node.code, 0);
    if (!sum) return placed;
    const scale = (width * height) / sum;
    let rest = nodes.filter((node) => node.code);
    while (rest.length) {
      const side = Math.min(width, height);
      let row = [];
      let area = 0;
      let worst = Infinity;
      for (const node of rest) {
        const size = node.code * scale;
        const total = area + size;
        const large = row.length ? row[0].code * scale : size;
        const ratio = Math.max((side * side * large) / (total * total), (total * total) / (side * side * size));
        if (ratio > worst) break;
        row.push(node);
        area = total;
        worst = ratio;
      }
      rest = rest.slice(row.length);
      const deep = area / side;
      let along = 0;
      for (const node of row) {
        const long = (node.code * scale) / deep;
        placed.push(width >= height ? [node, x, y + along, deep, long] : [node, x + along, y, long, deep]);
        along += long;
      }
      if (width >= height) { x += deep; width -= deep; } else { y += deep; height -= deep; }
    }
    return placed;
  }

  function stripes(node, x, y, width, height) {
    const mix = made("g", { class: "mix" });
    const lying = width >= height;
    let at = 0;
    node.roles.forEach((lines, role) => {
      if (!lines) return;
      const part = lines / node.code;
      const box = lying
        ? { x: x + at * width, y, width: part * width, height }
        : { x, y: y + at * height, width, height: part * height };
      const rounded = Object.fromEntries(Object.entries(box).map(([name, value]) => [name, value.toFixed(1)]));
      mix.append(made("rect", { class: `r${role}`, ...rounded }));
      if (box.width * box.height > 60) mix.append(made("rect", { class: `p${role}`, ...rounded }));
      at += part;
    });
    return mix;
  }

  function summary(node) {
    const ranked = node.roles.map((lines, role) => [lines, role]).filter(([lines]) => lines).sort((a, b) => b[0] - a[0]);
    const shares = ranked.slice(0, 3).map(([lines, role]) => `${ROLES[role]} ${percent(lines, node.code)}`);
    const parts = [node.path ? node.path + (node.children ? "/" : "") : "All of it"];
    if (node.children) parts.push(counted(node.files, "file"));
    parts.push(counted(node.code, "line"), shares.join(", "));
    parts.push(node.findings ? `${counted(node.findings, "finding")}, ${duration(node.minutes)} debt` : "no findings");
    return parts.join(" · ");
  }

  function label(name, x, y, width) {
    const room = Math.floor((width - 8) / LETTER);
    if (room < 3) return [];
    const text = name.length <= room ? name : `${name.slice(0, room - 1)}…`;
    return [
      made("rect", { class: "plate", x: (x + 2).toFixed(1), y: (y + 2).toFixed(1), width: Math.min(width - 4, text.length * LETTER + 6).toFixed(1), height: 15, rx: 2 }),
      made("text", { x: (x + 5).toFixed(1), y: (y + 13.5).toFixed(1) }, text),
    ];
  }

  function target(node) {
    if (node.children) return address("map", node.path);
    if (source.has(node.path)) return address("source", node.path);
    const prefix = figure.dataset.forge;
    return prefix ? prefix + node.path.split("/").map(encodeURIComponent).join("/") : address("map", node.path.split("/").slice(0, -1).join("/"));
  }

  // One cell, and in a folder with room enough those of its files.
  function cells(node, x, y, width, height, into) {
    if (width < 3 || height < 3) {
      into.append(stripes(node, x, y, Math.max(width, 0.5), Math.max(height, 0.5)));
      return;
    }
    const opened = node.children && width > 70 && height > 50;
    const link = made("a", { xlink: true, href: target(node), class: node.children ? "cell folder" : "cell", tabindex: -1, "aria-label": summary(node) });
    link.node = node;
    if (opened) {
      link.append(made("rect", { class: "frame", x: x.toFixed(1), y: y.toFixed(1), width: width.toFixed(1), height: height.toFixed(1) }));
      link.append(...label(`${node.name}/`, x, y + 1, width));
      into.append(link);
      const inner = squarified(node.children, x + GAP, y + HEAD, width - 2 * GAP, height - HEAD - GAP);
      for (const [child, ...box] of inner) cells(child, ...inset(box), into);
      return;
    }
    link.append(stripes(node, x, y, width, height));
    link.append(made("rect", { class: "rim", x: x.toFixed(1), y: y.toFixed(1), width: width.toFixed(1), height: height.toFixed(1) }));
    if (height > 19) link.append(...label(node.name + (node.children ? "/" : ""), x, y, width));
    into.append(link);
  }

  const inset = ([x, y, width, height]) => [x + GAP / 2, y + GAP / 2, width - GAP, height - GAP];

  function draw() {
    const width = Math.max(260, figure.clientWidth);
    const height = Math.round(width < 600 ? width * 1.15 : Math.min(560, width * 0.55));
    const svg = made("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": `Map of ${shown.path || "the repository"}: areas are as large as the code, coloured by role. Arrow keys move, Enter opens.` });
    for (const [node, ...box] of squarified(shown.children, 0, 0, width, height)) cells(node, ...inset(box), svg);
    picture?.remove();
    picture = svg;
    trail.after(svg);
    all("a.cell", svg)[0]?.setAttribute("tabindex", 0);
    told.textContent = summary(shown);
    crumbs();
  }

  function crumbs() {
    const items = [made("a", { href: address("map", "") }, figure.dataset.name)];
    let at = tree;
    while (at !== shown) {
      at = at.children.find((child) => child.children && (child.path === shown.path || shown.path.startsWith(`${child.path}/`)));
      items.push(made("a", { href: address("map", at.path) }, at.name));
    }
    items.at(-1).setAttribute("aria-current", "location");
    trail.replaceChildren(made("ol", {}, ...items.map((item) => made("li", {}, item))));
  }

  function find(path, node = tree) {
    if (node.path === path) return node;
    const next = node.children.find((child) => child.children && (child.path === path || path.startsWith(`${child.path}/`)));
    return next ? find(path, next) : node;
  }

  function route() {
    const path = asked("map");
    if (path === null) return;
    const inside = figure.contains(document.activeElement);
    shown = find(path);
    draw();
    figure.scrollIntoView({ block: "nearest" });
    if (inside) one("[aria-current]", trail).focus({ preventScroll: true });
  }

  function pointed(event) {
    const cell = event.target.closest("a.cell");
    told.textContent = summary(cell ? cell.node : shown);
  }

  function move(event) {
    const links = all("a.cell", figure);
    const at = links.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = links[Math.min(links.length - 1, Math.max(0, to))];
    links[at].setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
  }

  figure.addEventListener("mouseover", pointed);
  figure.addEventListener("focusin", pointed);
  figure.addEventListener("mouseleave", () => { if (shown) told.textContent = summary(shown); });
  figure.addEventListener("keydown", move);
  addEventListener("hashchange", route);
  (async () => {
    tree = grown(JSON.parse(await unpacked(one("#map-data").textContent, "gzip")));
    shown = tree;
    let width = 0;
    new ResizeObserver(([entry]) => {
      if (Math.round(entry.contentRect.width) === width) return;
      width = Math.round(entry.contentRect.width);
      draw();
    }).observe(figure);
    draw();
    route();
  })();
})();
