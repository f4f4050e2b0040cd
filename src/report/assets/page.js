"use strict";
// The picture of a page with the boxes of cells over it.

const MOST_PIXELS = 16e6; // Of one canvas: phones give no more.

const CUT_ZOOM = 2; // Digits that are hard to read are seen better.

class PageView {
  // folder: of the document's data; pages: those with pictures; hover(key), choose(key) are told of cells met on the page.
  constructor(folder, entry, { hover, choose, turn }) {
    this.folder = folder;
    this.pages = new Map(entry.pictures.map((page) => [page.page, page]));
    this.entry = entry;
    this.hover = hover;
    this.choose = choose;
    this.zoom = 0; // 0 fits the width.
    this.cells = [];
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.over = svg("svg.over", { role: "img" });
    this.sheet = h("div.sheet", null, this.canvas, this.over);
    this.scroll = h("div.pagescroll", { tabindex: 0 }, this.sheet);
    this.message = h("p.message.faint", { hidden: true });
    this.label = h("span.pagelabel");
    this.element = h("section.pageview", { "aria-label": say("viewPage") },
      h("div.toolbar", null,
        sign("‹", say("previousPage"), () => turn(-1)), this.label, sign("›", say("nextPage"), () => turn(1)),
        h("span.gap"),
        sign("−", say("zoomOut"), () => this.zoomBy(1 / 1.25)), sign("+", say("zoomIn"), () => this.zoomBy(1.25)),
        sign("↔", say("fit"), () => { this.zoom = 0; this.layOut(); }),
        sign("▦", say("boxes"), (event) => {
          const isOn = this.over.classList.toggle("quiet");
          event.currentTarget.setAttribute("aria-pressed", String(!isOn));
        }, { "aria-pressed": "true" })),
      this.message, this.scroll);
    this.over.addEventListener("mousemove", (event) => this.hover(this.at(event)));
    this.over.addEventListener("mouseleave", () => this.hover(null));
    this.over.addEventListener("click", (event) => {
      const key = this.at(event);
      if (key) this.choose(key);
    });
    this.scroll.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15);
    }, { passive: false });
    this.resizing = new ResizeObserver(() => { if (!this.zoom) this.layOut(); });
    this.resizing.observe(this.scroll);
  }

  // Shows a page with the boxes of `cells`: {key, box: [left, top, width, height], class}.
  async show(number, cells) {
    this.cells = cells;
    const isNew = this.number !== number;
    this.number = number;
    this.label.textContent = number ? say("pageN", number) + " / " + this.entry.pages : "";
    const size = this.pages.get(number);
    this.sheet.hidden = !size;
    this.message.hidden = Boolean(size);
    this.message.textContent = this.entry.no_pictures ? say("noPictures", this.entry.no_pictures) : say("noPicture");
    if (!size) return;
    this.size = size;
    this.over.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    this.over.setAttribute("aria-label", say("pictureOf", number));
    this.drawBoxes();
    this.layOut();
    if (!isNew && this.picture) return;
    this.picture = null;
    const key = `${this.folder}/p${number}`;
    try {
      const [picture, stock] = await Promise.all([load(key), stockOf(this.folder)]);
      if (this.number !== number) return;
      [this.picture, this.stock] = [picture, stock];
      if (!picture.complete) {
        this.message.hidden = false;
        this.message.textContent = say("incompletePicture");
      }
      await this.paint();
    } catch {
      this.message.hidden = false;
      this.message.textContent = say("missing", key);
    }
  }

  zoomBy(factor) {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.scroll;
    const before = this.scale;
    this.zoom = clamp((this.zoom || this.scale) * factor, 0.2, 12);
    this.layOut();
    const change = this.scale / before;
    this.scroll.scrollLeft = (scrollLeft + clientWidth / 2) * change - clientWidth / 2;
    this.scroll.scrollTop = (scrollTop + clientHeight / 2) * change - clientHeight / 2;
  }

  layOut() {
    if (!this.size) return;
    const fit = Math.max((this.scroll.clientWidth - 2) / this.size.width, 0.1);
    this.scale = this.zoom || fit;
    this.sheet.style.width = this.size.width * this.scale + "px";
    this.sheet.style.height = this.size.height * this.scale + "px";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.paint(), 60);
  }

  // Paints at the pixels of the screen, so that it is sharp at every size.
  async paint() {
    if (!this.picture || !this.size) return;
    const wanted = (this.scale || 1) * (window.devicePixelRatio || 1);
    const most = Math.sqrt(MOST_PIXELS / (this.size.width * this.size.height));
    const scale = Math.min(wanted, most);
    if (this.painted === this.picture && this.paintedScale === scale) return;
    [this.painted, this.paintedScale] = [this.picture, scale];
    const { picture } = this;
    const canvas = h("canvas", { "aria-hidden": "true" });
    await paintPage(canvas, picture, this.stock, scale);
    if (this.painted !== picture || this.paintedScale !== scale) return;
    this.canvas.replaceWith(canvas);
    this.canvas = canvas;
    this.element.dataset.painted = String(this.number);
  }

  // What is painted in a box of a page, with a little around it; null where that page is not painted.
  cut(page, box) {
    if (!box || page !== this.number || this.element.dataset.painted !== String(page)) return null;
    const around = 2;
    const [x, y, width, height] = [box[0] - around, box[1] - around, box[2] + 2 * around, box[3] + 2 * around];
    const of = this.canvas.width / this.size.width;
    const canvas = h("canvas.cut", { role: "img", "aria-label": say("cut"), width: Math.ceil(width * of), height: Math.ceil(height * of) });
    canvas.getContext("2d").drawImage(this.canvas, x * of, y * of, width * of, height * of, 0, 0, canvas.width, canvas.height);
    canvas.style.width = width * of * CUT_ZOOM / (window.devicePixelRatio || 1) + "px";
    return canvas;
  }

  drawBoxes() {
    this.boxes = new Map();
    // Merged cells are repeated in every row they span, and are one box.
    const drawn = new Map();
    const made = [];
    for (const cell of this.cells) {
      const [x, y, width, height] = cell.box;
      const place = cell.box.join(" ");
      let rect = drawn.get(place);
      if (!rect) {
        rect = svg("rect." + (cell.class || "plain"), { x, y, width, height });
        drawn.set(place, rect);
        made.push(rect);
      }
      this.boxes.set(cell.key, rect);
    }
    this.over.replaceChildren(...made);
  }

  // Marks cells: {key: class}. Gives the first one's box.
  mark(marks) {
    for (const rect of this.marked || []) rect.classList.remove("chosen", "hovered", "sum", "addend");
    this.marked = [];
    for (const [key, name] of marks) {
      const rect = this.boxes?.get(key);
      if (!rect) continue;
      rect.classList.add(name);
      if (name === "chosen") this.over.append(rect);
      this.marked.push(rect);
    }
  }

  // Brings a cell into sight.
  reveal(key) {
    const cell = this.cells.find((own) => own.key === key);
    if (!cell || !this.scale) return;
    const [x, y, width, height] = cell.box.map((length) => length * this.scale);
    const view = this.scroll;
    if (x < view.scrollLeft || x + width > view.scrollLeft + view.clientWidth) view.scrollLeft = x + width / 2 - view.clientWidth / 2;
    if (y < view.scrollTop || y + height > view.scrollTop + view.clientHeight) view.scrollTop = y + height / 2 - view.clientHeight / 2;
  }

  // The cell under the pointer.
  at(event) {
    const frame = this.over.getBoundingClientRect();
    const x = ((event.clientX - frame.left) * this.size.width) / frame.width;
    const y = ((event.clientY - frame.top) * this.size.height) / frame.height;
    const own = this.cells.find(({ box }) => x >= box[0] && x <= box[0] + box[2] && y >= box[1] && y <= box[1] + box[3]);
    return own ? own.key : null;
  }
}
