// The hostile site of tests/it/hostile.rs in a real browser: every page is opened, and
// nothing an attacker typed may come alive: no dialog, no mark set, no request to another
// machine, no word of the console, no violation of the pages' own policy.
//
//   NIANBAO_BROWSER=/usr/bin/chromium node attack.mjs FOLDER
//
// FOLDER is what `nianbao build` published. Status 1: something was alive; 2: could not look.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

function htmlFiles(folder, below = "") {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return htmlFiles(folder, name);
    return name.endsWith(".html") ? [name] : [];
  });
}

// As a host would serve the site in a folder of its own.
function serve(folder) {
  const kinds = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", txt: "text/plain" };
  const server = http.createServer((request, answer) => {
    const inside = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/deep\/down\//, "");
    const file = path.join(folder, inside);
    if (!file.startsWith(folder) || !fs.existsSync(file)) return answer.writeHead(404).end();
    answer.writeHead(200, { "content-type": kinds[file.split(".").pop()] || "application/octet-stream" });
    answer.end(fs.readFileSync(file));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function watched(context, base, where) {
  const page = await context.newPage();
  page.on("dialog", (dialog) => { fault(where.now, `a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => {
    // A browser asks a host for its picture by itself.
    if (!message.location().url.endsWith("/favicon.ico")) fault(where.now, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(where.now, `script: ${error.message}`));
  page.on("popup", () => fault(where.now, "a window was opened"));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:")) fault(where.now, `a request: ${url}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      (window.__violations ||= []).push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return page;
}

async function look(page, where) {
  const state = await page.evaluate(() => ({
    hit: window.__hit,
    violations: window.__violations || [],
    here: location.href,
    base: document.baseURI.split("#")[0] === location.href.split("#")[0],
    policy: document.querySelector("head > meta[http-equiv]")?.content || "",
    polluted: Object.keys(Object.prototype).length,
  }));
  if (state.hit !== undefined) fault(where.now, "script of an attacker has run");
  for (const violation of state.violations) fault(where.now, `against the policy: ${violation}`);
  if (!state.base) fault(where.now, "the base was changed");
  if (state.polluted) fault(where.now, "a prototype was changed");
  return state;
}

// Everything that could be hovered, focused, opened or clicked without leaving the page.
async function provoke(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const element of document.querySelectorAll("main *:not(.table-scroll *)")) {
      for (const type of ["mouseover", "focus", "click"]) {
        const event = new MouseEvent(type, { bubbles: true, cancelable: true });
        element.addEventListener(type, (happens) => happens.preventDefault(), { once: true });
        element.dispatchEvent(event);
      }
    }
  });
}

async function scripted(page, base, where, folder) {
  where.now = "search/index.html [asked]";
  await page.goto(`${base}search/index.html`);
  const vectors = JSON.parse(fs.readFileSync(new URL("../attack/vectors.json", import.meta.url), "utf8"));
  for (const vector of [...vectors.slice(0, 12), "局", "一"]) {
    await page.fill("#q", vector);
    await page.press("#q", "Enter");
    await page.locator("#found:not(:has-text('检索中'))").waitFor({ state: "attached" });
    await look(page, where);
  }
  await page.goto("about:blank");
  for (const hash of ["#q=%3Cimg%20src=x%20onerror=window.__hit=1%3E", "#q=%E0%A4%A"]) {
    where.now = `search ${hash}`;
    await page.goto(`${base}search/index.html${hash}`);
    await look(page, where);
    await page.goto("about:blank");
  }
  const offices = fs.readdirSync(folder).filter((name) => /^o\d+$/.test(name));
  for (const [number, office] of offices.entries()) {
    const other = offices[(number + 1) % offices.length];
    for (const hash of [`#a=${office}/2021&b=${other}/2022`, ...(number ? [] : ["#a=__proto__/2021&b=<img>/2022", "#a=constructor/x"])]) {
      where.now = `compare ${hash}`;
      await page.goto(`${base}compare/index.html${hash}`);
      await page.waitForSelector(".compared > *", { state: "attached" });
      await look(page, where);
      await page.goto("about:blank");
    }
  }
}

async function main() {
  const [folder] = process.argv.slice(2).map((name) => path.resolve(name));
  const executablePath = process.env.NIANBAO_BROWSER;
  if (!folder || !executablePath) throw new Error("NIANBAO_BROWSER=… node attack.mjs FOLDER");
  const files = htmlFiles(folder).sort();
  if (files.length < 100) throw new Error(`${folder}: only ${files.length} pages; is it the hostile site?`);
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const bases = [
    `${pathToFileURL(folder).href}/`,
    `http://127.0.0.1:${server.address().port}/deep/down/`,
  ];
  let looks = 0;
  await Promise.all(bases.map(async (base) => {
    const context = await browser.newContext();
    const where = { now: "" };
    const page = await watched(context, base, where);
    // From a disk one year of every office, over HTTP one office, to see that paths hold.
    const one = base.startsWith("file:") ? /^o\d+\/(2021|index)|^o1\// : /^o1\//;
    const some = files.filter((file) => !/^o\d/.test(file) || one.test(file));
    for (const file of some) {
      where.now = `${base.slice(0, 4)} ${file}`;
      await page.goto(base + file);
      const state = await look(page, where);
      const fragment = file.endsWith("fragment.html");
      if (!fragment && !state.policy.includes("default-src 'none'")) fault(where.now, "no policy");
      await provoke(page);
      await look(page, where);
      looks += 1;
    }
    await scripted(page, base, where, folder);
    await context.close();
  }));
  await browser.close();
  server.close();
  for (const line of faults.slice(0, 100)) console.error(line);
  console.log(`${folder}: ${looks} pages opened, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exit(2);
});
