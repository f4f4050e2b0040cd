"use strict";
// One table: header with its spans, rows, what the checks say of each cell.

// Where things stand in a cell: [text, state, origin, page, left, top, width, height, printed]; src/report/table.rs.
const C = { text: 0, state: 1, origin: 2, page: 3, box: 4, printed: 8 };
const STATES = ["", "unverified", "verified", "contradicted"];
const WHOLE = 400; // Up to so many rows a table is drawn whole; beyond it only the rows in sight.
const LINE = 32; // Height of a row in such a long table, in CSS pixels; the same in app.css.

const keyOf = (row, column) => row + " " + column;
const textOf = (cell) => (cell ? cell[C.text] : "");
const boxOf = (cell) => (cell && typeof cell[C.box] === "number" ? cell.slice(C.box, C.box + 4).map((length) => length / 10) : null);

// A table's head with its rows, those of other files as they are asked for.
class TableData {
  constructor(folder, entry, head) {
    Object.assign(this, { folder, entry, head });
    this.rows = head.body.slice();
    this.checks = head.checks.map((check) => ({ ...check, ...sidesOf(check.cells) }));
    this.byCell = new Map();
    for (const check of this.checks) {
      for (const own of [...check.left, ...check.right]) {
        if (own.table) continue;
        const key = keyOf(own.row, own.column);
        if (!this.byCell.has(key)) this.byCell.set(key, []);
        this.byCell.get(key).push(check);
      }
    }
  }
  // Loads the rows from..to; true if there were any to load.
  async need(from, to) {
    const size = this.head.rows_a_file;
    let isNew = false;
    for (let file = Math.max(1, Math.floor(from / size)); file * size < Math.min(to, this.head.rows); file++) {
      if (this.rows[file * size]) continue;
      const rows = await load(`${this.folder}/t${this.entry.index}-${file}`);
      rows.forEach((row, at) => { this.rows[file * size + at] = row; });
      isNew = true;
    }
    return isNew;
  }
  cell(row, column) {
    const cell = this.rows[row - 1]?.[1][column - 1];
    return cell || null;
  }
  // The name of a row: in tables of two halves that beside the column, else the first.
  label(row, column) {
    const cells = this.rows[row - 1]?.[1] || [];
    const isName = ([, , role], at) => (role === "label" || role === "text") && textOf(cells[at]);
    const { columns } = this.head;
    const near = columns.slice(0, column - 1).findLastIndex(isName);
    const found = near >= 0 ? near : columns.findIndex(isName);
    return found >= 0 ? textOf(cells[found]) : cells.map(textOf).find(Boolean) || "";
  }
}

// "R1C3 = R2C3 + T5R1C3" -> its cells.
function sidesOf(text) {
  const [left, right = ""] = text.split(/ (?:=|<=) /);
  const cells = (side) => [...side.matchAll(/(?:T(\d+))?R(\d+)C(\d+)/g)].map(([, table, row, column]) =>
    ({ table: table ? Number(table) : 0, row: Number(row), column: Number(column) }));
  return { left: cells(left), right: cells(right), atMost: text.includes(" <= ") };
}

async function loadTable(folder, entry) {
  const head = await load(`${folder}/t${entry.index}`);
  return (head.data ??= new TableData(folder, entry, head));
}

class TableView {
  constructor(data, { hover, choose, edit, pending }) {
    Object.assign(this, { data, hover, choose, pending });
    this.isLong = data.head.rows > WHOLE;
    this.head = h("thead");
    this.body = h("tbody");
    this.table = h("table.data" + (this.isLong ? ".long" : ""), { role: "grid", "aria-rowcount": data.head.rows, "aria-colcount": data.head.columns.length, "aria-label": data.entry.title || say("untitled") }, this.head, this.body);
    this.scroll = h("div.tablescroll", null, this.table);
    this.element = this.scroll;
    this.drawHead();
    this.drawBody();
    this.scroll.addEventListener("scroll", () => { if (this.isLong) this.drawBody(); }, { passive: true });
    const cellOf = (event) => event.target.closest("td[data-key]")?.dataset.key ?? null;
    this.body.addEventListener("mouseover", (event) => this.hover(cellOf(event)));
    this.body.addEventListener("mouseleave", () => this.hover(null));
    this.body.addEventListener("click", (event) => { const key = cellOf(event); if (key) this.choose(key, true); });
    this.body.addEventListener("dblclick", (event) => { if (cellOf(event)) edit(); });
    this.body.addEventListener("focusin", (event) => { const key = cellOf(event); if (key && key !== this.chosen) this.choose(key, true); });
    this.body.addEventListener("keydown", (event) => this.key(event));
  }

  // Names that span columns or rows stand in one cell each.
  drawHead() {
    const { header, columns, index_row: index } = this.data.head;
    const grid = header.length ? header : [columns.map(([name]) => name)];
    const taken = grid.map((row) => row.map(() => false));
    const lines = grid.map((row, y) => {
      const line = h("tr", null, h("th.rownumber", { "aria-hidden": "true" }, y ? "" : "#"));
      row.forEach((text, x) => {
        if (taken[y][x]) return;
        let wide = 1, high = 1;
        const isUnder = (at) => y === 0 || this.parent(grid, y, at) === this.parent(grid, y, x);
        while (text && x + wide < row.length && row[x + wide] === text && !taken[y][x + wide] && isUnder(x + wide)) wide++;
        const isFree = (at) => grid[at] && grid[at].slice(x, x + wide).every((below) => below === "");
        while (isFree(y + high)) high++;
        for (let a = y; a < y + high; a++) for (let b = x; b < x + wide; b++) taken[a][b] = true;
        line.append(h("th", { colspan: wide > 1 ? wide : null, rowspan: high > 1 ? high : null, scope: wide > 1 ? "colgroup" : "col", class: columns[x] ? columns[x][2] : null, "data-column": x + 1, title: columns.slice(x, x + wide).map(([name]) => name).join("\n") }, text));
      });
      return line;
    });
    if (index) lines.push(h("tr.index", null, h("th.rownumber"), index.map((text) => h("td", null, text))));
    this.head.replaceChildren(...lines);
    this.head.addEventListener("click", (event) => {
      const own = event.target.closest("th[data-column]");
      if (own) this.choose(keyOf(0, own.dataset.column), true);
    });
  }

  // The names above a place of the header.
  parent(grid, y, x) {
    return grid.slice(0, y).map((row) => row[x]).join("\n");
  }

  drawBody() {
    const { head } = this.data;
    if (!this.isLong) {
      this.body.replaceChildren(...this.lines(0, head.rows));
      return;
    }
    const { height, ratio, top, shift } = scrolling(head.rows, LINE, this.scroll);
    const from = clamp(Math.floor(top / LINE) - 10, 0, head.rows);
    const to = clamp(Math.ceil((top + (this.scroll.clientHeight || 800)) / LINE) + 10, 0, head.rows);
    if (ratio === 1 && this.from === from && this.to === to) return;
    [this.from, this.to] = [from, to];
    const space = (pixels) => {
      const line = h("tr.space", { "aria-hidden": "true" }, h("td", { colspan: head.columns.length + 1 }));
      line.firstChild.style.height = Math.max(0, pixels) + "px";
      return line;
    };
    const draw = () => {
      this.body.replaceChildren(space(from * LINE + shift), ...this.lines(from, to), space(height - to * LINE - shift));
      this.mark(this.marks || []);
    };
    draw();
    this.data.need(from, to).then((isNew) => { if (isNew && this.from === from) draw(); });
  }

  lines(from, to) {
    const lines = [];
    let page = from > 0 ? this.pageOf(from - 1) : null;
    for (let at = from; at < to; at++) {
      const row = this.data.rows[at];
      const own = this.pageOf(at);
      if (page && own && own !== page && !this.isLong) {
        lines.push(h("tr.join", null, h("td", { colspan: this.data.head.columns.length + 1 }, "↓ " + say("joined", own))));
      }
      page = own || page;
      lines.push(this.line(row, at));
    }
    return lines;
  }

  pageOf(at) {
    const cell = this.data.rows[at]?.[1].find((own) => own && own[C.page]);
    return cell ? cell[C.page] : null;
  }

  line(row, at) {
    const line = h("tr", { class: row ? "role-" + row[0] : "waiting", "aria-rowindex": at + 1 }, h("th.rownumber", { scope: "row" }, at + 1));
    const { columns } = this.data.head;
    columns.forEach(([name, , role], x) => {
      const cell = row?.[1][x] || null;
      const key = keyOf(at + 1, x + 1);
      const state = cell ? STATES[cell[C.state]] : "";
      const noted = this.pending(at + 1, x + 1);
      const classes = [role, state, cell && cell[C.origin] === "s" ? "spanned" : "", cell && cell[C.origin] === "c" ? "corrected" : "", noted ? "pending" : ""].filter(Boolean).join(" ");
      const said = [name, state && say(state), cell && cell[C.origin] === "s" && say("origins"), cell?.[C.printed] !== undefined && say("printed") + " " + cell[C.printed]].filter(Boolean).join(" · ");
      const text = noted ? noted.text : textOf(cell);
      line.append(h("td", { "data-key": key, class: classes || null, role: "gridcell", tabindex: at === 0 && x === 0 ? 0 : -1, "aria-colindex": x + 1, "aria-label": state ? `${text}, ${say(state)}` : null, title: said },
        noted ? [h("del", null, textOf(cell)), " ", h("ins", null, noted.text)] : text));
    });
    return line;
  }

  cellElement(key) {
    return this.body.querySelector(`td[data-key="${CSS.escape(key)}"]`);
  }

  // Marks cells: [key, class] pairs.
  mark(marks) {
    this.marks = marks;
    for (const own of this.table.querySelectorAll(".chosen, .hovered, .sum, .addend")) own.classList.remove("chosen", "hovered", "sum", "addend");
    for (const own of this.body.querySelectorAll("td[tabindex='0']")) own.tabIndex = -1;
    for (const [key, name] of marks) {
      const [row, column] = key.split(" ");
      const own = row === "0" ? this.head.querySelectorAll(`th[data-column="${Number(column)}"]`) : [this.cellElement(key)];
      for (const element of own) {
        element?.classList.add(name);
        if (name === "chosen" && element && row !== "0") {
          element.tabIndex = 0;
          this.chosen = key;
        }
      }
    }
  }

  // Brings a cell into sight; with `isFocused` the keyboard goes on from there.
  async reveal(key, isFocused) {
    const [row] = key.split(" ").map(Number);
    if (this.isLong && row) {
      const own = (row - 1) * LINE;
      const { top, ratio } = scrolling(this.data.head.rows, LINE, this.scroll);
      if (own < top || own > top + this.scroll.clientHeight - 4 * LINE) {
        this.scroll.scrollTop = Math.max(0, own - this.scroll.clientHeight / 2) / ratio;
      }
      await this.data.need(row - 1, row);
      this.drawBody();
    }
    const own = this.cellElement(key);
    if (!own) return;
    if (isFocused && document.activeElement !== own) own.focus({ preventScroll: true });
    own.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  key(event) {
    const own = event.target.closest("td[data-key]");
    if (!own || event.ctrlKey || event.altKey || event.metaKey) return;
    const [row, column] = own.dataset.key.split(" ").map(Number);
    const { rows, columns } = this.data.head;
    const to = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [row, 1], End: [row, columns.length], PageUp: [row - 15, column], PageDown: [row + 15, column],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const key = keyOf(clamp(to[0], 1, rows), clamp(to[1], 1, columns.length));
    this.choose(key, false);
    this.reveal(key, true);
  }
}
