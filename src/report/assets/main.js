"use strict";
// The bar, the language, the colours, and which page the address names.

let current = null;

function start() {
  const wanted = kept.get("language");
  language = wanted === null ? (navigator.language.toLowerCase().startsWith("zh") ? 0 : 1) : Number(wanted) ? 1 : 0;
  const theme = kept.get("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  drawBar();
  corrections.listeners.add(drawBar);
  window.addEventListener("hashchange", show);
  document.addEventListener("keydown", keys);
  show();
}

function drawBar() {
  document.documentElement.lang = language ? "en" : "zh-CN";
  document.getElementById("skip").textContent = say("skip");
  document.getElementById("bar").replaceChildren(
    h("a.home", { href: "#/" }, say("title")),
    h("span.gap"),
    button(say("correctionsN", corrections.list.length), showCorrections, { id: "corrections", class: corrections.list.length ? "primary" : null }),
    button(say("language"), () => {
      language = language ? 0 : 1;
      kept.set("language", String(language));
      drawBar();
      show(true);
    }, { lang: language ? "zh-CN" : "en", id: "language" }),
    sign("◐", say("theme"), () => {
      const root = document.documentElement;
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
      kept.set("theme", root.dataset.theme);
    }, { id: "theme" }),
    sign("?", say("keys"), showKeys));
}

// #/ is the overview, #/d/3/t/2/r/5/c/4 a cell of a table of a document.
async function show(again) {
  const match = location.hash.match(/^#\/d\/(\d+)(?:\/t\/(\d+))?(?:\/r\/(\d+)\/c\/(\d+))?$/);
  const main = document.getElementById("main");
  try {
    if (!match) {
      current?.close();
      current = null;
      await showOverview(main);
      return;
    }
    const [number, table, row, column] = match.slice(1).map((text) => (text ? Number(text) : undefined));
    const index = await load("index");
    if (!current || current.number !== number || again === true) {
      current?.close();
      keepOnly(`d/${number}/`);
      const data = await load(`d/${number}/document`);
      current = new DocumentView(number, data, index);
      document.title = (data.organisation || data.input) + " · " + say("title");
      main.replaceChildren(current.element);
      window.scrollTo(0, 0);
    }
    await current.open({ table: table || current.entry?.index || current.data.tables[0]?.index, row, column });
  } catch (error) {
    console.error(error);
    main.replaceChildren(h("p.message", null, say("missing", error.message)), h("p", null, h("a", { href: "#/" }, say("back"))));
  }
}

function keys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || document.getElementById("dialog").open) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "?") showKeys();
  else if (!current?.key(event)) return;
  event.preventDefault();
}

function showKeys() {
  const dialog = document.getElementById("dialog");
  const list = [["n", "nextFinding"], ["p", "previousFinding"], ["t", "nextTable"], ["T", "previousTable"], ["a", "approve"], ["r", "reject"], ["e", "keyEdit"], ["← ↑ ↓ →", "keyArrows"], ["+ −", "zoomIn"], ["0", "fit"], ["Esc", "keyBack"], ["?", "keyHelp"]];
  dialog.replaceChildren(h("h2", null, say("keys")),
    h("dl.keys", null, list.map(([key, word]) => [h("dt", null, h("kbd", null, key)), h("dd", null, say(word))])),
    h("div.buttons", null, button(say("close"), () => dialog.close(), { class: "primary" })));
  dialog.showModal();
}

start();
