// Remembers large type and high contrast from page to page. Without it both still work on
// the page they are set on.
(function () {
  "use strict";
  ["large-type", "high-contrast"].forEach(function (name) {
    var box = document.getElementById(name);
    var key = "nianbao-" + name;
    if (!box) return;
    try {
      box.checked = localStorage.getItem(key) === "1";
    } catch (refused) {
      return; // The browser keeps nothing for this page.
    }
    box.addEventListener("change", function () {
      try {
        localStorage.setItem(key, box.checked ? "1" : "0");
      } catch (refused) {
        // As above: the setting holds for this page.
      }
    });
  });
})();
