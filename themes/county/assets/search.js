// Searches the index of character pairs that lies beside this page. Files are loaded
// by <script> and only when a question needs them; text goes into the page as text.
"use strict";
(() => {
  const form = document.getElementById("search");
  if (!form) return;
  const found = document.getElementById("found");
  const root = form.dataset.root;
  const PAGE = 20;
  let site = null;
  const shards = new Map();
  const texts = new Map();
  window.nianbao = {
    reports: (data) => { site = data; },
    index: (shard, pairs) => { shards.set(shard, pairs); },
    office: (data) => { texts.set(data.id, data); },
  };

  const waiting = new Map();
  const load = (file) => {
    if (!waiting.has(file)) {
      waiting.set(file, new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = root + file;
        script.onload = done;
        script.onerror = () => { waiting.delete(file); fail(new Error(file)); };
        document.head.append(script);
      }));
    }
    return waiting.get(file);
  };

  const folded = (text) => text
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[A-Z]/g, (c) => c.toLowerCase());
  // Blanks count for nothing: some write “12 件” and some “12件”.
  const BLANK = /[ \u00a0\u3000]/;
  const bare = (text) => folded(text).split(BLANK).join("");
  const runs = (word) => [...word.matchAll(/[\p{L}\p{N}\p{Alphabetic}]+/gu)].map((run) => run[0]);

  const places = (written) => {
    const numbers = [];
    let next = 0;
    for (const step of written.split(",")) {
      const [size, times = "1"] = step.split("x");
      for (let time = Number(times); time > 0; time -= 1) {
        next += Number(size);
        numbers.push(next - 1);
      }
    }
    return numbers;
  };

  // The reports in which all pairs of a run occur.
  const reportsWith = async (run) => {
    const chars = [...run];
    const pairs = chars.length === 1 ? chars : chars.slice(1).map((c, at) => chars[at] + c);
    const shard = (pair) => pair.codePointAt(0) % site.shards;
    await Promise.all(pairs.map((pair) => load(`search/index/${shard(pair)}.js`)));
    let left = null;
    for (const pair of pairs) {
      const index = shards.get(shard(pair));
      const here = new Set();
      if (chars.length === 1) {
        for (const key of Object.keys(index)) if (key.startsWith(pair)) places(index[key]).forEach((n) => here.add(n));
      } else if (Object.hasOwn(index, pair)) {
        places(index[pair]).forEach((n) => here.add(n));
      }
      left = left === null ? here : new Set([...left].filter((n) => here.has(n)));
    }
    return left;
  };

  const make = (name, text, classes) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (classes) element.className = classes;
    return element;
  };
  const link = (text, href) => {
    const element = make("a", text);
    element.href = root + href;
    return element;
  };

  // A sentence with the words asked for marked. Folding changes no lengths; where each
  // letter stood before the blanks went is kept.
  const marked = (sentence, words) => {
    const line = make("p", "", "excerpt");
    const low = bare(sentence);
    const stood = Array.from(sentence.split(""), (_, n) => n).filter((n) => !BLANK.test(sentence[n]));
    let [at, done] = [0, 0];
    for (;;) {
      const hits = words.map((word) => [low.indexOf(word, at), word]).filter(([place]) => place >= 0);
      if (!hits.length) break;
      const [place, word] = hits.sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
      at = place + word.length;
      const [from, to] = [stood[place], stood[at - 1] + 1];
      line.append(sentence.slice(done, from), make("mark", sentence.slice(from, to)));
      done = to;
    }
    line.append(sentence.slice(done));
    return line;
  };

  // A report that has every word, or null: pairs may meet by chance.
  const result = async (report, words) => {
    const { office, year } = report;
    await load(`data/offices/${office.id}.js`);
    const one = texts.get(office.id).reports.find((known) => known.year === year);
    const lines = one.sections.flatMap((section) => [section.title, ...section.sentences]);
    const named = [one.title, `${one.name}${year}年度`, `${office.short}${year}年度`];
    const all = [...named, ...lines].map(bare);
    if (!words.every((word) => all.some((line) => line.includes(word)))) return null;
    const item = make("li");
    item.append(link(`${one.name} ${year} 年度`, one.href));
    const sentences = one.sections.flatMap((section) => section.sentences);
    // One sentence for each word, the longest word first, two at most.
    const longest = [...words].sort((a, b) => b.length - a.length);
    const telling = new Set(longest.map((word) => sentences.find((sentence) => bare(sentence).includes(word))));
    telling.delete(undefined);
    if (!telling.size) telling.add(lines.find((line) => words.some((word) => bare(line).includes(word))));
    telling.delete(undefined);
    for (const sentence of [...telling].slice(0, 2)) item.append(marked(sentence, words));
    return item;
  };

  // A year written together with what it belongs to, as in “2024年财政局”, taken apart.
  const YEAR = /((?:19|20)[0-9]{2})(?:年度|年)/;
  const apart = (words) => words.flatMap((word) => word.split(YEAR)).filter((word) => runs(word).length);

  let turn = 0;
  const search = async (query) => {
    const mine = (turn += 1);
    const words = query.trim().split(/\s+/).map(folded).filter((word) => runs(word).length);
    document.title = `${query ? `${query} - ` : ""}检索`;
    if (!words.length) {
      found.replaceChildren(...(query.trim() ? [make("p", "没有找到：只能检索汉字、字母和数字，不能只检索标点符号。")] : []));
      return;
    }
    found.replaceChildren(make("p", "检索中……"));
    try {
      const parts = apart(words);
      const together = await look(words, mine);
      if (mine !== turn || together || parts.join(" ") === words.join(" ")) return;
      await look(parts, mine, `没有“${words.join(" ")}”，以下是同时有“${parts.join("”“")}”的：`);
    } catch (fault) {
      if (mine === turn) found.replaceChildren(make("p", `没有读到检索文件：${fault.message}。请把整个文件夹一起复制，不要只复制网页。`));
    }
  };

  // Shows what has all words; whether anything has.
  const look = async (words, mine, said = "") => {
    await load("search/reports.js");
    const reports = site.offices.flatMap((office) => office.years.map((year) => ({ office, year })));
    let left = null;
    for (const run of words.flatMap(runs)) {
      const here = await reportsWith(run);
      left = left === null ? here : new Set([...left].filter((n) => here.has(n)));
    }
    if (mine !== turn) return false;
    const out = said ? [make("p", said)] : [];
    const offices = site.offices.filter((office) => words.every((word) => office.names.some((name) => bare(name).includes(word))));
    const years = site.years.filter((year) => ["", "年", "年度"].some((end) => words.includes(`${year}${end}`)));
    if (offices.length || years.length) {
      const list = make("ul");
      for (const office of offices.slice(0, PAGE)) {
        const item = make("li");
        item.append(link(`${office.names[0]}：历年数据`, `${office.id}/index.html`));
        list.append(item);
      }
      for (const year of years) {
        const item = make("li");
        item.append(link(`${year} 年度各机关`, `years/${year}/index.html`));
        list.append(item);
      }
      out.push(make("h2", "机关和年度"), list);
    }
    const numbers = [...left].sort((a, b) => a - b);
    const list = make("ul", "", "results");
    const state = make("p");
    const more = make("button", "再看一些");
    more.type = "button";
    let at = 0;
    let shown = 0;
    const next = async () => {
      more.hidden = true;
      for (const stop = shown + PAGE; at < numbers.length && shown < stop; at += 1) {
        const item = await result(reports[numbers[at]], words);
        if (mine !== turn) return;
        if (item) { list.append(item); shown += 1; }
      }
      more.hidden = at >= numbers.length;
      state.textContent = at >= numbers.length ? (shown ? `共 ${shown} 份报告` : "没有找到") : `已列出 ${shown} 份，还有未列出的`;
    };
    more.addEventListener("click", next);
    out.push(make("h2", "报告"), state, list, more);
    found.replaceChildren(...out);
    await next();
    return Boolean(shown || offices.length || years.length);
  };

  const asked = () => {
    const part = location.hash.slice(1).split("&").find((one) => one.startsWith("q="));
    try { return part ? decodeURIComponent(part.slice(2)) : ""; } catch { return ""; }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `#q=${encodeURIComponent(form.elements.q.value)}`);
    search(form.elements.q.value);
  });
  window.addEventListener("hashchange", () => { form.elements.q.value = asked(); search(asked()); });
  form.hidden = false;
  form.elements.q.value = asked();
  if (asked()) search(asked());
})();
