// The published pages as readers and inspectors meet them. Builds the example and the
// county beside this file in both themes and looks at them: files (html-validate, Nu HTML
// checker), browser (look.mjs), pictures and paper (pictures.mjs).
//
//   node run.mjs [--agree]      # NIANBAO and NIANBAO_BROWSER may name other programs
//
// --agree takes the pictures as they are now for the agreed ones and does nothing else.
// Ends with status 1 and every fault, or with status 2 when it could not look.

import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { WAYS, examine, remembered } from "./look.mjs";
import { nu, validate } from "./markup.mjs";
import { agree, compare } from "./pictures.mjs";
import { build, kinds, pages } from "./sites.mjs";

/** A browser that sees the fonts of the tests and no others. */
export function launch() {
  const executablePath = process.env.NIANBAO_BROWSER || "/usr/bin/chromium";
  const fonts = path.join(import.meta.dirname, "fonts.conf");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"],
    env: { ...process.env, FONTCONFIG_FILE: fonts },
  });
}

// Runs the tasks, some at a time; the answers come in the order of the tasks.
async function together(tasks, hands = Math.max(2, Math.min(os.cpus().length, 6))) {
  const answers = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const mine = next++;
      answers[mine] = await tasks[mine]();
    }
  };
  await Promise.all(Array.from({ length: hands }, work));
  return answers;
}

async function main() {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const agreeing = process.argv.includes("--agree");
  const sites = build();
  const browser = await launch();
  try {
    if (agreeing) return console.log(await agree(browser, sites));
    const faults = [];
    const checked = nu(sites.map((site) => site.folder));
    faults.push(...checked.faults);
    console.log(`Nu HTML checker: ${checked.files} files (${seconds()})`);

    const tasks = [];
    for (const { name, folder, framed } of sites) {
      const [all, some] = [pages(folder), kinds(folder)];
      if (some.length < 9) throw new Error(`${name}: only ${some.length} kinds of page`);
      const told = (lines) => lines.map((line) => `${name}/${line}`);
      tasks.push(async () => told(await validate(folder, all)));
      for (const file of some) tasks.push(async () => told(await examine(browser, folder, file, true, framed ? WAYS : WAYS.slice(0, 1))));
      tasks.push(async () => told(await remembered(browser, folder, [some[0], some.at(-1)])));
      tasks.push(async () => console.log(`${name}: ${some.length} of ${all.length} pages, one of each kind (${seconds()})`) ?? []);
    }
    faults.push(...(await together(tasks)).flat());
    faults.push(...(await compare(browser, sites)));
    console.log(`compared with the agreed pictures (${seconds()})`);
    for (const line of faults) console.error(line);
    console.log(`${faults.length} faults (${seconds()})`);
    process.exitCode = faults.length > 0 ? 1 : 0;
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error) => {
    console.error(error);
    process.exit(2);
  });
}
