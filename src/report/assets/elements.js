"use strict";
// Elements are made by code and texts set as texts: nothing that a document says is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

// h("button.small", {type: "button", onclick: f}, "text", child...)
function h(what, attributes, ...children) {
  return fill(document.createElement(tagOf(what)), what, attributes, children);
}

function svg(what, attributes, ...children) {
  return fill(document.createElementNS(SVG, tagOf(what)), what, attributes, children);
}

function tagOf(what) {
  return what.split(".")[0] || "div";
}

function fill(element, what, attributes, children) {
  const classes = what.split(".").slice(1);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

function button(text, onclick, attributes) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

// A button that shows a sign and says a word.
function sign(mark, word, onclick, attributes) {
  return button(mark, onclick, { "aria-label": word, title: word, class: "sign", ...attributes });
}

function option(value, text, selected) {
  return h("option", { value, selected }, text);
}

// Says something to people who cannot see it.
function announce(text) {
  document.getElementById("status").textContent = text;
}

function clamp(number, low, high) {
  return Math.min(Math.max(number, low), high);
}

const thousands = new Intl.NumberFormat("en-US");

function count(number) {
  return thousands.format(number);
}

// Rounded down: all is said only of all.
function percent(part, whole) {
  if (!whole) return "–";
  return (Math.floor((part * 1000) / whole) / 10).toFixed(1) + "%";
}

// The file's own address for a link to a copy of a document; names may hold any character.
function address(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}
