// What the pages look like, on the screen and on paper, against the agreed pictures.
//
// The same browser with the same fonts draws the same picture; what differs by rounding
// between processors stays within TOLERANCE pixels. A changed digit is more than that.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

const AGREED = path.join(import.meta.dirname, "agreed");
const MADE_WITH = path.join(AGREED, "made-with.json");
const FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const HEIGHTS = { 320: 900, 768: 1000, 1440: 900 };
/** Pixels that may differ, those at the edges of letters not counted. */
export const TOLERANCE = 5;
/** How often a picture that differs is taken again: on a busy machine the browser may draw
 * what is held in place before it stands where it will, its letters a fraction of a pixel
 * off. What is wrong with a page is wrong in every picture. */
const AGAIN = 3;

const SHOTS = [
  ...["index.html", "xian/2024/index.html", "xian/index.html", "years/2021/index.html"].flatMap((file) => [320, 768, 1440].map((width) => ({ site: "county", file, width }))),
  ...[320, 768, 1440].map((width) => ({ site: "county", file: "xian/2021/index.html", width, at: "#t3-new_requests-natural_person" })),
  ...["xian/2024/checks.html", "xian/2022/compare.html", "compare/index.html", "search/index.html", "about/index.html", "404.html", "xian/2018/index.html"].flatMap((file) => [320, 768, 1440].map((width) => ({ site: "county", file, width }))),
  { site: "county", file: "xian/2019/index.html", width: 1440, at: ".t2" },
  { site: "example", file: "index.html", width: 1440 },
  { site: "example", file: "pingtan/2024/index.html", width: 320 },
  { site: "county-body", file: "xian/2024/index.html", width: 1440 },
  ...[320, 1440].flatMap((width) => ["index.html", "xian/2024/index.html", "xian/index.html"].map((file) => ({ site: "county-plain", file, width }))),
  { site: "county", file: "xian/2024/index.html", width: 1440, way: "dark" },
  { site: "county", file: "xian/2021/index.html", width: 768, way: "dark", at: "#t3-new_requests-natural_person" },
  { site: "county", file: "index.html", width: 1440, way: "high-contrast" },
  { site: "county", file: "xian/2024/index.html", width: 320, way: "dark-high-contrast" },
  { site: "county", file: "xian/2024/index.html", width: 320, way: "large-type" },
  { site: "county", file: "xian/index.html", width: 1440, way: "forced-colours" },
];
const PAPERS = [
  { site: "county", file: "xian/2024/index.html" },
  { site: "county", file: "xian/2019/index.html" },
  // The years of an office: as wide as each other, no heads without figures.
  { site: "county", file: "ziran/index.html" },
  { site: "county", file: "years/2024/index.html" },
  { site: "county-plain", file: "xian/index.html" },
];

const nameOf = (shot) => [shot.site, shot.file.replace(/\/index\.html$|\.html$/, "").replaceAll("/", "-"), shot.at?.replace(/[#.]/, "").split("-")[0], shot.way, shot.width].filter(Boolean).join("_");

async function screenshot(browser, folder, shot) {
  const context = await browser.newContext({
    viewport: { width: shot.width, height: HEIGHTS[shot.width] },
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
    colorScheme: shot.way?.startsWith("dark") ? "dark" : "light",
    forcedColors: shot.way === "forced-colours" ? "active" : "none",
  });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.join(folder, shot.file)).href);
  for (const id of ["large-type", "high-contrast"]) {
    if (shot.way?.endsWith(id)) await page.locator(`#${id}`).check();
  }
  if (shot.at) await page.locator(shot.at).first().evaluate((element) => element.scrollIntoView({ block: "center" }));
  await page.evaluate(() => document.fonts.ready);
  const picture = PNG.sync.read(await page.screenshot({ animations: "disabled", caret: "hide" }));
  await context.close();
  return picture;
}

// A4 as a browser prints it: its text, its size, and each page drawn.
async function paper(browser, folder, { file }, work) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.join(folder, file)).href);
  const pdf = path.join(work, `${file.replaceAll("/", "-")}.pdf`);
  await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: false });
  await context.close();
  const info = execFileSync("pdfinfo", [pdf], { encoding: "utf8" });
  const text = execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8" });
  execFileSync("pdftoppm", ["-r", "60", "-gray", "-png", pdf, pdf]);
  const drawn = fs
    .readdirSync(work)
    .filter((name) => name.startsWith(path.basename(pdf)) && name.endsWith(".png"))
    .sort()
    .map((name) => PNG.sync.read(fs.readFileSync(path.join(work, name))));
  return { text, drawn, size: info.match(/^Page size:\s*(.*)$/m)?.[1] ?? "?" };
}

async function draw(browser, sites) {
  const folderOf = (name) => sites.find((site) => site.name === name).folder;
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "nianbao-paper-"));
  const pictures = new Map();
  const texts = new Map();
  const faults = [];
  try {
    const shots = [...SHOTS];
    const hand = async () => {
      for (let shot = shots.shift(); shot; shot = shots.shift()) pictures.set(nameOf(shot), await screenshot(browser, folderOf(shot.site), shot));
    };
    await Promise.all([hand(), hand(), hand()]);
    for (const one of PAPERS) {
      const { text, drawn, size } = await paper(browser, folderOf(one.site), one, work);
      const name = `paper_${nameOf(one)}`;
      if (!/A4/.test(size)) faults.push(`${one.site}/${one.file} [paper] should be A4, is ${size}`);
      texts.set(`${name}.txt`, text.replaceAll("\f", "\n----\n"));
      drawn.forEach((picture, index) => pictures.set(`${name}_${index + 1}`, picture));
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return { pictures, texts, faults };
}

const madeWith = (browser) => {
  if (!fs.existsSync(FONT)) throw new Error(`the font of the agreed pictures is missing: apt install fonts-noto-cjk (${FONT})`);
  const poppler = execFileSync("sh", ["-c", "pdftoppm -v 2>&1"], { encoding: "utf8" }).match(/version (\d+\.\d+)/)?.[1];
  return { chromium: browser.version().split(".")[0], font_bytes: fs.statSync(FONT).size, poppler };
};

// A small PNG: sixteen levels a channel (which `differing` does not see) and, where that
// leaves at most 256 colours, a palette.
function small(picture) {
  const { width, height, data } = picture;
  const level = (value) => Math.round(value / 17) * 17;
  const colours = new Map();
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0, from = 0, to = 0; y < height; y += 1) {
    to += 1; // Filter 0: a palette has no neighbours to subtract.
    for (let x = 0; x < width; x += 1, from += 4) {
      const colour = (level(data[from]) << 16) | (level(data[from + 1]) << 8) | level(data[from + 2]);
      if (!colours.has(colour)) colours.set(colour, colours.size);
      rows[to++] = colours.get(colour);
    }
  }
  if (colours.size > 256) return PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 });
  const chunk = (type, bytes) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), bytes]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(bytes.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from([...colours.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("PLTE", palette), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** Makes what is drawn now the agreed pictures; those beside for other browsers go. */
export async function agree(browser, sites) {
  const made = madeWith(browser);
  const { pictures, texts, faults } = await draw(browser, sites);
  if (faults.length) throw new Error(faults.join("\n"));
  fs.rmSync(AGREED, { recursive: true, force: true });
  fs.mkdirSync(AGREED);
  fs.writeFileSync(MADE_WITH, `${JSON.stringify(made, null, 2)}\n`);
  let bytes = 0;
  for (const [name, picture] of pictures) {
    const file = small(picture);
    bytes += file.length;
    fs.writeFileSync(path.join(AGREED, `${name}.png`), file);
  }
  for (const [name, text] of texts) fs.writeFileSync(path.join(AGREED, name), text);
  return `${pictures.size} pictures agreed, ${(bytes / 1e6).toFixed(1)} MB; look at them before committing`;
}

/** How many pixels differ and where, as a picture; all of them when the sizes differ. */
export function differing(one, other) {
  if (one.width !== other.width || one.height !== other.height) return { count: Infinity, picture: null };
  const picture = new PNG({ width: one.width, height: one.height });
  const count = pixelmatch(one.data, other.data, picture.data, one.width, one.height, { threshold: 0.1, includeAA: false });
  return { count, picture };
}

/** Every difference to the agreed pictures; new and differing ones are written to a folder. */
export async function compare(browser, sites) {
  const made = madeWith(browser);
  const agreed = JSON.parse(fs.readFileSync(MADE_WITH, "utf8"));
  // A browser breaks lines its own way: what an older one draws otherwise is agreed beside.
  const own = path.join(AGREED, `chromium-${made.chromium}`);
  const known = { ...agreed, chromium: fs.existsSync(own) ? made.chromium : agreed.chromium };
  if (JSON.stringify(made) !== JSON.stringify(known)) {
    return [`[pictures] the agreed ones were made with ${JSON.stringify(agreed)}, this machine has ${JSON.stringify(made)}: look at the pages, then agree anew with run.mjs --agree`];
  }
  const folderOf = (name) => sites.find((site) => site.name === name).folder;
  const { pictures, texts, faults } = await draw(browser, sites);
  const out = process.env.NIANBAO_PICTURES || path.join(os.tmpdir(), "nianbao-pictures");
  fs.rmSync(out, { recursive: true, force: true });
  const put = (name, bytes) => {
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(path.join(out, name), bytes);
  };
  const before = faults.length;
  for (const [name, picture] of pictures) {
    const known = [own, AGREED].map((folder) => path.join(folder, `${name}.png`)).find((file) => fs.existsSync(file)) ?? "";
    if (!fs.existsSync(known)) {
      put(`${name}.new.png`, small(picture));
      faults.push(`[picture] ${name} is not among the agreed ones`);
      continue;
    }
    const wanted = PNG.sync.read(fs.readFileSync(known));
    let [shown, { count, picture: where }] = [picture, differing(wanted, picture)];
    const shot = SHOTS.find((shot) => nameOf(shot) === name);
    for (let again = 0; shot && count > TOLERANCE && again < AGAIN; again += 1) {
      shown = await screenshot(browser, folderOf(shot.site), shot);
      ({ count, picture: where } = differing(wanted, shown));
    }
    if (count <= TOLERANCE) continue;
    put(`${name}.new.png`, small(shown));
    if (where) put(`${name}.difference.png`, small(where));
    faults.push(`[picture] ${name} differs in ${count === Infinity ? "its size" : `${count} pixels`}`);
  }
  for (const [name, text] of texts) {
    const known = path.join(AGREED, name);
    const was = fs.existsSync(known) ? fs.readFileSync(known, "utf8") : "";
    if (was === text) continue;
    put(name, text);
    const [line, now] = [was.split("\n"), text.split("\n")];
    const at = now.findIndex((words, index) => words !== line[index]);
    faults.push(`[paper] ${name}:${at + 1} should read “${line[at] ?? ""}”, reads “${now[at] ?? ""}”`);
  }
  for (const name of fs.readdirSync(AGREED)) {
    const stem = name.replace(/\.png$/, "");
    if (name.endsWith(".png") && !pictures.has(stem)) faults.push(`[picture] ${stem} is agreed and no longer drawn`);
  }
  if (faults.length > before) faults.push(`[pictures] new and differing pictures are in ${out}; if they are as they should be: node run.mjs --agree`);
  return faults;
}
