"use strict";
// A document: the page beside the table, every doubt with its place.

class DocumentView {
  constructor(number, data, index) {
    Object.assign(this, { number, data, index, folder: "d/" + number });
    this.kindName = (slug) => (slug ? (language === 0 && index.kinds[slug]) || slug.replaceAll("_", " ") : say("noKind"));
    this.page = new PageView(this.folder, data, {
      hover: (key) => this.hover(key),
      choose: (key) => this.choose(key, { reveal: "table" }),
      turn: (way) => this.turn(way),
    });
    this.tableBox = h("div.tablebox");
    this.detail = h("section.detail", { "aria-label": say("detail"), "aria-live": "polite" });
    this.findings = h("ol.findings", { "aria-label": say("findings") });
    this.tools = h("div.toolbar.tables");
    this.caption = h("div.caption");
    const views = ["viewPage", "viewTable", "viewFindings"];
    this.switch = h("div.switch", { role: "group" }, views.map((name) => button(say(name), () => this.look(name), { "data-view": name })));
    this.element = h("div.document", null,
      this.about(), this.switch,
      h("div.split", null, this.page.element,
        h("section.tableview", { "aria-label": say("viewTable") }, this.tools, this.caption, this.tableBox, this.detail),
        h("section.findingview", { "aria-label": say("viewFindings") }, h("h2", null, `${say("findings")} ${count(data.findings.length)}`), this.findings)));
    this.look("viewTable");
    this.drawFindings();
    this.listener = () => this.redraw();
    corrections.listeners.add(this.listener);
  }

  close() {
    corrections.listeners.delete(this.listener);
    this.page.resizing.disconnect();
  }

  about() {
    const { data } = this;
    const facts = [
      data.region, data.year, sayValue(data.scope === "unit" ? "unitScope" : data.scope), sayValue(data.stage),
      data.published && say("publishedOn", data.published), data.pages ? say("pagesCount", count(data.pages)) : null,
      data.status !== "ok" ? sayValue(data.status) : null,
    ].filter(Boolean);
    return h("div.about", null,
      h("h1", null, data.organisation || data.title || data.input),
      h("p.faint", null, facts.join(" · "), h("br"), data.input,
        data.parts.length ? [h("br"), say("parts", data.parts.map((part) => part.organisation).join("、"))] : null,
        data.reason ? [h("br"), data.reason] : null,
        data.annotated ? [" · ", h("a", { href: address(data.annotated) }, say("annotated"))] : null));
  }

  look(name) {
    this.element?.setAttribute("data-look", name);
    for (const own of this.switch.children) own.setAttribute("aria-pressed", String(own.dataset.view === name));
    if (name === "viewPage") this.page.layOut();
  }

  // Opens a table, and chooses a cell of it or shows a page.
  async open({ table, row, column, page }) {
    const entry = this.data.tables.find((own) => own.index === table);
    // Who asks while a table is still loading waits for it, and the last who asked is answered.
    const own = this.asked = (this.asked || 0) + 1;
    if (entry && this.entry !== entry) {
      this.entry = entry;
      this.chosen = null;
      this.drawTools();
      this.drawn = this.drawTable();
    }
    await this.drawn;
    if (entry && this.entry !== entry || this.asked !== own) return;
    const first = page || this.page.number && this.entry?.pages?.includes(this.page.number) && this.page.number
      || entry?.pages?.[0] || this.data.pictures[0]?.page || null;
    if (entry && row) {
      await this.choose(keyOf(row, column || this.firstColumn(row)), { reveal: "both", quiet: true });
    } else {
      this.drawDetail();
      await this.showPage(first);
    }
  }

  firstColumn(row) {
    const cells = this.table?.rows[row - 1]?.[1] || [];
    return Math.max(0, cells.findIndex((cell) => textOf(cell))) + 1;
  }

  drawTools() {
    const { tables } = this.data;
    const at = tables.indexOf(this.entry);
    const title = (own) => `${own.index}. ${own.title || say("untitled")}` + (own.contradicted ? " ≠" : "");
    const select = h("select.choose", { "aria-label": say("chooseTable"), onchange: () => go(this.number, Number(select.value)) },
      tables.map((own) => option(own.index, title(own), own === this.entry)));
    const more = h("select.more", { "aria-label": say("correct"), onchange: () => { const { value } = more; more.value = ""; this.correctTable(value); } },
      option("", "✎ " + say("correct")), option("kind", say("correctKind")), option("merge", say("mergeNext")), option("split", say("splitHere")));
    this.tools.replaceChildren(
      sign("‹", say("previousTable"), () => this.step(-1), { disabled: at <= 0 }), select,
      sign("›", say("nextTable"), () => this.step(1), { disabled: at >= tables.length - 1 }), more);
  }

  async drawTable() {
    const { entry } = this;
    const pages = entry.pages;
    const place = pages?.length ? (pages.length > 1 ? say("pagesN", pages[0] + "–" + pages.at(-1)) : say("pageN", pages[0])) : "";
    const kind = this.noted("kind");
    this.caption.replaceChildren(
      h("h2", null, entry.title || say("untitled")),
      h("p", null, h("span.tag", null, kind ? h("ins", null, this.kindName(kind.kind)) : this.kindName(entry.kind)),
        [entry.number, entry.organisation, entry.unit && `${say("unit")}：${entry.unit}`, place].filter(Boolean).map((text) => h("span.tag.soft", null, text)),
        entry.amounts ? shareBar(entry.amounts, entry.verified, entry.contradicted) : null,
        ["merge", "split"].map((change) => this.noted(change)).filter(Boolean).map((own) => h("ins.tag", null, describe(own)))));
    this.table = this.view = null;
    if (!entry.has_rows) {
      this.tableBox.replaceChildren(h("p.message.faint", null, say("noRows")));
      return;
    }
    this.tableBox.replaceChildren(h("p.message.faint", null, say("loading")));
    try {
      const data = await loadTable(this.folder, entry);
      if (this.entry !== entry) return;
      this.table = data;
      this.view = new TableView(data, {
        hover: (key) => this.hover(key),
        choose: (key, isByHand) => this.choose(key, { reveal: isByHand ? "page" : "both" }),
        edit: () => this.correct(),
        pending: (row, column) => corrections.find(this.data.sha256, entry.index, "cell", { row, column }),
      });
      const { head } = data;
      const around = [];
      if (head.fields.length) around.push(h("dl.fields", null, head.fields.map(([name, value]) => [h("dt", null, name), h("dd", null, value)])));
      if (head.lines) around.push(h("p.faint", null, say("textInput", head.lines[0], head.lines[1])));
      const under = [...head.remarks, ...head.notes].map((note) => h("p.note", null, note));
      this.tableBox.replaceChildren(...around, this.view.element, ...under, legend());
    } catch {
      this.tableBox.replaceChildren(h("p.message", null, say("missing", `${this.folder}/t${entry.index}`)));
    }
  }

  redraw() {
    if (!this.entry) return;
    const { chosen } = this;
    const scroll = this.view && [this.view.scroll.scrollLeft, this.view.scroll.scrollTop];
    this.drawTable().then(() => {
      if (this.view && scroll) [this.view.scroll.scrollLeft, this.view.scroll.scrollTop] = scroll;
      this.chosen = chosen;
      this.mark();
      this.drawDetail();
      if (chosen) this.view?.reveal(chosen, true);
    });
    this.drawFindings();
  }

  noted(change) {
    return corrections.list.find((own) => own.sha256 === this.data.sha256 && own.table === this.entry.index && own.change === change);
  }

  // The cells of the table on a page, as boxes.
  cellsOn(page) {
    const cells = [];
    (this.table?.rows || []).forEach((row, y) => row?.[1].forEach((cell, x) => {
      const box = boxOf(cell);
      if (box && cell[C.page] === page) cells.push({ key: keyOf(y + 1, x + 1), box, class: cell[C.origin] === "c" ? "corrected" : STATES[cell[C.state]] });
    }));
    return cells;
  }

  async showPage(page) {
    await this.page.show(page, this.cellsOn(page));
    this.mark();
  }

  turn(way) {
    const pages = this.data.pictures.map((own) => own.page);
    const at = pages.indexOf(this.page.number);
    const to = pages[clamp(at + way, 0, pages.length - 1)];
    if (to) this.showPage(to);
  }

  hover(key) {
    if (this.hovered === key) return;
    this.hovered = key;
    this.mark();
  }

  // What is marked: the chosen cell, the one under the pointer, and the cells of the sum that is looked at.
  mark() {
    const marks = [];
    if (this.check) {
      for (const own of this.check.left) if (!own.table) marks.push([keyOf(own.row, own.column), "sum"]);
      for (const own of this.check.right) if (!own.table) marks.push([keyOf(own.row, own.column), "addend"]);
    }
    if (this.hovered) marks.push([this.hovered, "hovered"]);
    if (this.chosen) marks.push([this.chosen, "chosen"]);
    this.view?.mark(marks);
    this.page.mark(marks);
  }

  async choose(key, { reveal = "both", quiet = false } = {}) {
    this.chosen = key;
    const [row, column] = key.split(" ").map(Number);
    if (this.table && row && !this.table.rows[row - 1]) await this.table.need(row - 1, row);
    const checks = this.table?.byCell.get(key) || [];
    // The sum that fails is looked at first, else the one that the cell is the sum of.
    this.check = checks.find((check) => check.verdict === "mismatch") || checks.find((check) => check.verdict === "rounding")
      || checks.find((check) => check.left.some((own) => own.row === row && own.column === column)) || checks[0] || null;
    const cell = row ? this.table?.cell(row, column) : null;
    const page = cell?.[C.page] || null;
    if (page && page !== this.page.number) await this.showPage(page);
    else if (!this.page.number) await this.showPage(this.entry?.pages?.[0] || this.data.pictures[0]?.page || null);
    this.mark();
    this.drawDetail();
    if (reveal !== "table") this.page.reveal(key);
    if (reveal !== "page") await this.view?.reveal(key, reveal === "both" && !quiet);
    const path = `#/d/${this.number}/t/${this.entry.index}` + (row ? `/r/${row}/c/${column}` : "");
    if (location.hash !== path) history.replaceState(null, "", path);
  }

  drawDetail() {
    const [row, column] = (this.chosen || "").split(" ").map(Number);
    const name = column && this.table?.head.columns[column - 1];
    if (!name) {
      this.detail.replaceChildren(h("p.faint", null, say("choose")));
      return;
    }
    const path = name[1].length ? name[1] : [name[0]];
    const line = (label, ...value) => [h("dt", null, label), h("dd", null, ...value)];
    const crumbs = path.flatMap((text, at) => [at ? h("span.faint", null, " › ") : null, text]);
    if (!row) {
      const noted = corrections.find(this.data.sha256, this.entry.index, "header", { column });
      this.detail.replaceChildren(h("dl", null, line(say("headerPath"), crumbs), noted ? line(say("corrected"), describe(noted)) : []),
        h("div.buttons", null, button(say("correctHeader"), () => this.correct(), { class: "primary" })));
      return;
    }
    const cell = this.table.cell(row, column);
    const state = cell ? STATES[cell[C.state]] : "";
    const origin = cell?.[C.origin];
    const facts = [
      line(say("rowLabel"), this.table.label(row, column)), line(say("headerPath"), crumbs),
      cell?.[C.printed] !== undefined ? line(say("printed"), h("del", null, cell[C.printed])) : [],
      origin && (origin !== "p" || this.spanOf(row, column)) ? line(say("origin"), [say("origin" + origin), this.spanOf(row, column)].filter(Boolean).join(" · ")) : [],
    ];
    if (origin === "o") {
      const cut = this.page.cut(cell[C.page], boxOf(cell));
      const chosen = this.data.findings.find((own) => own.code === "ocr_chosen" && own.table === this.entry.index && own.row === row && own.column === column);
      facts.push(cut ? line(say("cut"), cut) : [], chosen ? line(say("readings"), say("taken", chosen.found, chosen.expected)) : []);
    }
    const checks = this.table.byCell.get(this.chosen) || [];
    const rank = { mismatch: 0, rounding: 1, ok: 2, insufficient: 3 };
    const sums = checks.slice().sort((a, b) => (a === this.check ? -1 : b === this.check ? 1 : rank[a.verdict] - rank[b.verdict]));
    this.detail.replaceChildren(
      h("div.detailhead", null,
        h("strong.big", null, textOf(cell) || "∅"),
        state ? h("span.badge." + state, null, say(state)) : null,
        origin === "c" ? h("span.badge.corrected", null, say("corrected")) : null,
        h("span.faint", null, say("cell", row, column) + (cell?.[C.page] ? " · " + say("pageN", cell[C.page]) : "")),
        h("span.gap"),
        button("✎ " + say("correct"), () => this.correct(), { class: "primary", id: "correct" })),
      h("dl", null, facts),
      sums.length ? h("div.sums", null, h("h3", null, say("sums")), sums.slice(0, 8).map((check) => this.sum(check))) : state ? h("p.faint", null, say("noSums")) : null);
  }

  // Which rows or columns a merged cell covers: those whose cells have one box.
  spanOf(row, column) {
    const own = this.table.cell(row, column);
    const box = boxOf(own)?.join();
    if (!box) return "";
    const same = (y, x) => {
      const cell = this.table.cell(y, x);
      return cell && cell[C.page] === own[C.page] && boxOf(cell)?.join() === box;
    };
    let [top, bottom, left, right] = [row, row, column, column];
    while (same(top - 1, column)) top--;
    while (same(bottom + 1, column)) bottom++;
    while (same(row, left - 1)) left--;
    while (same(row, right + 1)) right++;
    return [bottom > top ? say("merged", top, bottom) : "", right > left ? say("mergedColumns", left, right) : ""].filter(Boolean).join(" · ");
  }

  // An identity spelt out: its sum, each of its addends, what is off.
  sum(check) {
    const isOwn = check === this.check;
    const [chinese, english] = this.index.codes[check.code] || [check.code, check.code];
    const verdict = { ok: "holds" }[check.verdict] || check.verdict;
    const title = h("summary", null, h("span.badge." + check.verdict, null, say(verdict)), " ", language ? english : chinese, h("span.faint", null, " " + check.identity));
    const lines = h("tbody");
    const few = 12;
    const draw = (isWhole) => {
      const right = isWhole ? check.right : check.right.slice(0, few);
      lines.replaceChildren(
        ...check.left.map((own) => this.term(own, "sum", say("sumOf"))),
        ...right.map((own, at) => this.term(own, "addend", at ? "+" : check.atMost ? "≤" : "=")),
        check.right.length > right.length ? h("tr", null, h("td", { colspan: 4 }, button(say("showAll", check.right.length), () => draw(true)))) : "");
    };
    draw(false);
    const element = h("details.identity", { open: isOwn || null }, title, h("table", null, lines),
      check.expected !== undefined && check.expected !== null
        ? h("p", { class: check.verdict }, say("isSum", check.expected, check.found, difference(check.found, check.expected)), check.cause ? " " + say("cause", say(check.cause === "unit" ? "unit_cause" : check.cause)) : "") : null);
    element.addEventListener("toggle", () => {
      if (element.open && this.check !== check) {
        this.check = check;
        this.mark();
      }
    });
    return element;
  }

  term(own, name, mark) {
    const table = own.table || this.entry.index;
    const value = h("td.number"), label = h("td"), column = h("td.faint");
    const link = h("a", { href: `#/d/${this.number}/t/${table}/r/${own.row}/c/${own.column}` }, (own.table ? say("tableN", own.table) + " " : "") + `R${own.row}C${own.column}`);
    const put = (data) => {
      value.textContent = textOf(data.cell(own.row, own.column));
      label.textContent = data.label(own.row, own.column);
      column.textContent = (data.head.columns[own.column - 1] || [""])[0];
    };
    if (!own.table) {
      put(this.table);
      this.table.need(own.row - 1, own.row).then(() => put(this.table));
    } else {
      const entry = this.data.tables.find((other) => other.index === own.table);
      if (entry?.has_rows) loadTable(this.folder, entry).then((data) => data.need(own.row - 1, own.row).then(() => put(data))).catch(() => {});
    }
    return h("tr." + name, null, h("td.mark", null, mark), value, label, column, h("td", null, link));
  }

  drawFindings() {
    const { data } = this;
    if (!data.findings.length) {
      this.findings.replaceChildren(h("li.faint", null, say("noFindings")));
      return;
    }
    const rank = { error: 0, warning: 1, info: 2 };
    this.ordered = data.findings.slice().sort((a, b) => rank[a.severity] - rank[b.severity]);
    this.findings.replaceChildren(...this.ordered.map((own, at) => {
      const [chinese, english] = this.index.codes[own.code] || [own.code, own.code];
      const place = [own.page && "p" + own.page, own.table && "T" + own.table, own.row && "R" + own.row + (own.column ? "C" + own.column : "")].filter(Boolean).join(" ");
      const review = corrections.find(data.sha256, own.table || 0, "review", own);
      const element = h("li", { class: own.severity + (own === this.finding ? " own" : ""), "data-at": at },
        h("a", { href: "#", onclick: (event) => { event.preventDefault(); this.toFinding(at); } },
          h("span.level." + own.severity, null, say(own.severity)), " ", h("b", null, language ? english : chinese), " ", h("span.faint", null, place), h("br"),
          own.expected || own.found ? h("span.values", null, own.expected ? say("expected", own.expected) : "", own.expected && own.found ? (language ? ", " : "，") : "", own.found ? say("found", own.found) : "", h("br")) : null,
          h("small", null, own.message)),
        h("span.review", null,
          button("✓", () => this.review(at, "approved"), { title: say("approve"), "aria-label": say("approve"), "aria-pressed": String(review?.verdict === "approved") }),
          button("✗", () => this.review(at, "rejected"), { title: say("reject"), "aria-label": say("reject"), "aria-pressed": String(review?.verdict === "rejected") })));
      return element;
    }));
  }

  async toFinding(at) {
    const finding = this.ordered?.[at];
    if (!finding) return;
    this.finding = finding;
    for (const own of this.findings.children) own.classList.toggle("own", Number(own.dataset.at) === at);
    const element = this.findings.children[at];
    element.scrollIntoView({ block: "nearest" });
    announce(element.innerText);
    await this.open({ table: finding.table || undefined, row: finding.row, column: finding.column, page: finding.row ? undefined : finding.page });
    if (finding.table && !finding.row && finding.column) this.choose(keyOf(0, finding.column));
    // On a narrow screen, what the finding is about comes to the front.
    if (matchMedia("(max-width: 899px)").matches) this.look(finding.table ? "viewTable" : "viewPage");
    if (this.check && finding.row) {
      const own = (this.table?.byCell.get(this.chosen) || []).find((check) => check.code === finding.code && check.verdict !== "ok");
      if (own) {
        this.check = own;
        this.mark();
        this.drawDetail();
      }
    }
  }

  nextFinding(way) {
    if (!this.ordered?.length) return;
    const at = this.ordered.indexOf(this.finding);
    this.toFinding((at + way + this.ordered.length + (at < 0 && way < 0 ? 1 : 0)) % this.ordered.length);
  }

  review(at, verdict) {
    const finding = this.ordered?.[at ?? this.ordered.indexOf(this.finding)];
    if (!finding) return;
    this.finding = finding;
    const { code, row, column } = finding;
    const before = corrections.find(this.data.sha256, finding.table || 0, "review", finding);
    if (before?.verdict === verdict) corrections.remove(before);
    else corrections.add({ ...this.base(finding.table || 0), change: "review", code, row, column, verdict });
    announce(say(verdict));
  }

  step(way) {
    const { tables } = this.data;
    const to = tables[tables.indexOf(this.entry) + way];
    if (to) go(this.number, to.index);
  }

  base(table) {
    return { document: this.data.id, sha256: this.data.sha256, table };
  }

  correct() {
    if (!this.chosen || !this.table) return;
    const [row, column] = this.chosen.split(" ").map(Number);
    const table = this.entry.index;
    const noted = (correction) => {
      corrections.add(correction);
      announce(say("saved"));
    };
    if (!row) {
      const printed = this.table.head.columns[column - 1][1];
      ask(say("correctHeader"), printed.join("/"), (text, note) =>
        noted({ ...this.base(table), change: "header", column, printed, path: text.split("/").map((part) => part.trim()).filter(Boolean), note }));
      return;
    }
    const cell = this.table.cell(row, column);
    const before = corrections.find(this.data.sha256, table, "cell", { row, column });
    // A cell that is corrected already is corrected again from what is printed.
    const printed = cell?.[C.printed] ?? textOf(cell);
    ask(`${say("correctCell")} · ${this.table.label(row, column)}`, before ? before.text : textOf(cell), (text, note) =>
      noted({ ...this.base(table), change: "cell", row, column, printed, text: text.trim(), note }));
  }

  correctTable(change) {
    const table = this.entry.index;
    const rows = this.entry.rows;
    if (change === "kind") {
      const kinds = Object.keys(this.index.kinds).sort().map((slug) => [slug, this.kindName(slug)]);
      ask(say("correctKind"), this.entry.kind || "", (kind, note) =>
        corrections.add({ ...this.base(table), change, printed: this.entry.kind, kind: kind || null, note }), [["", say("noKind")], ...kinds]);
    } else if (change === "merge") {
      corrections.add({ ...this.base(table), change, rows });
    } else if (change === "split") {
      const row = Number((this.chosen || "").split(" ")[0]);
      if (row > 1) corrections.add({ ...this.base(table), change, row, rows });
      else announce(say("choose"));
    }
  }

  key(event) {
    switch (event.key) {
      case "n": case "j": this.nextFinding(1); break;
      case "p": case "k": this.nextFinding(-1); break;
      case "t": case "]": this.step(1); break;
      case "T": case "[": this.step(-1); break;
      case "a": this.review(null, "approved"); break;
      case "r": this.review(null, "rejected"); break;
      case "e": this.correct(); break;
      case "+": case "=": this.page.zoomBy(1.25); break;
      case "-": this.page.zoomBy(1 / 1.25); break;
      case "0": this.page.zoom = 0; this.page.layOut(); break;
      case "Escape": location.hash = "#/"; break;
      default: return false;
    }
    return true;
  }
}

function legend() {
  return h("p.legend.faint", { "aria-label": say("legend") },
    ["verified", "contradicted", "unverified", "corrected"].map((name) => h("span", null, h("i." + name), say(name))));
}

// Decimals without the errors of floating point: as many places as the longer of both.
function difference(a, b) {
  const places = Math.max(...[a, b].map((text) => (String(text).split(".")[1] || "").length));
  const whole = (text) => {
    const [before, after = ""] = String(text).replace("-", "").split(".");
    const number = BigInt(before + after.padEnd(places, "0"));
    return String(text).startsWith("-") ? -number : number;
  };
  const result = whole(a) - whole(b);
  const digits = String(result < 0n ? -result : result).padStart(places + 1, "0");
  const text = places ? digits.slice(0, -places) + "." + digits.slice(-places) : digits;
  return (result < 0n ? "-" : "") + (places ? text.replace(/\.?0+$/, "") : text);
}

function go(document, table) {
  location.hash = `#/d/${document}/t/${table}`;
}
