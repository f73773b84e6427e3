// A figure of a statutory table can be picked, by a click or with the keyboard: a bar at
// the foot of the window says what it is, with its link and its digits to be copied.
// Without this every figure still has an address of its own (#t3-granted-total).
(function () {
  "use strict";
  var bar, words, told, picked;

  function element(name, text, parent) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  // The figure as written, without its note mark.
  function figure(cell) {
    return cell.firstChild ? cell.firstChild.nodeValue : "";
  }

  function label(cell) {
    var ids = (cell.getAttribute("headers") || "").split(" ");
    return ids.map(function (id) { return document.getElementById(id).textContent; }).join(" / ");
  }

  function address(cell) {
    return location.href.split("#")[0] + "#" + cell.id;
  }

  // Pages opened from a disk or over plain http may have no clipboard of their own.
  function copy(text) {
    function done(well) { told.textContent = well ? "已复制" : "请按 Ctrl+C 复制"; }
    function byHand() {
      var field = element("textarea", "", bar);
      field.value = text;
      field.setAttribute("aria-label", "要复制的内容");
      field.select();
      var well = document.execCommand("copy");
      done(well);
      if (well) field.remove();
      else field.addEventListener("blur", function () { field.remove(); });
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(function () { done(true); }, byHand);
    } else {
      byHand();
    }
  }

  function button(text, act, parent) {
    var made = element("button", text, parent);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function build() {
    bar = document.createElement("section");
    bar.className = "cell-bar";
    bar.setAttribute("aria-label", "选中的数");
    words = element("p", "", bar);
    var tools = element("div", "", bar);
    button("复制链接", function () { copy(address(picked)); }, tools);
    button("复制数字", function () { copy(figure(picked)); }, tools);
    button("关闭", close, tools);
    told = element("span", "", tools);
    told.setAttribute("role", "status");
    bar.addEventListener("keydown", function (event) {
      if (event.key === "Escape") close();
    });
  }

  function close() {
    bar.hidden = true;
    bar.remove();
    if (picked) {
      picked.classList.remove("picked");
      picked.focus({ preventScroll: true });
    }
  }

  function pick(cell) {
    if (!bar) build();
    if (picked) picked.classList.remove("picked");
    picked = cell;
    cell.classList.add("picked");
    words.textContent = label(cell);
    var value = document.createElement("b");
    value.textContent = figure(cell);
    words.insertBefore(value, words.firstChild);
    told.textContent = "";
    bar.hidden = false;
    // After the table, so that the next tab stop is the bar.
    cell.closest(".sheet").appendChild(bar);
  }

  // One tab stop a table; the arrows go from figure to figure.
  function stop(cell) {
    var table = cell.closest("table");
    var last = table.querySelector("td[tabindex='0']");
    if (last) last.tabIndex = -1;
    cell.tabIndex = 0;
  }

  function neighbour(cell, key) {
    var row = cell.parentNode;
    var cells = Array.prototype.slice.call(row.querySelectorAll("td"));
    var at = cells.indexOf(cell);
    if (key === "ArrowLeft") return cells[at - 1];
    if (key === "ArrowRight") return cells[at + 1];
    do {
      row = key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
      cells = row ? row.querySelectorAll("td") : [];
    } while (row && (!cells.length || getComputedStyle(cells[0]).visibility === "hidden"));
    return cells[Math.min(at, cells.length - 1)];
  }

  // What a row counts lies in a list that may be closed: older browsers do not open it.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var list = target && target.closest("details");
    if (list && !list.open) {
      list.open = true;
      target.scrollIntoView();
    }
  }

  Array.prototype.forEach.call(document.querySelectorAll(".statutory"), function (table) {
    var first = table.querySelector("td");
    if (!first) return;
    first.tabIndex = 0;
    table.addEventListener("click", function (event) {
      var cell = event.target.closest("td");
      if (!cell || event.target.closest("a") || !window.getSelection().isCollapsed) return;
      stop(cell);
      cell.focus({ preventScroll: true });
      pick(cell);
    });
    table.addEventListener("keydown", function (event) {
      var cell = event.target;
      if (cell.nodeName !== "TD" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" || event.key === " ") {
        pick(cell);
        bar.querySelector("button").focus();
      } else if (event.key === "Escape" && bar && !bar.hidden) {
        close();
      } else if (event.key.indexOf("Arrow") === 0) {
        var next = neighbour(cell, event.key);
        if (next) {
          stop(next);
          next.focus();
        }
      } else {
        return;
      }
      event.preventDefault();
    });
  });
  window.addEventListener("hashchange", reveal);
  reveal();
})();
