// The published pages in a real browser: axe-core in every way of reading, no request that
// leaves the machine, nothing on the console, no width that cuts anything off, everything
// there with scripts off; and the HTML of every page against html-validate.
//
//   NIANBAO_BROWSER=/usr/bin/chromium node run.mjs FOLDER…
//
// Each FOLDER is what `nianbao build` published. Ends with status 1 and every fault, or
// with status 2 when it could not look.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WAYS = [
  { name: "light" },
  { name: "dark", scheme: "dark" },
  { name: "high contrast", ticked: ["high-contrast"] },
  { name: "dark, high contrast", scheme: "dark", ticked: ["high-contrast"] },
  { name: "large type", ticked: ["large-type"] },
];
const WIDTHS = [320, 640, 768, 1440];

const faults = [];
let looks = 0;
const fault = (where, what) => faults.push(`${where}: ${what}`);

function htmlFiles(folder, below = "") {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return htmlFiles(folder, name);
    return name.endsWith(".html") ? [name] : [];
  });
}

// One page of each kind and shape is looked at; a kind is told by where its page lies.
function kindOf(file, text) {
  const shape = file
    .replace(/^(?!years|compare|search|about|data)[a-z0-9-]+\//, "OFFICE/")
    .replace(/\d{4}/, "YEAR");
  return `${shape} ${(text.match(/<table class="statutory t\d"/g) || []).join()}`;
}

function kinds(folder) {
  const seen = new Map();
  for (const file of htmlFiles(folder).sort()) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    // The fragment is part of somebody else's page.
    if (!text.startsWith("<!DOCTYPE")) continue;
    const kind = kindOf(file, text);
    const known = seen.get(kind);
    if (!known || text.length > known.size) seen.set(kind, { file, size: text.length });
  }
  return [...seen.values()].map((page) => page.file);
}

async function open(context, folder, file, where) {
  const page = await context.newPage();
  page.on("console", (message) => fault(where, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(where, `script: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) fault(where, `asks another machine: ${request.url()}`);
  });
  page.on("requestfailed", (request) => fault(where, `not found: ${request.url()}`));
  await page.goto(pathToFileURL(path.join(folder, file)).href);
  looks += 1;
  return page;
}

async function accessible(browser, folder, file) {
  for (const way of WAYS) {
    const where = `${file} [${way.name}]`;
    const context = await browser.newContext({ colorScheme: way.scheme || "light", reducedMotion: "reduce" });
    const page = await open(context, folder, file, where);
    const boxes = (way.ticked || []).map((id) => page.locator(`#${id}`));
    // A theme may do without a way of reading.
    if (boxes.length > 0 && !(await boxes[0].count())) {
      await context.close();
      continue;
    }
    for (const box of boxes) await box.check();
    await page.evaluate(axe);
    const result = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false }), TAGS);
    for (const violation of result.violations) {
      const nodes = violation.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`);
      fault(where, `axe ${violation.id} × ${violation.nodes.length}: ${violation.help}\n    ${nodes.join("\n    ")}`);
    }
    await context.close();
  }
}

// Nothing may stick out of the window: 640 px is what 200 % leaves of 1280.
async function fits(browser, folder, file) {
  const context = await browser.newContext();
  const page = await open(context, folder, file, `${file} [widths]`);
  for (const large of [false, true]) {
    const box = page.locator("#large-type");
    if (large && (await box.count())) await box.check();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => {
        const wide = document.scrollingElement.scrollWidth - innerWidth;
        if (wide <= 0) return null;
        const outside = (element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".table-scroll, figure");
        const element = [...document.querySelectorAll("main *, header *, nav *, footer *")].find(outside);
        return `${wide} px: ${element ? element.outerHTML.slice(0, 120) : "?"}`;
      });
      if (over) fault(`${file} [${width} px${large ? ", large type" : ""}]`, `sticks out by ${over}`);
    }
  }
  await context.close();
}

async function withoutScripts(browser, folder, file) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const where = `${file} [no scripts]`;
  const page = await open(context, folder, file, where);
  const words = (await page.locator("main").innerText()).replace(/\s/g, "");
  if (words.length < 20) fault(where, `the page says only “${words}”`);
  const box = page.locator("#large-type");
  if (await box.count()) {
    const height = async () => (await page.locator("h1").first().boundingBox()).height;
    const before = await height();
    await box.check();
    if (!((await height()) > before)) fault(where, "large type changes nothing");
  }
  await context.close();
}

// What the reader ticked holds on the next page.
async function remembered(browser, folder, files) {
  const context = await browser.newContext();
  const first = await open(context, folder, files[0], `${files[0]} [remembered]`);
  if (!(await first.locator("#large-type").count())) return context.close();
  await first.locator("#large-type").check();
  const second = await open(context, folder, files[1], `${files[1]} [remembered]`);
  if (!(await second.locator("#large-type").isChecked())) fault(files[1], "large type is forgotten");
  await context.close();
}

const htmlvalidate = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // How the source is set out is no fault of the page.
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "no-inline-style": "off",
    "long-title": "off",
    "no-implicit-button-type": "off",
    "no-raw-characters": ["error", { relaxed: true }],
    // A box that scrolls can be focused and has a name; `section` would clutter the outline.
    "prefer-native-element": "off",
    "no-implicit-input-type": "off",
  },
});

async function valid(folder) {
  for (const file of htmlFiles(folder)) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    if (!text.startsWith("<!DOCTYPE")) continue;
    const report = await htmlvalidate.validateString(text, file);
    for (const { messages } of report.results) {
      for (const message of messages.slice(0, 3)) {
        fault(`${file}:${message.line}:${message.column}`, `html ${message.ruleId}: ${message.message}`);
      }
    }
  }
}

async function main() {
  const folders = process.argv.slice(2);
  const executablePath = process.env.NIANBAO_BROWSER;
  if (folders.length === 0 || !executablePath) {
    throw new Error("NIANBAO_BROWSER=… node run.mjs FOLDER…");
  }
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  for (const folder of folders) {
    const files = kinds(folder);
    if (files.length < 9) throw new Error(`${folder}: only ${files.length} kinds of page; is it a published site?`);
    await valid(folder);
    for (const file of files) {
      await accessible(browser, folder, file);
      await fits(browser, folder, file);
      await withoutScripts(browser, folder, file);
    }
    await remembered(browser, folder, files);
    console.log(`${folder}: ${files.length} kinds of page`);
  }
  await browser.close();
  for (const line of faults) console.error(line);
  console.log(`${looks} looks, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exit(2);
});
