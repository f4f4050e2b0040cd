"use strict";
// Files of data are scripts, for a page opened from the disk may not read files: each calls `give` with its key.

const given = new Map();
const wanted = new Map();

function give(key, value) {
  given.set(key, value);
}

// The value of data/KEY.js: loaded once, a promise of it. Fails where there is no such file.
function load(key) {
  if (given.has(key)) return Promise.resolve(given.get(key));
  if (!wanted.has(key)) {
    wanted.set(key, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.charset = "utf-8";
      script.src = "data/" + key + ".js";
      script.onload = () => {
        script.remove();
        if (given.has(key)) resolve(given.get(key));
        else reject(new Error(key));
      };
      script.onerror = () => {
        script.remove();
        wanted.delete(key);
        reject(new Error(key));
      };
      document.head.append(script);
    }));
  }
  return wanted.get(key);
}

// Forgets what belongs to other documents than this one, so that a long session does not hold them all.
function keepOnly(prefix) {
  for (const key of [...given.keys()]) {
    if (key.startsWith("d/") && !key.startsWith(prefix)) {
      given.delete(key);
      wanted.delete(key);
    }
  }
}

// What the browser keeps for this report; nothing where it does not let pages from the disk keep anything.
const kept = {
  get(name) {
    try { return localStorage.getItem("fiscal-tables:" + name); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem("fiscal-tables:" + name, value); } catch { /* It is kept until the page is closed. */ }
  },
};
