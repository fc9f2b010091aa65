"use strict";
// What the parts of the script share.
const one = (query, within = document) => within.querySelector(query);
const all = (query, within = document) => [...within.querySelectorAll(query)];

// Text that came compressed, as base64.
async function unpacked(text, format) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  return new Response(stream).text();
}

// An element with its attributes and what is in it. Text stays text, whatever it says.
function made(tag, attributes = {}, ...inside) {
  const drawn = ["svg", "g", "rect", "text", "title"].includes(tag) || "xlink" in attributes;
  const element = drawn
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "xlink" && value !== null) element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
const percent = (part, whole) => {
  const share = (100 * part) / whole;
  return share > 0 && share < 0.1 ? "<0.1%" : `${share.toFixed(1)}%`;
};
function duration(minutes) {
  if (minutes < 60) return `${Math.round(minutes)} min`;
  return minutes < 480 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 480).toFixed(1)} d`;
}

// What stands between backticks is code, as elsewhere on the page.
const spans = (text) => text.split(/`([^`]+)`/).map((part, place) => (place % 2 ? made("code", {}, part) : part));

// The names of the roles by their numbers, as the table beside Figure 1 has them.
const ROLES = JSON.parse(one("#role-names").textContent);

// What follows # in the address: `map=folder`, `source=path:line`.
const asked = (name) => {
  const [key, ...rest] = location.hash.slice(1).split("=");
  try {
    return key === name ? decodeURIComponent(rest.join("=")) : null;
  } catch {
    return null; // no encoded text
  }
};
const address = (name, value) => `#${name}=${encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
