// One page in a real browser, in every way it is read. `examine` loads a page once with
// scripts and once without and gives every fault as a line of text; it knows no theme,
// only what the contract and docs/theming.md promise.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { picks } from "./picks.mjs";
import { torn } from "./torn.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Rules whose answer changes with colours and sizes; those of the markup are asked once.
const BY_SIGHT = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];
/** The ways a page is read; the first is asked everything. */
export const WAYS = [
  { name: "light" },
  { name: "dark", scheme: "dark" },
  { name: "high contrast", ticked: ["high-contrast"] },
  { name: "dark, high contrast", scheme: "dark", ticked: ["high-contrast"] },
  { name: "large type", ticked: ["large-type"] },
  // The colours of these are those of high contrast, or the system's own: one page a kind.
  { name: "system contrast", contrast: "more", seldom: true },
  { name: "forced colours", forced: "active", seldom: true },
];
// 640 px is what 200 % leaves of 1280, 320 what 400 % leaves.
const WIDTHS = [320, 640, 768, 1440];
const SETTLED = { colorScheme: "light", reducedMotion: "reduce", deviceScaleFactor: 1 };
/** Bytes of HTML, style and script a report may have (issue: page weight under 100 KB). */
const WEIGHT = 100_000;

const isReport = (file) => /^[a-z0-9-]+\/\d{4}\/index\.html$/.test(file) && !file.startsWith("years/");

// A page of the context, watched: the console, failures, requests to other machines.
async function open(context, folder, file, fault) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => fault("console", message.text()));
  page.on("pageerror", (error) => fault("script", error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) fault("asks another machine", request.url());
  });
  page.on("requestfailed", (request) => fault("not found", request.url()));
  await page.goto(pathToFileURL(path.join(folder, file)).href);
  return page;
}

async function tick(page, ids) {
  // A theme may do without a way of reading.
  if (ids.length > 0 && !(await page.locator(`#${ids[0]}`).count())) return false;
  for (const id of ["large-type", "high-contrast"]) {
    const box = page.locator(`#${id}`);
    if (await box.count()) await box.setChecked(ids.includes(id));
  }
  return true;
}

async function accessible(page, fault, thorough, ways) {
  await page.evaluate(axe);
  const said = new Set();
  for (const way of ways) {
    await page.emulateMedia({ colorScheme: way.scheme || "light", contrast: way.contrast || null, forcedColors: way.forced || "none" });
    if (way.seldom && !thorough) continue;
    if (!(await tick(page, way.ticked || []))) continue;
    const only = way.name === "light" ? { type: "tag", values: TAGS } : { type: "rule", values: BY_SIGHT };
    const violations = await page.evaluate(async (runOnly) => {
      const result = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: false, rules: { "target-size": { enabled: true } } });
      return result.violations.map((one) => ({
        id: one.id,
        help: one.help,
        nodes: one.nodes.length,
        first: one.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`),
      }));
    }, only);
    for (const one of violations) {
      // What is wrong in every way is said once.
      const same = `${one.id} ${one.first.join()}`;
      if (said.has(same)) continue;
      said.add(same);
      fault(`${way.name}: axe ${one.id}`, `× ${one.nodes}, ${one.help}\n    ${one.first.join("\n    ")}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light", contrast: null, forcedColors: "none" });
  await tick(page, []);
}

const contents = (page) =>
  page.evaluate(() => ({
    words: document.body.innerText.replace(/\s+/g, ""),
    links: [...document.links].map((link) => link.getAttribute("href")).sort(),
  }));

// Nothing sticks out of the window, nothing is cut off by a box that does not scroll,
// and no width hides words that another shows.
async function fits(page, fault) {
  for (const large of [false, true]) {
    if (!(await tick(page, large ? ["large-type"] : []))) continue;
    let widest;
    for (const width of [...WIDTHS].reverse()) {
      await page.setViewportSize({ width, height: 900 });
      const where = `${width} px${large ? ", large type" : ""}`;
      const wrong = await page.evaluate(() => {
        const seen = [];
        const shown = (element) => element.outerHTML.slice(0, 140);
        const wide = document.scrollingElement.scrollWidth - innerWidth;
        if (wide > 0) {
          const scrolls = (element) => {
            for (let box = element.parentElement; box; box = box.parentElement) {
              if (box !== document.body && box !== document.documentElement && getComputedStyle(box).overflowX !== "visible") return true;
            }
            return false;
          };
          const outside = (element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element);
          const element = [...document.querySelectorAll("body *")].find(outside);
          seen.push(`sticks out by ${wide} px: ${element ? shown(element) : "?"}`);
        }
        for (const element of document.querySelectorAll("body *")) {
          const { overflowX, overflowY, position } = getComputedStyle(element);
          const box = element.getBoundingClientRect();
          // What is 1 px large is written for ears only.
          if (position === "absolute" && box.width <= 2 && box.height <= 2) continue;
          const across = /hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
          const down = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1;
          if ((across || down) && element.clientWidth > 0 && !(element instanceof SVGElement)) seen.push(`cuts off its content: ${shown(element)}`);
        }
        return seen;
      });
      for (const line of wrong) fault(where, line);
      const { words } = await contents(page);
      widest ??= words;
      if (words !== widest) fault(where, `says other words than at ${WIDTHS.at(-1)} px: ${difference(widest, words)}`);
    }
  }
  await tick(page, []);
  await page.setViewportSize({ width: 1280, height: 800 });
}

function difference(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return `“${one.slice(at, at + 30)}” against “${other.slice(at, at + 30)}”`;
}

// Nothing moves for a reader who asked for that.
async function still(page, fault) {
  const moving = await page.evaluate(() => {
    const moves = (element) => {
      const style = getComputedStyle(element);
      const lasts = (text) => text.split(",").some((time) => parseFloat(time) > 0.01);
      return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration)) || style.scrollBehavior === "smooth";
    };
    const element = [...document.querySelectorAll("html, body, body *")].find(moves);
    return element?.outerHTML.slice(0, 120);
  });
  if (moving) fault("reduced motion", `moves all the same: ${moving}`);
}

// Tab goes through everything in the order of the page, each with a visible outline and
// not hidden under something else, and out at the end; the skip link leads into `main`.
async function keyboard(page, fault) {
  const expected = await page.evaluate(() => {
    getSelection().removeAllRanges();
    document.activeElement?.blur();
    const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
      (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }),
    );
    stops.forEach((element, index) => (element.dataset.stop = index));
    return stops.length;
  });
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body || element.dataset.stop === undefined) return null;
      const style = getComputedStyle(element);
      // Of something larger than the window, the part in the window.
      const boxes = [...element.getClientRects()].map((box) => {
        const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
        return { left, top, width: Math.min(box.right, innerWidth) - left, height: Math.min(box.bottom, innerHeight) - top };
      });
      const onTop = boxes.some((box) =>
        [[0.5, 0.5], [0.05, 0.5], [0.95, 0.5]].some(([across, down]) => {
          const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
          return top && (element.contains(top) || top.contains(element));
        }),
      );
      return {
        stop: Number(element.dataset.stop),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
        onTop,
        html: element.outerHTML.replace(/ data-stop="\d+"/, "").slice(0, 120),
      };
    });
  await page.keyboard.press("Tab");
  const first = await focused();
  const skip = await page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    return { href: document.activeElement.getAttribute("href"), shown: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.width > 20 };
  });
  if (skip.href !== "#main" || !skip.shown) return fault("keyboard", `the first Tab should show a link to #main, found ${first?.html}`);
  let last = first;
  const missed = [];
  if (first.stop !== 0) fault("keyboard", `the skip link is stop ${first.stop}, not the first`);
  for (let press = 1; press <= expected + 1; press += 1) {
    if (!last.outlined) fault("keyboard", `no outline when focused: ${last.html}`);
    if (!last.onTop) fault("keyboard", `hidden when focused: ${last.html}`);
    await page.keyboard.press("Tab");
    const now = await focused();
    if (!now) break;
    // A radio group is one stop, whichever of its buttons is chosen.
    if (now.stop <= last.stop) {
      if (now.stop !== 0) fault("keyboard", `trapped or out of order: after stop ${last.stop} comes ${now.stop}: ${now.html}`);
      break;
    }
    for (let stop = last.stop + 1; stop < now.stop; stop += 1) missed.push(stop);
    last = now;
  }
  for (let stop = last.stop + 1; stop < expected; stop += 1) missed.push(stop);
  const real = await page.evaluate(
    (stops) => stops.map((stop) => document.querySelector(`[data-stop="${stop}"]`)).filter((element) => element.type !== "radio").map((element) => element.outerHTML.slice(0, 120)),
    missed,
  );
  for (const html of real.slice(0, 3)) fault("keyboard", `Tab never comes to ${html} (${real.length} such)`);
  // The skip link again, and what comes after it.
  await page.locator('a[href="#main"]').first().focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => {
    const main = document.getElementById("main");
    const after = main && document.activeElement.compareDocumentPosition(main);
    const follows = Boolean(after & Node.DOCUMENT_POSITION_PRECEDING) || document.activeElement === document.body;
    return main && (main.contains(document.activeElement) || (follows && !main.querySelector("[data-stop]")));
  });
  if (!inside) fault("keyboard", "after the skip link, Tab does not go on in #main");
}

// A link to a cell puts it into view, not under a head that stays.
async function anchors(page, fault) {
  const ids = await page.evaluate(() => {
    const cells = [...document.querySelectorAll("td[id]")].filter((cell) => /^t\d-/.test(cell.id)).map((cell) => cell.id);
    return cells.length ? [...new Set([cells[0], "t3-granted-total", "t3-carried_out-total", "t3-other_handling-natural_person", "t3-refused_admin_inquiry-other_org", cells.at(-1)])].filter((id) => document.getElementById(id)) : [];
  });
  for (const size of [{ width: 1280, height: 700 }, { width: 360, height: 640 }]) {
    await page.setViewportSize(size);
    for (const id of ids) {
      await page.evaluate(() => scrollTo(0, 0));
      const seen = await page.evaluate(async (id) => {
        location.hash = "";
        location.hash = id;
        // Scrolling to the target is done before the second frame.
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const cell = document.getElementById(id);
        const box = cell.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        // A page scrolls by whole pixels, a row may begin at a half.
        const inside = box.top > -1 && box.bottom < innerHeight + 1 && box.left > -1 && box.right < innerWidth + 1;
        return { inside, onTop: cell.contains(top), at: `${Math.round(box.left)},${Math.round(box.top)}` };
      }, id);
      if (!seen.inside || !seen.onTop) fault("anchor", `#${id} at ${size.width} px is ${seen.inside ? "covered" : "out of view"} (${seen.at})`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

// What a report weighs, and that nothing waits for a script.
async function light(page, folder, file, fault) {
  // The file as it came: a script that a script adds later blocks nothing.
  const found = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, "text/html");
    const address = (name) => new URL(name, document.baseURI).href;
    const main = parsed.getElementById("main");
    const early = (script) => !main || !(main.compareDocumentPosition(script) & Node.DOCUMENT_POSITION_FOLLOWING) || (main.contains(script) && script.nextElementSibling);
    const scripts = [...parsed.querySelectorAll("script[src]")];
    return {
      styles: [...parsed.querySelectorAll('link[rel~="stylesheet"]')].map((link) => address(link.getAttribute("href"))),
      scripts: scripts.map((script) => address(script.getAttribute("src"))),
      blocking: scripts.filter((script) => !script.defer && !script.async && script.type !== "module" && early(script)).map((script) => script.outerHTML),
      inline: [...parsed.querySelectorAll("script:not([src])")].filter((script) => script.textContent.length > 1000).length,
    };
  }, fs.readFileSync(path.join(folder, file), "utf8"));
  for (const script of found.blocking) fault("first paint", `waits for ${script}`);
  if (found.inline) fault("first paint", `${found.inline} scripts above 1 KB stand in the page`);
  if (found.styles.length > 1) fault("first paint", `waits for ${found.styles.length} style sheets`);
  if (!isReport(file)) return;
  const bytes = [pathToFileURL(path.join(folder, file)).href, ...found.styles, ...found.scripts].map((url) => fs.statSync(new URL(url)).size);
  const sum = bytes.reduce((one, other) => one + other);
  if (sum >= WEIGHT) fault("weight", `${sum} bytes (${bytes.join(" + ")}), should be under ${WEIGHT}`);
}

// The same words and links without scripts; what only a script can do says so.
async function withoutScripts(browser, folder, file, scripted, fault) {
  const context = await browser.newContext({ ...SETTLED, javaScriptEnabled: false });
  const page = await open(context, folder, file, (kind, what) => fault(`no scripts: ${kind}`, what));
  const bare = await contents(page);
  const needed = (await page.locator("noscript").count()) > 0;
  if (bare.words.length < 20) fault("no scripts", `the page says only “${bare.words}”`);
  if (!needed && bare.words !== scripted.words) fault("no scripts", `says other words: ${difference(scripted.words, bare.words)}`);
  const lost = scripted.links.filter((link) => !bare.links.includes(link));
  if (!needed && lost.length) fault("no scripts", `${lost.length} links are not there, e.g. ${lost[0]}`);
  const box = page.locator("#large-type");
  if (await box.count()) {
    const height = async () => (await page.locator("h1").first().boundingBox()).height;
    const before = await height();
    await box.check();
    if (!((await height()) > before)) fault("no scripts", "large type changes nothing");
  }
  await context.close();
}

/** Every fault of one page. `thorough`: with the keyboard, and the system's own contrasts. */
export async function examine(browser, folder, file, thorough, ways = WAYS) {
  const faults = [];
  const fault = (kind, what) => faults.push(`${file} [${kind}] ${what}`);
  const context = await browser.newContext({ ...SETTLED, viewport: { width: 1280, height: 800 } });
  try {
    const page = await open(context, folder, file, fault);
    await light(page, folder, file, fault);
    const scripted = await contents(page);
    await accessible(page, fault, thorough, ways);
    await fits(page, fault);
    await torn(page, fault);
    await still(page, fault);
    if (isReport(file)) await anchors(page, fault);
    if (file === "compare/index.html") await picks(page, fault);
    if (thorough) {
      await page.goto(pathToFileURL(path.join(folder, file)).href);
      await keyboard(page, fault);
    }
    await withoutScripts(browser, folder, file, scripted, fault);
  } catch (error) {
    fault("broke off", error.message);
  } finally {
    await context.close();
  }
  return faults;
}

/** What the reader ticked on one page holds on the next. */
export async function remembered(browser, folder, [one, other]) {
  const faults = [];
  const context = await browser.newContext(SETTLED);
  for (const id of ["large-type", "high-contrast"]) {
    const fault = (kind, what) => faults.push(`${other} [remembered: ${kind}] ${what}`);
    const first = await open(context, folder, one, fault);
    if (!(await first.locator(`#${id}`).count())) continue;
    await first.locator(`#${id}`).check();
    const second = await open(context, folder, other, fault);
    if (!(await second.locator(`#${id}`).isChecked())) fault(id, "is forgotten");
  }
  await context.close();
  return faults;
}
