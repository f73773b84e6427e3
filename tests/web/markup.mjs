// The files themselves, without a browser: html-validate, and the Nu HTML checker (W3C)
// over every page and every style sheet in one run of Java.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { HtmlValidate } from "html-validate";
import { files, pages } from "./sites.mjs";

const jar = path.join(path.dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
// Warnings that were looked at and stand, each with its reason.
const DECIDED = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, "nu-decided.json"), "utf8"));

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

/** What html-validate says of the pages `names` of `folder`. */
export async function validate(folder, names) {
  const faults = [];
  for (const file of names) {
    const report = await htmlvalidate.validateString(fs.readFileSync(path.join(folder, file), "utf8"), file);
    for (const message of report.results.flatMap((result) => result.messages).slice(0, 3)) {
      faults.push(`${file} [html-validate ${message.ruleId}] ${message.line}:${message.column} ${message.message}`);
    }
  }
  return faults;
}

/** What the Nu HTML checker says of every page, style sheet and fragment of `folders`. */
export function nu(folders) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "nianbao-nu-"));
  try {
    const looked = new Set();
    const list = folders.flatMap((folder) => {
      const whole = [...pages(folder), ...files(folder, [".css"])].map((file) => path.join(folder, file));
      // A fragment is checked in the page of a portal's editor.
      const pasted = files(folder, ["fragment.html"]).map((file, index) => {
        const page = path.join(work, `${looked.size}-${index}-${file.replaceAll("/", "-")}`);
        const body = fs.readFileSync(path.join(folder, file), "utf8");
        fs.writeFileSync(page, `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>门户</title></head><body><h1>门户</h1>${body}</body></html>`);
        return page;
      });
      looked.add(folder);
      return [...whole, ...pasted];
    });
    let answer;
    try {
      answer = execFileSync("java", ["-Xmx512m", "-XX:+UseSerialGC", "-jar", jar, "--format", "json", "--exit-zero-always", "--also-check-css", "--stdout", ...list], { maxBuffer: 1 << 28, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      throw new Error(`the Nu HTML checker did not run (needs java): ${error.message.slice(0, 300)}\n${String(error.stderr ?? "").slice(0, 600)}`);
    }
    const messages = JSON.parse(answer).messages;
    const kept = messages.filter((one) => one.type === "error" || one.type === "non-document-error" || !DECIDED.some((line) => new RegExp(line.message).test(one.message)));
    const faults = kept.map((one) => {
      const file = one.url ? fileURLToPath(one.url) : "?";
      const folder = folders.find((folder) => file.startsWith(folder + path.sep));
      return `${folder ? path.basename(folder) + "/" + path.relative(folder, file) : path.basename(file)} [nu ${one.subType ?? one.type}] ${one.lastLine ?? "?"}:${one.firstColumn ?? one.lastColumn ?? "?"} ${one.message}`;
    });
    return { faults, files: list.length };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}
