// Sets two reports side by side. Data comes by <script>, which a page opened from a
// disk may load; text goes into the page as text only, never as HTML.
"use strict";
(() => {
  const app = document.getElementById("compare-app");
  if (!app) return;
  const root = app.dataset.root;
  const form = app.querySelector("form");
  const out = app.querySelector(".compared");
  const offices = new Map();
  for (const item of document.querySelectorAll(".pairs [data-office]")) {
    const name = item.querySelector("b").textContent;
    const kind = item.closest(".pairs").previousElementSibling?.textContent ?? "";
    offices.set(item.dataset.office, { name, kind, years: item.dataset.years.split(" ") });
  }
  const loaded = new Map();
  let forms = null;
  window.nianbao = {
    forms: (data) => { forms = data; },
    office: (data) => { loaded.set(data.id, data); },
  };

  const load = (src) => new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = done;
    script.onerror = () => fail(new Error(src));
    document.head.append(script);
  });
  const waiting = new Map();
  const once = (src) => {
    if (!waiting.has(src)) waiting.set(src, load(src));
    return waiting.get(src);
  };

  // Numbers are text with the digits as written; they are subtracted as whole numbers.
  const places = (text) => (text.split(".")[1] || "").length;
  const scaled = (text, to) => {
    const [whole, part = ""] = text.split(".");
    return BigInt(whole + part.padEnd(to, "0"));
  };
  const plain = (value, scale) => {
    const sign = value < 0n ? "-" : "";
    const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
    const whole = digits.slice(0, digits.length - scale);
    const part = digits.slice(digits.length - scale).replace(/0+$/, "");
    return sign + whole + (part ? "." + part : "");
  };
  const sum = (texts) => {
    const scale = Math.max(...texts.map(places));
    const total = texts.reduce((sum, text) => sum + scaled(text, scale), 0n);
    const digits = plain(total, scale);
    return texts.length === 1 ? texts[0] : digits;
  };
  const change = (before, now, percents = true) => {
    const scale = Math.max(places(before), places(now));
    const [a, b] = [scaled(before, scale), scaled(now, scale)];
    const difference = b - a;
    if (difference === 0n) return "0";
    const said = (difference > 0n ? "+" : "") + plain(difference, scale);
    if (!percents || a < BigInt(forms.floor) * 10n ** BigInt(scale)) return said;
    // Tenths of a per cent, halves away from zero.
    const size = difference < 0n ? -difference : difference;
    const tenths = (size * 2000n + a) / (2n * a);
    const percent = `${tenths / 10n}.${tenths % 10n}`;
    if (tenths === 0n) return `${said}（不足 0.1%）`;
    return `${said}（${difference > 0n ? "+" : "-"}${percent}%）`;
  };
  window.nianbao.change = change;

  const make = (name, text, classes) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (classes) element.className = classes;
    return element;
  };

  const figure = (report, row) => {
    if (!report.edition) return { text: "", state: "no_report" };
    const cells = row.cells[forms.editions[report.edition].year];
    if (!cells) return { text: "—", state: "not_on_form" };
    const texts = cells.map((cell) => report.cells[cell]);
    if (texts.some((text) => text === null)) return { text: "未填", state: "missing" };
    return { text: sum(texts), state: "figure" };
  };

  const table = (caption, lines, heads, notes, percents) => {
    const box = make("div", "", "table-scroll");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption);
    const table = make("table", "", "series pair");
    table.append(make("caption", caption));
    const head = table.createTHead().insertRow();
    for (const words of ["项目", ...heads, "乙减甲"]) {
      const cell = make("th", words);
      cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    let above = "";
    for (const line of lines) {
      if (line.row.above && line.row.above !== above) {
        const row = body.insertRow();
        row.className = "group";
        const cell = make("th", line.row.above);
        cell.scope = "rowgroup";
        cell.colSpan = 4;
        row.append(cell);
      }
      above = line.row.above;
      const row = body.insertRow();
      if (line.row.derived) row.className = "sum";
      const cell = make("th", line.row.label);
      cell.scope = "row";
      if (line.row.unit && line.row.unit !== "件") cell.append(make("small", `（${line.row.unit}）`));
      if (line.row.note) {
        if (!notes.includes(line.row.note)) notes.push(line.row.note);
        cell.append(make("sup", `[${notes.indexOf(line.row.note) + 1}]`));
      }
      row.append(cell);
      for (const side of [line.a, line.b]) row.append(make("td", side.text, side.state));
      const both = line.a.state === "figure" && line.b.state === "figure";
      row.append(make("td", both ? change(line.a.text, line.b.text, percents) : "", "change"));
    }
    box.append(table);
    return box;
  };

  const folded = (words, content) => {
    const details = document.createElement("details");
    details.append(make("summary", words), content);
    return details;
  };

  const figures = (a, b, heads) => {
    const part = document.createDocumentFragment();
    part.append(make("h2", "数字"));
    if (!a.edition || !b.edition) {
      part.append(make("p", "其中有一份是没有统计表的文本，数字不能对照。"));
      return part;
    }
    const [older, newer] = forms.editions[a.edition].year <= forms.editions[b.edition].year
      ? [a.edition, b.edition] : [b.edition, a.edition];
    if (older !== newer) part.append(make("p", "两份报告的版式不同：“—”表示该版式没有这一项，不等于零；带注码的行口径有变，只可参照。"));
    // Years from which figures mean something else, between the two; a form in between may
    // name one, and two forms the same.
    const [low, high] = a.year < b.year ? [a.year, b.year] : [b.year, a.year];
    const parts = (mark) => (low < mark.year && mark.year <= high) || (mark.alone && mark.year === low && low < high);
    // Mergers set apart the years of one office alone.
    const turns = a.office === b.office ? loaded.get(a.office).turns ?? [] : [];
    const all = Object.values(forms.editions).flatMap((one) => one.marks).concat(turns).filter(parts);
    all.sort((one, other) => one.year - other.year);
    const marks = new Map(all.map((mark) => [`${mark.year} ${mark.note}`, mark]));
    if (marks.size) {
      const list = make("dl", "", "marks");
      for (const { year, note } of marks.values()) {
        const box = make("div");
        box.append(make("dt", `※ ${year} 年`), make("dd", note));
        list.append(box);
      }
      part.append(list);
    }
    const rows = forms.rows[`${older} ${newer}`];
    const notes = [];
    // What one office has more than another is no change: no percentage.
    const percents = a.office === b.office;
    const tables = new Map();
    const units = new Map();
    for (const id of [newer, older]) {
      for (const one of forms.editions[id].tables) {
        if (!tables.has(one.id)) tables.set(one.id, one.caption);
        units.set(one.id, (units.get(one.id) ?? new Set()).add(one.unit));
      }
    }
    const zero = (side) => side.state === "not_on_form" || side.state === "no_report"
      || (side.state === "figure" && /^-?[0.]+$/.test(side.text));
    for (const [id, caption] of tables) {
      const lines = rows.filter((row) => row.table === id)
        .map((row) => ({ row, a: figure(a, row), b: figure(b, row) }));
      const pick = (main, zeros) => lines.filter((line) => line.row.main === main && (zero(line.a) && zero(line.b)) === zeros);
      const [main, zeros, details] = [pick(true, false), pick(true, true), pick(false, false)];
      const [unit, ...others] = units.get(id);
      const said = unit && !others.length ? `（单位：${unit}）` : "";
      if (main.length) part.append(table(caption + said, main, heads, notes, percents));
      else part.append(make("h3", caption), make("p", "两份报告各行都是 0。"));
      if (zeros.length && main.length) part.append(folded(`都是 0 的 ${zeros.length} 行`, table(`${caption}：都是 0 的行${said}`, zeros, heads, notes, percents)));
      if (details.length) part.append(folded(`按申请人类别列出不是 0 的 ${details.length} 行`, table(`${caption}：按申请人类别${said}`, details, heads, notes, percents)));
    }
    if (notes.length) {
      const list = make("ol", "", "series-notes");
      for (const note of notes) list.append(make("li", note));
      part.append(list);
    }
    return part;
  };

  const shape = (sentence) => sentence.replace(/[0-9０-９]+(?:[.,，．][0-9０-９]+)*/g, "#");
  const compare = (before, now) => {
    const a = before.map((text) => ({ text, state: "own" }));
    const b = now.map((text) => ({ text, state: "own" }));
    for (const [state, key] of [["same", (text) => text], ["figures", shape]]) {
      const open = new Map();
      for (const sentence of a) {
        if (sentence.state !== "own") continue;
        const known = key(sentence.text);
        if (!open.has(known)) open.set(known, []);
        open.get(known).push(sentence);
      }
      for (const sentence of b) {
        if (sentence.state !== "own") continue;
        const same = (open.get(key(sentence.text)) || []).shift();
        if (same) same.state = sentence.state = state;
      }
    }
    return [a, b];
  };

  const wording = (a, b, heads) => {
    const part = document.createDocumentFragment();
    part.append(make("h2", "文字"));
    part.append(make("p", "逐句对照：“同”为一字不差；“数”为只有数字不同；“独”为只见于这一份。", "hint"));
    const ids = [...new Set([...b.sections, ...a.sections].map((section) => section.id))];
    for (const id of ids) {
      const of = (report) => report.sections.find((section) => section.id === id);
      const sides = compare(of(a)?.sentences || [], of(b)?.sentences || []);
      if (!sides[0].length && !sides[1].length) continue;
      part.append(make("h3", (of(b) || of(a)).title || (a.edition && b.edition ? "正文之前" : "正文")));
      const box = make("div", "", "wording");
      sides.forEach((side, number) => {
        const column = document.createElement("div");
        column.append(make("h4", heads[number]));
        if (!side.length) column.append(make("p", "（无）", "hint"));
        for (const sentence of side) {
          const line = make("p", "", sentence.state);
          line.append(make(sentence.state === "same" ? "span" : "b", { same: "同", figures: "数", own: "独" }[sentence.state], "mark"), sentence.text);
          column.append(line);
        }
        box.append(column);
      });
      part.append(box);
    }
    return part;
  };

  const read = () => {
    const picked = {};
    for (const part of location.hash.slice(1).split("&")) {
      const [side, office, year] = part.split(/[=/]/);
      if ((side !== "a" && side !== "b") || !office) continue;
      picked[side] = { office, year, there: Boolean(offices.get(office)?.years.includes(year)) };
    }
    return picked;
  };
  const options = (values, chosen) => values.map(([value, words]) => new Option(words, value, false, value === chosen));
  const fill = (select, values, chosen) => select.replaceChildren(...options(values, chosen));
  // Offices stand under their kinds, as on the page: a long list is looked through sooner.
  const fillOffices = (select, first, chosen) => {
    const groups = new Map();
    for (const [id, office] of offices) {
      if (!groups.has(office.kind)) {
        groups.set(office.kind, document.createElement("optgroup"));
        groups.get(office.kind).label = office.kind;
      }
      groups.get(office.kind).append(...options([[id, office.name]], chosen));
    }
    select.replaceChildren(...options(first, chosen), ...groups.values());
  };
  const show = async () => {
    const pick = Object.fromEntries(["a", "b"].map((side) => [side, {
      office: form.elements[`${side}-office`].value, year: form.elements[`${side}-year`].value,
    }]));
    // What the address asks for is not there: nothing else is shown in its place.
    if (["a", "b"].some((side) => !pick[side].office || !pick[side].year)) return;
    const hash = `#a=${pick.a.office}/${pick.a.year}&b=${pick.b.office}/${pick.b.year}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
    try {
      await Promise.all([once(app.dataset.forms), ...["a", "b"].map((side) => once(`${root}data/offices/${pick[side].office}.js`))]);
    } catch (fault) {
      out.replaceChildren(make("p", `没有读到数据文件：${fault.message}。请把整个文件夹一起复制，不要只复制网页。`));
      return;
    }
    const report = (side) => loaded.get(pick[side].office).reports.find((one) => String(one.year) === pick[side].year);
    const [a, b] = ["a", "b"].map((side) => ({ ...report(side), office: pick[side].office }));
    const short = (report) => `${report.name} ${report.year}`;
    const heads = a.name === b.name ? [`甲：${a.year}`, `乙：${b.year}`] : [`甲：${short(a)}`, `乙：${short(b)}`];
    const links = make("p", "打开报告：");
    for (const one of [a, b]) {
      const link = make("a", `${short(one)} 年度${one.draft ? "（草稿）" : ""}`);
      link.href = root + one.href;
      links.append(link, " ");
    }
    out.replaceChildren(links, figures(a, b, heads), wording(a, b, heads));
  };
  // The office both sides show, if it is the same.
  let both = null;
  const note = () => {
    const [a, b] = ["a", "b"].map((side) => form.elements[`${side}-office`].value);
    both = a === b ? a : null;
  };
  const start = () => {
    const picked = read();
    const all = [...offices.keys()];
    const first = all.find((id) => offices.get(id).years.length > 1) || all[0];
    const gone = [];
    for (const [side, skip] of [["a", 1], ["b", 0]]) {
      const { office = first, year = "", there = true } = picked[side] || {};
      const known = offices.get(office);
      const years = (known?.years || []).map((year) => [year, year]);
      const choose = there ? [] : [["", "请选择"]];
      fillOffices(form.elements[`${side}-office`], known ? [] : choose, known ? office : "");
      fill(form.elements[`${side}-year`], [...choose, ...years], there ? year || (years[skip] || years[0])[0] : "");
      if (!there) gone.push(make("p", `${side === "a" ? "甲" : "乙"}：本站没有 ${known?.name || office} ${year || ""} 年度的报告，可能已经移走。请另选一份。`));
    }
    note();
    out.replaceChildren(...gone);
    if (!gone.length) show();
  };
  const pickYear = (side, skip) => {
    const years = form.elements[`${side}-year`];
    const { years: known } = offices.get(form.elements[`${side}-office`].value);
    fill(years, known.map((year) => [year, year]), known.includes(years.value) ? years.value : known[skip] || known[0]);
  };
  form.addEventListener("change", (event) => {
    const name = event.target.name;
    if (name.endsWith("-office")) {
      const { elements } = form;
      // Two years of one office are what most look for: the other side comes along.
      if (name === "a-office" && elements["b-office"].value === both) {
        elements["b-office"].value = event.target.value;
        pickYear("b", 0);
        pickYear("a", 1);
        const { years } = offices.get(event.target.value);
        if (elements["a-year"].value === elements["b-year"].value && years.length > 1) {
          elements["a-year"].value = years[1];
          elements["b-year"].value = years[0];
        }
      } else pickYear(name[0], 0);
      note();
    }
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", start);
  if (offices.size) {
    app.hidden = false;
    start();
  }
})();
