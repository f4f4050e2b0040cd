"use strict";
// A list of any length: only the rows in sight are elements.

const ROW = 44; // CSS pixels; the same in app.css.
const BEYOND = 8;
const HIGHEST = 8e6; // CSS pixels: browsers draw nothing in elements much higher than this.

// How a view scrolls over `rows` rows of `size` pixels: in its own pixels up to a height, beyond it so much faster.
function scrolling(rows, size, view) {
  const whole = rows * size, height = Math.min(whole, HIGHEST);
  const ratio = whole > height ? (whole - view.clientHeight) / (height - view.clientHeight) : 1;
  // `shift` is added to a row's own place to be where it is seen.
  return { height, ratio, top: view.scrollTop * ratio, shift: view.scrollTop - view.scrollTop * ratio };
}
const PRINTED = 2000; // More rows than this are not printed.

class List {
  // columns: {key, label, class, cell(row) -> nodes, sort}; open(row) is what choosing a row does.
  constructor({ label, columns, open, sort, onSort }) {
    this.columns = columns;
    this.open = open;
    this.rows = [];
    this.head = h("div.row.head", { role: "row", "aria-rowindex": 1 });
    this.body = h("div.body", { role: "rowgroup" });
    this.view = h("div.list", { role: "table", "aria-label": label, tabindex: 0 },
      h("div.headgroup", { role: "rowgroup" }, this.head), this.body);
    this.empty = h("p.empty", { hidden: true }, say("nothing"));
    this.element = h("div.listbox", null, this.view, this.empty);
    this.sort = sort;
    this.onSort = onSort;
    this.drawHead();
    this.view.addEventListener("scroll", () => this.draw(), { passive: true });
    this.view.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.view);
    this.all = false;
    window.addEventListener("beforeprint", () => { this.all = true; this.draw(true); });
    window.addEventListener("afterprint", () => { this.all = false; this.draw(true); });
  }

  drawHead() {
    const [key, down] = this.sort;
    this.head.replaceChildren(...this.columns.map((column) => {
      const isOwn = column.key === key;
      return h("div.cell." + column.class, { role: "columnheader", "aria-sort": isOwn ? (down ? "descending" : "ascending") : "none" },
        button(column.label + (isOwn ? (down ? " ▾" : " ▴") : ""), () => {
          this.sort = [column.key, isOwn ? !down : Boolean(column.down)];
          this.drawHead();
          this.onSort();
        }, { title: say("sortBy", column.label) }));
    }));
  }

  show(rows) {
    this.rows = rows;
    this.view.setAttribute("aria-rowcount", rows.length + 1);
    this.body.style.height = Math.min(rows.length * ROW, HIGHEST) + "px";
    this.empty.hidden = rows.length > 0;
    this.draw(true);
  }

  draw(again) {
    const { top, ratio, shift } = scrolling(this.rows.length, ROW, this.view);
    let from = Math.max(0, Math.floor(top / ROW) - BEYOND);
    let to = Math.min(this.rows.length, Math.ceil((top + this.view.clientHeight) / ROW) + BEYOND);
    if (this.all) [from, to] = [0, Math.min(this.rows.length, PRINTED)];
    if (!again && ratio === 1 && this.from === from && this.to === to) return;
    this.shift = this.all ? 0 : shift;
    [this.from, this.to] = [from, to];
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.at : null;
    this.body.replaceChildren(...this.rows.slice(from, to).map((row, n) => this.row(row, from + n)));
    if (focused !== null) this.body.querySelector(`[data-at="${Number(focused)}"]`)?.focus({ preventScroll: true });
  }

  row(row, at) {
    const element = h("div.row", { role: "row", "aria-rowindex": at + 2, "data-at": at, tabindex: -1 },
      this.columns.map((column) => h("div.cell." + column.class, { role: "cell", "data-label": column.label }, column.cell(row))));
    element.style.top = at * ROW + this.shift + "px";
    element.addEventListener("click", (event) => {
      if (!event.target.closest("a")) this.open(row);
    });
    return element;
  }

  key(event) {
    if (event.target.closest("button")) return;
    const own = event.target.closest("[data-at]");
    const at = own ? Number(own.dataset.at) : -1;
    const page = Math.max(1, Math.floor(this.view.clientHeight / ROW) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: this.rows.length - 1 }[event.key];
    if (event.key === "Enter" && at >= 0) {
      this.open(this.rows[at]);
    } else if (to !== undefined && this.rows.length) {
      this.focus(clamp(to, 0, this.rows.length - 1));
    } else {
      return;
    }
    event.preventDefault();
  }

  focus(at) {
    const { top, ratio } = scrolling(this.rows.length, ROW, this.view);
    const own = at * ROW, height = this.view.clientHeight - ROW;
    if (own < top) this.view.scrollTop = own / ratio;
    if (own > top + height - ROW) this.view.scrollTop = (own - height + ROW) / ratio;
    this.draw();
    this.body.querySelector(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  }
}

// A bar of how much is verified, contradicted and neither, with the numbers beside it.
function shareBar(amounts, verified, contradicted) {
  if (!amounts) return h("span.faint", null, "–");
  const part = (number, name) => {
    const bar = h("span." + name);
    bar.style.width = (number * 100) / amounts + "%";
    return bar;
  };
  const words = `${percent(verified, amounts)} ${say("verified")}, ${count(contradicted)} ${say("contradicted")} / ${count(amounts)}`;
  return h("span.share", { title: words },
    h("span.track", { "aria-hidden": "true" }, part(verified, "verified"), part(contradicted, "contradicted")),
    h("span.number", null, percent(verified, amounts)));
}
