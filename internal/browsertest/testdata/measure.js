// Measures a report in frames of given widths and leaves the result as JSON in
// the document, for --dump-dom. The page in a frame runs no script of its own:
// this script, in the document around it, looks at it from outside; only axe
// has to be inside, in copies of the page without their content policy.
//
// Given by the test: page (the HTML), bare (the same without its policy), axe
// (its source, or ""), widths, axeWidth.

"use strict";

const TOLERANCE = 1; // pixels

async function frame(html, width) {
  const f = document.createElement("iframe");
  f.width = width;
  f.height = 900;
  f.style.border = "0";
  const loaded = new Promise((resolve) => f.addEventListener("load", resolve, { once: true }));
  f.srcdoc = html;
  document.body.append(f);
  await loaded;
  return f;
}

// name says which element it is: its tag, id or class, and a little text.
function name(e) {
  const mark = e.id ? "#" + e.id : e.classList.length ? "." + [...e.classList].join(".") : "";
  const near = e.closest("[id]");
  const where = near && near !== e ? " in #" + near.id : "";
  return `<${e.localName}${mark}>${where} “${e.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
}

// overflow lists what sticks out of the page at its sides, unless a container
// of its own scrolls it or it is moved out on purpose (the link that skips).
function overflow(doc) {
  const view = doc.defaultView;
  const page = doc.scrollingElement;
  const out = [];
  if (page.scrollWidth > page.clientWidth) out.push(`the page is ${page.scrollWidth} px wide in ${page.clientWidth}`);
  for (const e of doc.body.querySelectorAll("*")) {
    const box = e.getBoundingClientRect();
    if (box.width === 0 || box.right <= page.clientWidth + TOLERANCE) {
      if (box.width === 0 || box.left >= -TOLERANCE || e.matches(".skip")) continue;
    }
    let held = false;
    for (let p = e.parentElement; p && !held; p = p.parentElement) {
      held = p.localName === "svg" || (p !== doc.body && /auto|scroll/.test(view.getComputedStyle(p).overflowX));
    }
    if (!held) out.push(`${name(e)} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
  }
  return out;
}

// inked gives the box of a text's ink: as wide as the browser says, as high as
// its letters are; the browser's own box is as high as the font's line.
function inked(e) {
  const ink = document.createElement("canvas").getContext("2d");
  const style = e.ownerDocument.defaultView.getComputedStyle(e);
  ink.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const size = ink.measureText(e.textContent);
  const box = e.getBBox(), line = e.getStartPositionOfChar(0).y;
  return new DOMRect(box.x, line - size.actualBoundingBoxAscent, box.width, size.actualBoundingBoxAscent + size.actualBoundingBoxDescent);
}

// charts lists the texts of charts that lie on each other or leave the
// picture, in the picture's own pixels. A picture that is there for another
// width is not shown in this one, and is measured in its own.
function charts(doc) {
  const out = [];
  for (const svg of doc.querySelectorAll("svg[role=img]")) {
    if (svg.getClientRects().length === 0) continue;
    const area = svg.viewBox.baseVal;
    const boxes = [...svg.querySelectorAll("text")].filter((e) => e.textContent.trim()).map((e) => {
      const b = inked(e);
      const toSVG = svg.getScreenCTM().inverse().multiply(e.getScreenCTM());
      const corners = [[b.x, b.y], [b.x + b.width, b.y], [b.x, b.y + b.height], [b.x + b.width, b.y + b.height]]
        .map(([x, y]) => new DOMPoint(x, y).matrixTransform(toSVG));
      const xs = corners.map((p) => p.x), ys = corners.map((p) => p.y);
      return { text: e.textContent, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
    });
    boxes.forEach((a, i) => {
      if (a.left < area.x - TOLERANCE || a.right > area.x + area.width + TOLERANCE ||
          a.top < area.y - TOLERANCE || a.bottom > area.y + area.height + TOLERANCE) {
        out.push(`${name(svg)}: “${a.text}” leaves the picture`);
      }
      for (const b of boxes.slice(i + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > TOLERANCE && high > TOLERANCE) {
          out.push(`${name(svg)}: “${a.text}” and “${b.text}” overlap by ${wide.toFixed(1)} × ${high.toFixed(1)}`);
        }
      }
    });
  }
  return out;
}

// structure lists what breaks the order of the document for who does not see it.
function structure(doc) {
  const out = [];
  const headings = [...doc.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const first = headings.filter((h) => h.localName === "h1").length;
  if (first !== 1) out.push(`${first} headings of the first level`);
  let level = 0;
  for (const h of headings) {
    const own = Number(h.localName[1]);
    if (own > level + 1) out.push(`${name(h)} follows a heading of level ${level}`);
    if (!h.textContent.trim()) out.push(`${name(h)} is empty`);
    level = own;
  }
  const labelled = (e) => (e.getAttribute("aria-label") || "").trim() ||
    (e.getAttribute("aria-labelledby") || "").split(/\s+/).some((id) => id && doc.getElementById(id)?.textContent.trim());
  for (const table of doc.querySelectorAll("table")) {
    if (!(table.caption && table.caption.textContent.trim()) && !labelled(table)) out.push(`${name(table)} has no caption`);
    if (!table.querySelector("th")) out.push(`${name(table)} has no heading cell`);
  }
  for (const svg of doc.querySelectorAll("svg")) {
    if (svg.getAttribute("role") === "img") {
      for (const part of ["title", "desc"]) {
        if (!svg.querySelector(":scope > " + part)?.textContent.trim()) out.push(`${name(svg)} has no ${part}`);
      }
    } else if (svg.getAttribute("aria-hidden") !== "true" && !svg.closest("svg[role=img]")) {
      out.push(`${name(svg)} is neither a picture with a name nor hidden`);
    }
  }
  const seen = new Set();
  for (const e of doc.querySelectorAll("[id]")) {
    if (seen.has(e.id)) out.push(`#${e.id} stands twice`);
    seen.add(e.id);
  }
  for (const e of doc.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const attribute of ["aria-labelledby", "aria-describedby"]) {
      for (const id of (e.getAttribute(attribute) || "").split(/\s+/)) {
        if (id && !seen.has(id)) out.push(`${name(e)}: ${attribute} names no element: ${id}`);
      }
    }
  }
  for (const a of doc.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(a.getAttribute("href").slice(1));
    if (!seen.has(id)) out.push(`${name(a)} leads nowhere: #${id}`);
  }
  for (const a of doc.querySelectorAll("a")) {
    if (!a.textContent.trim() && !labelled(a)) out.push(`${name(a)} says nothing`);
  }
  return out;
}

// foreign lists what the page runs or fetches.
function foreign(doc) {
  const out = [];
  for (const e of doc.querySelectorAll("*")) {
    if (e.localName === "script") out.push(`${name(e)} is a script`);
    if (["link", "base", "iframe", "object", "embed", "form", "foreignObject"].includes(e.localName)) out.push(`${name(e)} has no place in a page of one file`);
    for (const { name: key, value } of e.attributes) {
      if (/^on/i.test(key)) out.push(`${name(e)} runs a script: ${key}`);
      if (/^\s*javascript:/i.test(value)) out.push(`${name(e)} runs a script: ${key}`);
      const source = e.localName === "a" && key === "href" && /^https?:\/\//.test(value);
      const address = /^(href|src|srcset|data|poster|action|background|xlink:href)$/i.test(key) || key === "style";
      if (address && !source && /(^|[^a-z])(https?:|ftp:|file:|\/\/)/i.test(value)) out.push(`${name(e)} fetches ${key}=“${value.slice(0, 60)}”`);
    }
  }
  for (const style of doc.querySelectorAll("style")) {
    if (/@import|url\(\s*['"]?(?!data:)/i.test(style.textContent)) out.push("a style fetches");
  }
  return out;
}

// texts lists the stretches of text with their language and where they stand.
function texts(doc) {
  const out = [];
  const add = (e, text, attribute) => {
    if (!text.trim()) return;
    const marked = e.closest("[lang]");
    const term = e.closest("dd")?.previousElementSibling;
    out.push({
      text: text.trim().replace(/\s+/g, " "),
      lang: marked.lang || marked.getAttribute("lang"),
      marked: marked !== doc.documentElement,
      code: Boolean(e.closest("code")),
      attribute,
      where: term ? term.textContent.trim() : e.closest("table") ? "table" : e.closest("svg[role=img]") ? "chart" : name(e).split(" ")[0],
    });
  };
  const walker = doc.createTreeWalker(doc.documentElement, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    if (n.parentElement.localName !== "style") add(n.parentElement, n.data, "");
  }
  for (const key of ["title", "aria-label", "alt", "placeholder"]) {
    for (const e of doc.querySelectorAll(`[${key}]`)) add(e, e.getAttribute(key), key);
  }
  return out;
}

// tofu lists the characters for which no font has a picture: they are drawn
// as a code point that Unicode will never assign is drawn.
function tofu(doc) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 32;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  const draw = (font, text) => {
    ink.clearRect(0, 0, 32, 32);
    ink.font = font;
    ink.fillText(text, 4, 24);
    return ink.getImageData(0, 0, 32, 32).data.join();
  };
  const fonts = new Map();
  const walker = doc.createTreeWalker(doc.documentElement, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    if (["style", "title", "desc"].includes(n.parentElement.localName)) continue;
    const family = doc.defaultView.getComputedStyle(n.parentElement).fontFamily;
    if (!fonts.has(family)) fonts.set(family, new Set());
    for (const c of n.data) if (c.trim()) fonts.get(family).add(c);
  }
  const out = [];
  let looked = 0;
  for (const [family, characters] of fonts) {
    const font = "20px " + family;
    const absent = new Set(["\u{10FFFE}", "\u{5FFFE}", "\u0378"].map((c) => draw(font, c)));
    for (const c of characters) {
      looked++;
      if (absent.has(draw(font, c))) out.push(`U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")} in ${family}`);
    }
  }
  return { out, looked };
}

// thin takes out of the page each indicator that shows no kind of element that
// those before it have not shown: of the rest a colour is a colour.
function thin(doc) {
  const seen = new Set();
  for (const article of doc.querySelectorAll("article")) {
    const kinds = [...article.querySelectorAll("*")].map((e) => `${e.localName} ${e.getAttribute("class")} ${e.getAttribute("fill")}`);
    if (kinds.every((kind) => seen.has(kind))) article.remove();
    kinds.forEach((kind) => seen.add(kind));
  }
}

// inspect runs axe: first all rules but the contrast of colours, which takes
// long, on the whole page, and then that on what thin leaves.
async function inspect(f) {
  f.contentWindow.eval(axe);
  const result = { violations: [], failed: [], passed: [] };
  const run = async (contrast) => {
    const found = await f.contentWindow.axe.run(f.contentDocument, {
      runOnly: contrast ? ["color-contrast"] : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
      rules: contrast ? {} : { "color-contrast": { enabled: false } },
      resultTypes: ["violations"],
    });
    for (const v of found.violations) {
      result.failed.push(v.id);
      for (const n of v.nodes) result.violations.push(`${v.id}: ${v.help}: ${n.target.join(" ")}: ${n.html.slice(0, 120)}`);
    }
    result.passed.push(...found.passes.map((v) => v.id));
  };
  await run(false);
  thin(f.contentDocument);
  await run(true);
  return result;
}

(async () => {
  const result = { widths: {}, axe: {} };
  try {
    for (const width of widths) {
      const f = await frame(page, width);
      const doc = f.contentDocument;
      result.widths[width] = { inner: f.contentWindow.innerWidth, overflow: overflow(doc), charts: charts(doc) };
      if (width === widths.at(-1)) {
        result.pictures = doc.querySelectorAll("svg[role=img] text").length;
        result.structure = structure(doc);
        result.foreign = foreign(doc);
        result.texts = texts(doc);
        const { out, looked } = tofu(doc);
        result.tofu = out;
        result.characters = looked;
        result.names = [...doc.querySelectorAll(".indicator h3")].map((h) => h.textContent.trim());
      }
      f.remove();
    }
    if (axe) {
      const f = await frame(bare, axeWidth);
      result.axe = await inspect(f);
    }
  } catch (error) {
    result.error = String(error.stack || error);
  }
  document.body.replaceChildren();
  const pre = document.createElement("pre");
  pre.id = "result";
  pre.textContent = JSON.stringify(result);
  document.body.append(pre);
  document.querySelectorAll("script").forEach((s) => s.remove());
})();
