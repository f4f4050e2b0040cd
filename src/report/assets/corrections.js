"use strict";
// What a person corrected: kept by the browser, saved as corrections.json, which `extract --corrections` applies.

const CORRECTIONS_SCHEMA = "fiscal-tables/corrections/1";

const corrections = {
  list: readKept(),
  listeners: new Set(),

  // Notes a correction; of one place only the last counts.
  add(correction) {
    const key = placeOf(correction);
    const before = this.list.find((own) => placeOf(own) === key);
    // What is printed was found the first time.
    if (before && "printed" in before) correction.printed = before.printed;
    this.list = this.list.filter((own) => placeOf(own) !== key);
    this.list.push(correction);
    this.changed();
  },
  remove(correction) {
    this.list = this.list.filter((own) => own !== correction);
    this.changed();
  },
  changed() {
    kept.set("corrections", JSON.stringify(this.list));
    for (const listener of this.listeners) listener();
  },
  find(sha256, table, change, place) {
    const key = placeOf({ sha256, table, change, ...place });
    return this.list.find((own) => placeOf(own) === key);
  },
  download() {
    const text = JSON.stringify({ schema: CORRECTIONS_SCHEMA, corrections: this.list }, null, 2) + "\n";
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "corrections.json" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  },
  async load(file) {
    try {
      const value = JSON.parse(await file.text());
      if (value.schema !== CORRECTIONS_SCHEMA || !Array.isArray(value.corrections)) throw new Error();
      const own = value.corrections.filter(isCorrection);
      for (const correction of own) {
        this.list = this.list.filter((other) => placeOf(other) !== placeOf(correction));
        this.list.push(correction);
      }
      this.changed();
      announce(say("loaded", own.length));
    } catch {
      announce(say("badFile"));
      alert(say("badFile"));
    }
  },
};

function isCorrection(value) {
  return value && typeof value === "object" && typeof value.document === "string" && typeof value.sha256 === "string"
    && Number.isInteger(value.table) && ["cell", "header", "kind", "merge", "split", "review"].includes(value.change);
}

function readKept() {
  try {
    const list = JSON.parse(kept.get("corrections"));
    return Array.isArray(list) ? list.filter(isCorrection) : [];
  } catch {
    return [];
  }
}

function placeOf(correction) {
  const { sha256, table, change, row, column, code } = correction;
  return [sha256, table, change, change === "merge" || change === "kind" ? "" : row ?? "", column ?? "", code ?? ""].join(" ");
}

function describe(correction) {
  const place = [say("tableN", correction.table), correction.row && correction.column ? say("cell", correction.row, correction.column) : ""].filter(Boolean).join(" · ");
  switch (correction.change) {
    case "cell": return [place, h("del", null, correction.printed || "∅"), " → ", h("ins", null, correction.text || "∅")];
    case "header": return [place, " ", h("del", null, correction.printed.join("/")), " → ", h("ins", null, correction.path.join("/"))];
    case "kind": return [place, " ", h("del", null, correction.printed || say("noKind")), " → ", h("ins", null, correction.kind || say("noKind"))];
    case "merge": return [place, " · ", say("mergeNext")];
    case "split": return [place, " · ", say("splitHere"), " ", correction.row];
    default: return [place, " · ", say(correction.verdict), " ", correction.code || ""];
  }
}

// The list of all corrections, to be saved, loaded, removed.
function showCorrections() {
  const dialog = document.getElementById("dialog");
  const input = h("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: async () => {
    await corrections.load(input.files[0]);
    draw();
  } });
  const list = h("ul.plain");
  const draw = () => {
    list.replaceChildren(...corrections.list.map((own) => h("li.correction", null,
      h("span", null, h("small.faint", null, own.document), h("br"), describe(own), own.note ? h("small.faint", null, " — ", own.note) : null),
      button(say("remove"), () => { corrections.remove(own); draw(); }))));
    if (!corrections.list.length) list.replaceChildren(h("li.faint", null, say("noCorrections")));
  };
  draw();
  dialog.replaceChildren(
    h("h2", null, say("corrections")), list,
    h("p.faint", null, say("howToApply")),
    h("div.buttons", null,
      button(say("download"), () => corrections.download(), { class: "primary", id: "download" }),
      button(say("load"), () => input.click()), input,
      button(say("close"), () => dialog.close())));
  dialog.showModal();
}

// Asks for what is right; `done(text, note)` is told.
function ask(title, text, done, choices) {
  const dialog = document.getElementById("dialog");
  const field = choices
    ? h("select", { id: "right" }, choices.map(([value, name]) => option(value, name, value === text)))
    : h("input", { id: "right", type: "text", value: text, autocomplete: "off" });
  const note = h("input", { id: "note", type: "text", autocomplete: "off" });
  dialog.replaceChildren(h("form.ask", { method: "dialog", onsubmit: (event) => {
    event.preventDefault();
    dialog.close();
    done(field.value, note.value);
  } },
    h("h2", null, title),
    h("label", { for: "right" }, say("right")), field,
    h("label", { for: "note" }, say("note")), note,
    h("div.buttons", null, h("button.primary", { type: "submit" }, say("save")), button(say("cancel"), () => dialog.close()))));
  dialog.showModal();
  field.focus();
  field.select?.();
}
