"use strict";
// All documents and tables: numbers, plots, lists.

// Where things stand in the rows of data/documents-N.js and data/tables-N.js; src/report/overview.rs writes them.
const D = { id: 0, input: 1, organisation: 2, region: 3, year: 4, stage: 5, scope: 6, status: 7, pages: 8, tables: 9, amounts: 10, verified: 11, contradicted: 12, severities: 13, codes: 14, title: 15, reason: 16 };
const T = { document: 0, index: 1, kind: 2, number: 3, title: 4, organisation: 5, year: 6, unit: 7, page: 8, rows: 9, columns: 10, amounts: 11, verified: 12, contradicted: 13, findings: 14 };

// What the lists show is kept while a document is looked at.
const overviewState = { tab: "documents", text: "", year: "", region: "", status: "", code: "", kind: "", doubt: false, sorts: {} };
const lists = { documents: [], tables: [] };

// Adds the rows of a list file by file; `more` is told after the first, each time there are twice as many, and at the end.
async function loadList(name, files, more) {
  let told = 0;
  for (let at = lists[name].files || 0; at < files; at++) {
    const rows = await load(`${name}-${at}`);
    if ((lists[name].files || 0) > at) continue;
    lists[name].push(...rows.map((row, n) => Object.assign(row, { at: lists[name].length + n + 1 })));
    lists[name].files = at + 1;
    if (at + 1 === files || lists[name].length >= 2 * told) {
      told = lists[name].length;
      more();
    }
    // Let the page breathe between files.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function nameOf(path) {
  return path.split(/[\\/]/).pop();
}

async function showOverview(main) {
  const index = await load("index");
  document.title = say("title");
  const kindName = (slug) => (slug ? index.kinds[slug] && language === 0 ? index.kinds[slug] : slug.replaceAll("_", " ") : "");
  const state = overviewState;
  const sum = (at) => index.shares.reduce((total, share) => total + share[at], 0);
  const levels = [0, 1, 2].map((level) => Object.values(index.finding_codes).reduce((total, own) => total + own[level], 0));
  const fact = (number, word, extra) => h("div.fact", null, h("b", null, number), h("span", null, word), extra);
  const facts = h("section.facts", { "aria-label": say("title") },
    fact(count(index.documents), say("documents")),
    fact(count(index.tables), say("tables")),
    fact(count(sum(1)), say("amounts")),
    fact(percent(sum(2), sum(1)), say("verified"), shareBar(sum(1), sum(2), sum(3))),
    fact(count(sum(3)), say("contradicted")),
    fact(levels.map(count).join(" · "), [say("error"), say("warning"), say("info")].join(" · ")));

  const plots = h("section.plots", null, ...plotsOf(index, (change) => {
    Object.assign(state, { text: "", year: "", region: "", status: "", code: "", kind: "", doubt: false }, change);
    state.tab = "documents";
    render();
    document.getElementById("lists").scrollIntoView({ behavior: "smooth" });
  }));
  const lower = h("section.lists", { id: "lists" });
  main.replaceChildren(facts, plots, lower);

  let list;
  function render() {
    const isDocuments = state.tab === "documents";
    const tab = (name, label) => button(label, () => { state.tab = name; render(); }, { role: "tab", "aria-selected": String(state.tab === name), id: "tab-" + name });
    const shown = h("span.shown", { "aria-live": "polite" });
    const filters = filterBar(index, state, kindName, refresh);
    list = new List({
      label: say(state.tab),
      columns: isDocuments ? documentColumns() : tableColumns(kindName),
      open: (row) => { location.hash = isDocuments ? (row[D.id] ? "#/d/" + row.at : location.hash) : `#/d/${row[T.document]}/t/${row[T.index]}`; },
      sort: state.sorts[state.tab] ||= isDocuments ? ["organisation", false] : ["document", false],
      onSort: () => { state.sorts[state.tab] = list.sort; refresh(); },
    });
    list.element.setAttribute("role", "tabpanel");
    list.element.setAttribute("aria-labelledby", "tab-" + state.tab);
    lower.replaceChildren(
      h("div.tabs", { role: "tablist" }, tab("documents", `${say("documents")} ${count(index.documents)}`), tab("tables", `${say("tables")} ${count(index.tables)}`)),
      h("div.filters", null, filters, shown), list.element);
    function refresh() {
      const all = lists[state.tab];
      const rows = sorted(all.filter(isDocuments ? documentFilter(state) : tableFilter(state)), list);
      const total = isDocuments ? index.documents : index.tables;
      shown.textContent = say("shown", count(rows.length), count(total)) + (all.length < total ? " · " + say("loading") : "");
      list.show(rows);
    }
    refresh();
    loadList(state.tab, isDocuments ? index.document_files : index.table_files, refresh);
  }
  render();
}

function sorted(rows, list) {
  const [key, down] = list.sort;
  const column = list.columns.find((own) => own.key === key);
  const values = rows.map((row) => [column.sort(row), row]);
  // The order of a dictionary takes its time: very long lists are in that of the characters.
  const order = rows.length > 50000 ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : new Intl.Collator(language ? "en" : "zh-CN", { numeric: true }).compare;
  values.sort(([a], [b]) => {
    const isEmpty = (value) => value === null || value === undefined || value === "";
    if (isEmpty(a) || isEmpty(b)) return isEmpty(a) - isEmpty(b);
    const way = typeof a === "number" && typeof b === "number" ? a - b : order(String(a), String(b));
    return down ? -way : way;
  });
  return values.map(([, row]) => row);
}

function filterBar(index, state, kindName, refresh) {
  let waiting;
  const text = h("input", { type: "search", value: state.text, placeholder: say("filter"), "aria-label": say("filter"), oninput: (event) => {
    state.text = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, lists[state.tab].length > 20000 ? 250 : 0);
  } });
  const choice = (key, label, values) => h("select", { "aria-label": label, "data-filter": key, onchange: (event) => { state[key] = event.target.value; refresh(); } },
    option("", label), values.map(([value, name]) => option(value, name, state[key] === String(value))));
  const years = [...new Set(index.coverage.map(([year]) => year))].filter((year) => year !== null).sort();
  const regions = [...new Set(index.coverage.map(([, region]) => region))].filter(Boolean).sort();
  const codes = Object.entries(index.finding_codes).sort((a, b) => total(b[1]) - total(a[1]));
  const doubt = h("label.check", null, h("input", { type: "checkbox", checked: state.doubt, onchange: (event) => { state.doubt = event.target.checked; refresh(); } }), say("onlyDoubt"));
  const parts = [text, choice("year", say("year"), years.map((year) => [year, year]))];
  if (state.tab === "documents") {
    parts.push(choice("region", say("region"), regions.map((region) => [region, region])),
      choice("status", say("status"), [...new Set([...lists.documents.map((row) => row[D.status]), state.status].filter(Boolean))].map((status) => [status, sayValue(status)])),
      choice("code", say("anyCode"), codes.map(([code]) => [code, codeName(index, code)])));
  } else {
    const kinds = [...new Set(lists.tables.map((row) => row[T.kind]).filter(Boolean))].sort();
    parts.push(choice("kind", say("kind"), kinds.map((kind) => [kind, kindName(kind)])));
  }
  parts.push(doubt, button(say("clear"), () => {
    Object.assign(state, { text: "", year: "", region: "", status: "", code: "", kind: "", doubt: false });
    text.value = "";
    for (const own of parts) {
      if (own.tagName === "SELECT") own.value = "";
    }
    doubt.firstChild.checked = false;
    refresh();
  }));
  return parts;
}

function total(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function codeName(index, code) {
  return index.codes[code] ? index.codes[code][language] : code;
}

// A test of rows: each word of the filter stands in one of the texts.
function words(text, of) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (row) => {
    if (!wanted.length) return true;
    const own = of(row).join("\n").toLowerCase();
    return wanted.every((word) => own.includes(word));
  };
}

function documentFilter(state) {
  const has = words(state.text, (row) => [row[D.input], row[D.organisation], row[D.region], row[D.title], row[D.year]].map((text) => text ?? ""));
  return (row) => has(row) && (!state.year || String(row[D.year]) === state.year) && (!state.region || row[D.region] === state.region)
    && (!state.status || row[D.status] === state.status) && (!state.code || row[D.codes][state.code])
    && (!state.doubt || total(row[D.severities]) > 0 || row[D.status] !== "ok");
}

function tableFilter(state) {
  const has = words(state.text, (row) => [row[T.title], row[T.organisation], row[T.kind], row[T.number], row[T.year]].map((text) => text ?? ""));
  return (row) => has(row) && (!state.year || String(row[T.year]) === state.year) && (!state.kind || row[T.kind] === state.kind)
    && (!state.doubt || row[T.findings] > 0 || row[T.contradicted] > 0);
}

function documentColumns() {
  const link = (row) => (row[D.id] ? h("a", { href: "#/d/" + row.at }, row[D.organisation] || row[D.title] || nameOf(row[D.input])) : h("span", null, nameOf(row[D.input])));
  return [
    { key: "organisation", label: say("organisation"), class: "wide", sort: (row) => row[D.organisation] || row[D.title] || nameOf(row[D.input]),
      cell: (row) => [link(row), h("small.faint", { title: row[D.input] }, nameOf(row[D.input]))] },
    { key: "region", label: say("region"), class: "region", sort: (row) => row[D.region], cell: (row) => row[D.region] || "" },
    { key: "year", label: say("year"), class: "year", sort: (row) => row[D.year], cell: (row) => row[D.year] ?? "" },
    { key: "stage", label: say("kindOrStage"), class: "stage", sort: (row) => row[D.stage],
      cell: (row) => [row[D.scope] && sayValue(row[D.scope] === "unit" ? "unitScope" : row[D.scope]), sayValue(row[D.stage])].filter(Boolean).join(" · ") },
    { key: "status", label: say("status"), class: "status", sort: (row) => row[D.status],
      cell: (row) => h("span.badge." + (row[D.status] === "ok" ? "good" : "bad"), { title: row[D.reason] }, sayValue(row[D.status])) },
    { key: "tables", label: say("tables"), class: "number", down: true, sort: (row) => row[D.tables], cell: (row) => count(row[D.tables]) },
    { key: "share", label: say("verifiedShare"), class: "bar", sort: (row) => (row[D.amounts] ? row[D.verified] / row[D.amounts] : null),
      cell: (row) => shareBar(row[D.amounts], row[D.verified], row[D.contradicted]) },
    { key: "findings", label: say("findings"), class: "levels", down: true, sort: (row) => row[D.severities][0] * 1e9 + row[D.severities][1] * 1e5 + row[D.severities][2], cell: (row) => levelsOf(row[D.severities]) },
  ];
}

function levelsOf(severities) {
  return ["error", "warning", "info"].map((level, at) =>
    severities[at] ? h("span.level." + level, { title: say(level) }, count(severities[at])) : null).filter(Boolean);
}

function tableColumns(kindName) {
  return [
    { key: "title", label: say("name"), class: "wide", sort: (row) => row[T.title],
      cell: (row) => [h("a", { href: `#/d/${row[T.document]}/t/${row[T.index]}` }, row[T.title] || say("untitled")), h("small.faint", null, [row[T.number], row[T.organisation]].filter(Boolean).join(" · "))] },
    { key: "kind", label: say("kind"), class: "kind", sort: (row) => row[T.kind] && kindName(row[T.kind]), cell: (row) => kindName(row[T.kind]) || h("span.faint", null, "–") },
    { key: "year", label: say("year"), class: "year", sort: (row) => row[T.year], cell: (row) => row[T.year] ?? "" },
    { key: "document", label: say("page"), class: "number", sort: (row) => row[T.document] * 1e5 + row[T.index], cell: (row) => row[T.page] ?? "" },
    { key: "rows", label: say("rows"), class: "number", down: true, sort: (row) => row[T.rows], cell: (row) => count(row[T.rows]) },
    { key: "share", label: say("verifiedShare"), class: "bar", sort: (row) => (row[T.amounts] ? row[T.verified] / row[T.amounts] : null),
      cell: (row) => shareBar(row[T.amounts], row[T.verified], row[T.contradicted]) },
    { key: "findings", label: say("findings"), class: "number", down: true, sort: (row) => row[T.findings], cell: (row) => (row[T.findings] ? count(row[T.findings]) : "") },
  ];
}

function plotsOf(index, filter) {
  const plots = [];
  const years = [...new Set(index.coverage.map(([year]) => year))].sort((a, b) => (a ?? 9999) - (b ?? 9999));
  const perRegion = new Map();
  for (const [, region, documents] of index.coverage) perRegion.set(region, (perRegion.get(region) || 0) + documents);
  const regions = [...perRegion].sort((a, b) => b[1] - a[1]).slice(0, 12).map(([region]) => region);
  const covered = new Map(index.coverage.map(([year, region, documents]) => [region + " " + year, documents]));
  if (index.coverage.length) {
    plots.push(squares(say("plotCoverage"), regions, years, (region, year) => covered.get(region + " " + year) || 0,
      { open: (region, year) => filter({ region, year: year === null ? "" : String(year) }) }));
  }
  const shares = index.shares.filter(([, amounts]) => amounts);
  if (shares.length) {
    plots.push(bars(say("plotShares"), shares.map(([year, amounts, verified, contradicted]) => ({
      label: String(year ?? say("unknown")),
      number: `${percent(verified, amounts)} / ${count(amounts)}`,
      parts: [
        { value: verified / amounts, class: "verified", text: `${count(verified)} ${say("verified")}` },
        { value: contradicted / amounts, class: "contradicted", text: `${count(contradicted)} ${say("contradicted")}` },
        { value: (amounts - verified - contradicted) / amounts, class: "unverified", text: `${count(amounts - verified - contradicted)} ${say("unverified")}` },
      ],
      open: () => filter({ year: year === null ? "" : String(year) }),
    })), { labels: 70 }));
  }
  const codes = Object.entries(index.finding_codes).sort((a, b) => total(b[1]) - total(a[1])).slice(0, 12);
  if (codes.length) {
    plots.push(bars(say("plotCodes"), codes.map(([code, levels]) => ({
      label: codeName(index, code),
      number: count(total(levels)),
      parts: ["error", "warning", "info"].map((level, at) => ({ value: levels[at], class: level, text: levels[at] ? `${count(levels[at])} ${say(level)}` : "" })),
      open: () => filter({ code }),
    })), { labels: 190 }));
  }
  const functions = new Map();
  for (const [, code, name, yuan] of index.functions) {
    const own = functions.get(code) || { code, name, yuan: 0 };
    own.yuan += Number(yuan);
    functions.set(code, own);
  }
  const largest = [...functions.values()].filter((own) => own.yuan > 0).sort((a, b) => b.yuan - a.yuan).slice(0, 12);
  if (largest.length) {
    plots.push(bars(say("plotFunctions"), largest.map((own) => ({
      label: own.name,
      number: roughly(own.yuan),
      parts: [{ value: own.yuan, class: "amount", text: roughly(own.yuan) }],
    })), { labels: 190, note: say("plotFunctionsNote") }));
  }
  return plots;
}
