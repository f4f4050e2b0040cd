"use strict";
// Paints the picture of a page: the steps that src/report/sketch.rs writes, onto a canvas of any size.

const DIGITS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((c, at) => [c.charCodeAt(0), at]));
const MIXES = ["source-over", "multiply", "screen"];

// The whole numbers of a text in the code of source maps.
class Numbers {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  get isLeft() {
    return this.at < this.text.length;
  }
  next() {
    let value = 0, scale = 1, digit;
    do {
      digit = DIGITS.get(this.text.charCodeAt(this.at++)) ?? 0;
      value += (digit & 31) * scale;
      scale *= 32;
    } while (digit & 32 && this.at < this.text.length);
    return value % 2 ? -(value - 1) / 2 : value / 2;
  }
  outline(scale) {
    const path = new Path2D();
    let x = 0, y = 0;
    const point = () => [(x += this.next()) * scale, (y += this.next()) * scale];
    for (let left = this.next(); left > 0; left--) {
      switch (this.next()) {
        case 0: path.moveTo(...point()); break;
        case 1: path.lineTo(...point()); break;
        case 2: path.quadraticCurveTo(...point(), ...point()); break;
        case 3: path.bezierCurveTo(...point(), ...point(), ...point()); break;
        default: path.closePath();
      }
    }
    return path;
  }
}

// The letters and images of a document, made when they are first painted.
class Stock {
  constructor(folder, shared) {
    this.folder = folder;
    this.shared = shared;
    this.paths = [];
    this.images = [];
  }
  glyph(at) {
    return (this.paths[at] ??= new Numbers(this.shared.glyphs[at] || "").outline(1));
  }
  // A promise of an image; of null where there is none.
  image(at) {
    return (this.images[at] ??= new Promise((resolve) => {
      const name = this.shared.images[at];
      if (!name) return resolve(null);
      const image = new Image();
      image.onload = () => resolve(image);
      image.onerror = () => resolve(null);
      image.src = "data/" + this.folder + "/" + name;
    }));
  }
}

async function stockOf(folder) {
  const shared = await load(folder + "/glyphs");
  return (shared.stock ??= new Stock(folder, shared));
}

// Which images a page shows.
function imagesOf(picture) {
  const found = new Set();
  const seen = { image: (at) => found.add(at) };
  walk(picture.steps, null, seen);
  return found;
}

// Paints a page at `scale` pixels a point.
async function paintPage(canvas, picture, stock, scale) {
  picture.images ??= imagesOf(picture);
  const images = new Map();
  for (const at of picture.images) images.set(at, await stock.image(at));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d", { alpha: false });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  walk(picture.steps, context, { glyph: (at) => stock.glyph(at), image: (at) => images.get(at) });
}

function walk(text, context, things) {
  const numbers = new Numbers(text);
  const points = () => numbers.next() / 100;
  const base = context && context.getTransform();
  let sides = [0, 0, 0, 0], glyph = 0, x = 0, y = 0;
  while (numbers.isLeft) {
    switch (numbers.next()) {
      case 1: {
        const rgb = numbers.next(), opacity = numbers.next() / 255;
        if (context) {
          const colour = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, opacity];
          context.fillStyle = context.strokeStyle = "rgba(" + colour.join(",") + ")";
        }
        break;
      }
      case 2: {
        const box = [points(), points(), points(), points()];
        if (context) paintBox(context, box);
        break;
      }
      case 3: {
        const rule = numbers.next() ? "evenodd" : "nonzero", path = numbers.outline(0.01);
        if (context) context.fill(path, rule);
        break;
      }
      case 4: {
        const width = points(), dashes = [];
        for (let left = numbers.next(); left > 0; left--) dashes.push(points());
        const path = numbers.outline(0.01);
        if (context) {
          context.lineWidth = width;
          context.setLineDash(dashes);
          context.stroke(path);
        }
        break;
      }
      case 5:
        sides = [0, 0, 0, 0].map(() => numbers.next() / 1e6);
        break;
      case 6: {
        const pen = points();
        const [a, b, c, d] = sides;
        for (let left = numbers.next(); left > 0; left--) {
          glyph += numbers.next();
          x += numbers.next();
          y += numbers.next();
          if (!context) continue;
          context.setTransform(base);
          context.transform(a, b, c, d, x / 100, y / 100);
          const path = things.glyph(glyph);
          if (pen) {
            context.setLineDash([]);
            context.lineWidth = pen / (Math.hypot(a, b) || 1);
            context.stroke(path);
          } else {
            context.fill(path);
          }
        }
        if (context) context.setTransform(base);
        break;
      }
      case 7: {
        const at = numbers.next(), matrix = [points(), points(), points(), points(), points(), points()];
        const image = things.image(at);
        if (context && image) {
          context.transform(...matrix);
          context.drawImage(image, 0, 0, 1, 1);
          context.setTransform(base);
        }
        break;
      }
      case 8: {
        const box = [points(), points(), points(), points()];
        if (context) {
          context.save();
          context.beginPath();
          context.rect(...box);
          context.clip();
        }
        break;
      }
      case 9: {
        const rule = numbers.next() ? "evenodd" : "nonzero", path = numbers.outline(0.01);
        if (context) {
          context.save();
          context.clip(path, rule);
        }
        break;
      }
      case 10: {
        const opacity = numbers.next() / 255, mix = MIXES[numbers.next()];
        if (context) {
          context.save();
          context.globalAlpha *= opacity;
          context.globalCompositeOperation = mix || MIXES[0];
        }
        break;
      }
      case 11:
        if (context) context.restore();
        break;
      case 12: {
        const mix = MIXES[numbers.next()];
        if (context) context.globalCompositeOperation = mix || MIXES[0];
        break;
      }
      default:
        return; // Of a later version: what was painted so far stays.
    }
  }
}

// Rulings are boxes thinner than a pixel: they are painted at least one pixel thick, as PDF readers do.
function paintBox(context, [left, top, width, height]) {
  const thinnest = 1 / context.getTransform().a;
  if (width < thinnest) {
    left -= (thinnest - width) / 2;
    width = thinnest;
  }
  if (height < thinnest) {
    top -= (thinnest - height) / 2;
    height = thinnest;
  }
  context.fillRect(left, top, width, height);
}
