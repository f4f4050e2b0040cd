"use strict";
// Plots of the overview: SVG bars, each with its number as text, for eyes and for screen readers.

const BAR = 22;

// Bars from the left, one a line: {label, parts: [{value, class, text}], open}.
function bars(title, lines, { note, width = 520, labels = 150 } = {}) {
  const top = Math.max(...lines.map((line) => line.parts.reduce((sum, part) => sum + part.value, 0)), 1e-9);
  const space = width - labels - 112;
  const height = lines.length * BAR + 6;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "list", "aria-label": title });
  lines.forEach((line, at) => {
    const y = at * BAR + 4;
    const text = line.parts.map((part) => part.text).filter(Boolean).join(", ");
    const group = svg("g", { role: "listitem", "aria-label": line.label + ": " + text, class: line.open ? "open" : null, tabindex: line.open ? 0 : null });
    group.append(svg("title", null, line.label + ": " + text));
    const label = svg("text.label", { x: labels - 8, y: y + 13 });
    label.textContent = shortened(line.label, Math.floor(labels / 12));
    group.append(svg("rect.hit", { x: 0, y: y - 3, width, height: BAR }), label);
    let x = labels;
    for (const part of line.parts) {
      const length = (part.value / top) * space;
      if (length > 0) group.append(svg("rect." + part.class, { x, y: y + 2, width: Math.max(length, 1), height: BAR - 9, rx: 2 }));
      x += length;
    }
    const number = svg("text.value", { x: x + 6, y: y + 13 });
    number.textContent = line.number ?? text;
    group.append(number);
    if (line.open) {
      group.addEventListener("click", line.open);
      group.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          line.open();
        }
      });
    }
    picture.append(group);
  });
  return h("figure.plot", null, h("figcaption", null, title), picture, note && h("p.faint", null, note));
}

// Squares: a row for each region, a column for each year, darker where there is more.
function squares(title, rows, columns, value, { open } = {}) {
  const labels = 110, side = 46, high = 26;
  const width = labels + columns.length * side, height = (rows.length + 1) * high;
  const top = Math.max(...rows.flatMap((row) => columns.map((column) => value(row, column))), 1);
  const picture = svg("svg", { viewBox: `0 0 ${Math.max(width, 300)} ${height}`, role: "list", "aria-label": title });
  columns.forEach((column, at) => {
    const label = svg("text.middle", { x: labels + at * side + side / 2, y: 17 });
    label.textContent = column ?? "—";
    picture.append(label);
  });
  rows.forEach((row, line) => {
    const y = (line + 1) * high;
    const label = svg("text.label", { x: labels - 8, y: y + 17 });
    label.textContent = shortened(row || say("unknown"), 8);
    picture.append(label);
    columns.forEach((column, at) => {
      const own = value(row, column);
      const words = `${row || say("unknown")} ${column ?? say("unknown")}: ${own}`;
      const group = svg("g", { role: "listitem", "aria-label": words, class: open && own ? "open" : null, tabindex: open && own ? 0 : null });
      const square = svg("rect.square", { x: labels + at * side + 2, y: y + 2, width: side - 4, height: high - 4, rx: 4 });
      square.style.fillOpacity = own ? 0.18 + (0.72 * own) / top : 0.04;
      group.append(svg("title", null, words), square);
      if (own) {
        const number = svg("text.middle" + (own / top > 0.55 ? ".light" : ""), { x: labels + at * side + side / 2, y: y + 17 });
        number.textContent = own;
        group.append(number);
        if (open) {
          group.addEventListener("click", () => open(row, column));
          group.addEventListener("keydown", (event) => { if (event.key === "Enter") open(row, column); });
        }
      }
      picture.append(group);
    });
  });
  return h("figure.plot", null, h("figcaption", null, title), picture);
}

function shortened(text, length) {
  const wide = (c) => (c.charCodeAt(0) > 0x2e80 ? 1 : 0.58);
  let sum = 0, out = "";
  for (const c of text) {
    sum += wide(c);
    if (sum > length) return out + "…";
    out += c;
  }
  return out;
}

// 1234567890 -> 12.35亿 or 1.23 bn.
function roughly(number) {
  const sizes = language ? [[1e12, " tn"], [1e9, " bn"], [1e6, " m"], [1e3, " k"]] : [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]];
  for (const [size, word] of sizes) {
    if (Math.abs(number) >= size) return (number / size).toFixed(2).replace(/\.?0+$/, "") + word;
  }
  return String(Math.round(number * 100) / 100);
}
