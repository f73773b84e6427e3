// Reloads the page when it changes and lays over it what was found. Only in the preview.
(() => {
  "use strict";
  const seen = document.currentScript.dataset.seen;
  const kept = "nianbao-scroll:" + location.pathname;
  const folded = "nianbao-folded";
  const LEVELS = { error: "#b00020", warning: "#8a5a00", note: "#1f4e8c" };
  let source = null;

  // The place to go back to, until the page is whole: a second reload before that must
  // not take how far it got for where the reader was.
  let place = sessionStorage.getItem(kept);
  if (place !== null) {
    sessionStorage.removeItem(kept);
    history.scrollRestoration = "manual";
    const root = document.documentElement;
    // What scripts put in above must not push the place on.
    root.style.overflowAnchor = "none";
    // At once: a theme may scroll smoothly, and a place on the way there is no place.
    const back = () => scrollTo({ top: Number(place), behavior: "instant" });
    back();
    addEventListener("load", () => requestAnimationFrame(() => {
      back();
      place = null;
      root.style.overflowAnchor = "";
      history.scrollRestoration = "auto";
    }));
  }

  // A browser opens six connections to one host: tabs nobody looks at give theirs up, and
  // are told what they missed when they are looked at again.
  const listen = () => {
    if (document.visibilityState === "hidden") {
      if (source) source.close();
      source = null;
    } else if (!source) {
      const page = encodeURIComponent(location.pathname);
      source = new EventSource("/__nianbao/events?page=" + page + "&seen=" + seen);
      source.addEventListener("reload", () => {
        sessionStorage.setItem(kept, place ?? String(scrollY));
        location.reload();
      });
      source.addEventListener("notes", (event) => show(JSON.parse(event.data)));
    }
  };
  document.addEventListener("visibilitychange", listen);
  listen();

  const make = (name, text, style) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (style) element.style.cssText = style;
    return element;
  };
  const link = (text, href) => {
    const element = make("a", text, "color:#1f4e8c");
    element.href = href;
    return element;
  };

  const marks = new CSSStyleSheet();
  const mark = (notes) => {
    const rules = [];
    for (const finding of notes.findings.slice().reverse()) {
      const cells = finding.cells.map((id) => "#" + CSS.escape(id));
      if (!cells.length || finding.page) continue;
      rules.push(cells.join(",") + "{outline:2px solid " + LEVELS[finding.level] + ";outline-offset:-2px;background:#fff3f0}");
    }
    // A sheet made here, not a <style>: the page's policy allows no style in the page.
    marks.replaceSync(rules.length ? "@media screen{" + rules.join("") + "}" : "");
    document.adoptedStyleSheets = [marks];
  };

  const item = (finding) => {
    const li = make("li", "", "margin:0 0 10px;padding-left:10px;border-left:3px solid " + LEVELS[finding.level]);
    const head = make("div");
    head.append(make("b", finding.word + "[" + finding.code + "] ", "color:" + LEVELS[finding.level]), finding.message);
    li.append(head);
    for (const detail of finding.details) li.append(make("div", "说明：" + detail, "color:#555"));
    li.append(make("div", "建议：" + finding.advice));
    const where = make("div");
    where.append(link(finding.place, finding.href));
    if (finding.page) where.append("　", link("看页面", finding.page));
    li.append(where);
    return li;
  };

  const show = (notes) => {
    mark(notes);
    const old = document.getElementById("nianbao-preview");
    if (old) old.remove();
    const count = notes.errors + notes.warnings + notes.notes;
    if (!count && !notes.findings.length && !notes.faults.length && !notes.draft && !notes.drafts.length) return;
    const host = make("div");
    host.id = "nianbao-preview";
    const root = host.attachShadow({ mode: "open" });
    const look = new CSSStyleSheet();
    look.replaceSync("@media print{:host{display:none}}*{box-sizing:border-box}");
    root.adoptedStyleSheets = [look];
    const box = make("section", "", "position:fixed;z-index:2147483647;left:0;right:0;bottom:0;background:#fff;color:#222;" +
      "border-top:3px solid " + (notes.errors || notes.faults.length ? LEVELS.error : LEVELS.note) +
      ";box-shadow:0 -2px 8px #0003;font:14px/1.6 system-ui,sans-serif");
    box.setAttribute("aria-label", "预览：检查结果");
    const details = make("details");
    details.open = sessionStorage.getItem(folded) === null ? notes.errors + notes.faults.length > 0 : sessionStorage.getItem(folded) === "0";
    const summary = make("summary", "", "padding:6px 16px;cursor:pointer");
    summary.append(make("b", "预览　"));
    if (notes.draft) summary.append(make("b", "草稿（不发布）　", "color:#8a5a00"));
    summary.append("错误 " + notes.errors + "　警告 " + notes.warnings + "　提示 " + notes.notes);
    // Only what the reader does is remembered, not what the script opens.
    summary.addEventListener("click", () => sessionStorage.setItem(folded, details.open ? "1" : "0"));
    details.append(summary);
    const body = make("div", "", "max-height:40vh;overflow:auto;padding:0 16px 8px");
    for (const fault of notes.faults) body.append(make("p", fault, "margin:0 0 8px;color:" + LEVELS.error));
    const list = make("ul", "", "list-style:none;margin:0;padding:0");
    notes.findings.forEach((finding) => list.append(item(finding)));
    body.append(list);
    if (notes.more) body.append(make("p", "另有 " + notes.more + " 处，用“nianbao check”查看全部", "margin:0 0 8px"));
    if (notes.drafts.length) {
      const drafts = make("p", "草稿：", "margin:0");
      notes.drafts.forEach((draft) => drafts.append(link(draft.title, draft.href), "　"));
      body.append(drafts);
    }
    details.append(body);
    box.append(details);
    root.append(box);
    document.body.append(host);
  };
})();
