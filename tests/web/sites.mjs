// The sites that are looked at: the example of this repository and the county beside this
// file, each in both themes, and the county without any frame of its own.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const HERE = import.meta.dirname;
const EXAMPLE = path.join(HERE, "../..");
const COUNTY = path.join(HERE, "county");
const PLAIN = [/^name = "county"/m, 'name = "plain"'];

/**
 * `bare`: the colours are those of the same site with its frame, and are not looked at
 * again.
 */
export const SITES = [
  { name: "example", from: EXAMPLE, edits: [] },
  { name: "example-plain", from: EXAMPLE, edits: [PLAIN] },
  { name: "county", from: COUNTY, edits: [] },
  { name: "county-plain", from: COUNTY, edits: [PLAIN] },
  { name: "county-body", from: COUNTY, edits: [[/^header = .*\nfooter = .*\n/m, ""], [/^body_only = false/m, "body_only = true"]], bare: true },
];

/** Builds them with the program NIANBAO names (else target/debug); gives name, folder and `framed` of each. */
export function build(names = SITES.map((site) => site.name)) {
  const program = process.env.NIANBAO || path.join(EXAMPLE, "target/debug/nianbao");
  if (!fs.existsSync(program)) throw new Error(`${program} is not there: cargo build, or name another with NIANBAO`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "nianbao-web-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return SITES.filter((site) => names.includes(site.name)).map((site) => {
    const root = path.join(folder, `${site.name}-source`);
    for (const part of ["site.toml", "content", "portal"]) {
      const from = path.join(site.from, part);
      if (fs.existsSync(from)) fs.cpSync(from, path.join(root, part), { recursive: true });
    }
    const settings = path.join(root, "site.toml");
    let text = fs.readFileSync(settings, "utf8");
    for (const [from, to] of site.edits) {
      if (!from.test(text)) throw new Error(`${site.name}: site.toml has no ${from}`);
      text = text.replace(from, to);
    }
    fs.writeFileSync(settings, text);
    const output = path.join(folder, site.name);
    try {
      execFileSync(path.resolve(program), ["--root", root, "build", "--drafts", "--output", output], { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      throw new Error(`${site.name} does not build:\n${error.stdout}${error.stderr}`);
    }
    return { name: site.name, folder: output, framed: !site.bare };
  });
}

/** Every file below `folder` whose name ends with one of `ends`, sorted, with `/`. */
export function files(folder, ends, below = "") {
  return fs
    .readdirSync(path.join(folder, below), { withFileTypes: true })
    .flatMap((entry) => {
      const name = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return files(folder, ends, name);
      return ends.some((end) => name.endsWith(end)) ? [name] : [];
    })
    .sort();
}

/** The pages; the fragment is part of somebody else's page and is left out. */
export function pages(folder) {
  return files(folder, [".html"]).filter((file) => !file.endsWith("fragment.html"));
}

// A kind is told by where its page lies and by the tables on it.
function kindOf(file, text) {
  const shape = file
    .replace(/^(?!years|compare|search|about|data)[a-z0-9-]+\//, "OFFICE/")
    .replace(/\d{4}/g, "YEAR");
  return `${shape} ${(text.match(/<table class="statutory t\d"/g) || []).join()}`;
}

/** The longest page of each kind. */
export function kinds(folder) {
  const seen = new Map();
  for (const file of pages(folder)) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    const kind = kindOf(file, text);
    const known = seen.get(kind);
    if (!known || text.length > known.size) seen.set(kind, { file, size: text.length });
  }
  return [...seen.values()].map((page) => page.file).sort();
}
