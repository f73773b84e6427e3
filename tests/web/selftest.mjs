// That the proof proves: a published page is spoilt in known ways, one at a time, and each
// must be reported; the page as it was must not be.
//
//   node selftest.mjs

import fs from "node:fs";
import path from "node:path";
import { PNG } from "pngjs";
import { WAYS, examine } from "./look.mjs";
import { nu } from "./markup.mjs";
import { TOLERANCE, differing } from "./pictures.mjs";
import { launch } from "./run.mjs";
import { build, files } from "./sites.mjs";

const PAGE = "xian/2022/index.html";
const replace = (from, to) => (text) => {
  const after = text.replace(from, to);
  if (after === text) throw new Error(`the page has no ${from}`);
  return after;
};
const head = (html) => replace("</head>", `${html}</head>`);
const end = (html) => replace("</body>", `${html}</body>`);
const main = (html) => replace("</main>", `${html}</main>`);

/** A page without its security policy, which would keep most of what follows from working. */
const unguarded = replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");

/** What is done to the page, and the kind of fault that must be told of it. */
const SPOILT = [
  ["what the policy forbids", end("<script>1</script>"), /\[console\].*Content Security Policy/],
  ["a field without a label", main('<input type="text">'), /axe label\b/],
  ["a picture without words", main('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">'), /axe image-alt/],
  ["pale words", main('<p style="color:#aaa;background:#fff">浅色的字</p>'), /light: axe color-contrast/],
  ["words pale in the dark only", head("<style>@media (prefers-color-scheme: dark) { main p { color: #333 !important } }</style>"), /dark: axe color-contrast/],
  ["words pale in large type only", head("<style>:root:has(#large-type:checked) main p { color: #ccc !important; background: #fff }</style>"), /large type: axe color-contrast/],
  ["another machine", main('<img src="http://127.0.0.1:9/x.png" alt="图">'), /asks another machine/],
  ["words on the console", end('<script>console.warn("w")</script>'), /\[console\]/],
  ["a script that fails", end("<script>undefined.x</script>"), /\[script\]/],
  ["a file that is not there", main('<img src="none.png" alt="图">'), /not found/],
  ["something too wide", main('<div style="width:900px">宽</div>'), /\[320 px\].*sticks out/],
  ["words cut off", main('<div style="width:60px;overflow:hidden;white-space:nowrap">这里的字放不下就没有了</div>'), /cuts off/],
  ["words hidden on a phone", head("<style>@media (max-width: 400px) { main h2 { display: none } }</style>"), /\[320 px\].*other words/],
  ["a page that moves", head("<style>a { transition: color 2s !important }</style>"), /reduced motion/],
  ["no outline", head("<style>:focus-visible { outline: none !important }</style>"), /no outline/],
  ["a key that traps", end('<script>document.addEventListener("keydown", (e) => { if (e.key === "Tab" && document.activeElement.closest("table, .table-scroll")) e.preventDefault(); })</script>'), /trapped/],
  ["no skip link", replace(/<a class="skip"[^>]*>[^<]*<\/a>/, ""), /first Tab should show/],
  ["a stop out of order", main('<a href="#main" tabindex="5">先</a>'), /keyboard/],
  ["a head over the cells", head('<style>:root:has(td:target) body::before { content: ""; position: fixed; inset: 0 0 auto; height: 90vh; background: #fff; z-index: 99 }</style>'), /\[anchor\]/],
  ["a script before the page", head('<script src="../../data/forms.js"></script>'), /first paint/],
  ["two style sheets", head('<link rel="stylesheet" href="data:text/css,">'), /first paint/],
  ["a heavy page", main(`<!-- ${"重".repeat(40_000)} -->`), /weight/],
  ["a date torn", main('<table><tr><td style="width:1em;white-space:normal"><div style="width:3em">2024-01-31</div></td></tr></table>'), /“2024-01-31” is torn/],
  ["a figure torn from its mark", head("<style>.statutory td { white-space: normal !important } .statutory td::after { content: '' } .statutory td { max-width: 1em; overflow-wrap: anywhere }</style>"), /torn/],
  ["links that run together", main('<p><a href="#main">前</a><a href="#main">后</a></p>'), /runs together/],
  ["labels without figures", head("<style>.t3 tbody th { min-width: 20rem !important }</style>"), /no figure is seen/],
  ["shut on paper", head("<style>@media print { details::details-content { content-visibility: hidden !important } .explained { display: block !important } }</style>"), /shut on paper/],
  ["words only scripts write", end('<script>document.querySelector("main").append("只有脚本才写的字")</script>'), /no scripts\] says other words/],
];

const MARKUP = [
  ["a wrong element", PAGE, main("<p><div>块</div></p>"), /nu error.*“p”/],
  ["the same id twice", PAGE, main('<p id="main">又一个</p>'), /nu error.*Duplicate ID/],
  ["wrong CSS", null, (text) => `${text}\n.x { colour: red; }`, /nu error.*colour/i],
];

async function prove() {
  const [site] = build(["county"]);
  const browser = await launch();
  const missed = [];
  const file = path.join(site.folder, PAGE);
  const whole = fs.readFileSync(file, "utf8");
  try {
    const clean = await examine(browser, site.folder, PAGE, true);
    if (clean.length) missed.push(`the page as it was is reported: ${clean.join("; ")}`);
    const spoilt = SPOILT.map(([name, change, expected], index) => {
      // Beside the page, so that its links hold; a report is told by its address.
      const copy = `xian/${3000 + index}/index.html`;
      fs.cpSync(path.dirname(file), path.join(site.folder, path.dirname(copy)), { recursive: true });
      const guarded = expected.source.includes("Policy");
      fs.writeFileSync(path.join(site.folder, copy), change(guarded ? whole : unguarded(whole)));
      return { name, copy, expected };
    });
    const hand = async () => {
      for (let one = spoilt.shift(); one; one = spoilt.shift()) {
        // The way the fault shows in is enough.
        const ways = WAYS.filter((way, index) => index === 0 || one.expected.source.includes(`${way.name}:`));
        const faults = await examine(browser, site.folder, one.copy, true, ways);
        if (!faults.some((line) => one.expected.test(line))) missed.push(`${one.name}: expected ${one.expected}, told ${JSON.stringify(faults).slice(0, 400)}`);
        fs.rmSync(path.join(site.folder, path.dirname(one.copy)), { recursive: true });
      }
    };
    await Promise.all([hand(), hand(), hand()]);

    // A folder for each, and one run of the checker over all of them.
    const style = files(site.folder, [".css"])[0];
    const folders = MARKUP.map(([, page, change], index) => {
      const folder = path.join(site.folder, `spoilt-${index}`);
      const from = page ?? style;
      fs.mkdirSync(folder);
      fs.writeFileSync(path.join(folder, path.basename(from)), change(fs.readFileSync(path.join(site.folder, from), "utf8")));
      return folder;
    });
    const told = nu(folders).faults;
    MARKUP.forEach(([name, , , expected], index) => {
      const own = told.filter((line) => line.startsWith(`spoilt-${index}/`));
      if (!own.some((line) => expected.test(line))) missed.push(`${name}: expected ${expected}, told ${own.slice(0, 3)}`);
    });

    // One digit changed on the page must be more than the tolerance, nothing must be none.
    const picture = async (change) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
      await page.goto(`file://${file}`);
      if (change) await page.locator("td.sum, td").first().evaluate((cell) => (cell.scrollIntoView(), (cell.textContent = "8")));
      else await page.locator("td.sum, td").first().evaluate((cell) => cell.scrollIntoView());
      const shot = PNG.sync.read(await page.screenshot());
      await page.close();
      return shot;
    };
    const same = differing(await picture(false), await picture(false)).count;
    const digit = differing(await picture(false), await picture(true)).count;
    if (same !== 0) missed.push(`the same page twice differs in ${same} pixels`);
    if (digit <= TOLERANCE) missed.push(`another digit differs in only ${digit} pixels`);
  } finally {
    await browser.close();
  }
  for (const line of missed) console.error(line);
  console.log(`${SPOILT.length + MARKUP.length + 2} ways to spoil a page, ${missed.length} not told as they should be`);
  process.exitCode = missed.length ? 1 : 0;
}

prove().catch((error) => {
  console.error(error);
  process.exit(2);
});
