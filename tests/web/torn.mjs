// What a reader trips over: words and figures torn at the end of a line, links that run
// together, labels that leave no room for the figures, what is shut on paper.

/** The ways a page is set: some widths between the usual ones, and paper (A4 between its margins). */
const SETTINGS = [{ width: 320 }, { width: 360 }, { width: 1100 }, { width: 1440 }, { width: 589, media: "print" }];

// In the page: every fault as a line of text.
function seen(paper) {
  const faults = new Set();
  const shown = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  // Boxes of one line overlap, a raised mark as well; those of two lines do not.
  const lines = (range) => {
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0).sort((a, b) => a.top - b.top);
    return boxes.filter((box, number) => number > 0 && box.top >= boxes[number - 1].bottom - 1).length + Math.min(boxes.length, 1);
  };
  const range = document.createRange();
  const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    // What an office wrote is broken wherever the line ends.
    if (parentElement.closest(".prose, .wording, .entries, h2, svg") || !parentElement.checkVisibility()) continue;
    const label = parentElement.closest("th, td, dt, dd, .year-list small, button");
    for (const word of data.matchAll(label ? /\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?|发布|无报告|未填/g : /\d{4}-\d{2}-\d{2}/g)) {
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (lines(range) > 1) faults.add(`“${word[0]}” is torn: ${shown(parentElement)}`);
    }
    // Digits are never parted, nor a title inside a word of the form.
    for (const word of parentElement.closest("h1, td.number, .series td") ? data.matchAll(/\d+(\.\d+)?|政府信息公开|年度报告/g) : []) {
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (lines(range) > 1) faults.add(`“${word[0]}” is torn: ${shown(parentElement)}`);
    }
  }
  // A fraction that fits a line stands on one.
  for (const fraction of document.querySelectorAll(".series td span")) {
    const cell = fraction.parentElement;
    range.selectNodeContents(fraction);
    const wide = [...range.getClientRects()].reduce((sum, box) => sum + box.width, 0);
    if (lines(range) > 1 && wide < cell.clientWidth * 0.8) faults.add(`a fraction is torn: ${shown(cell)}`);
  }
  for (const cell of document.querySelectorAll(".statutory td")) {
    range.selectNodeContents(cell);
    if (lines(range) > 1) faults.add(`a figure and its mark are torn: ${shown(cell)}`);
  }
  for (const link of document.querySelectorAll("main a + a, main span + a, main a + span")) {
    const before = link.previousElementSibling;
    if (before.nextSibling !== link || !link.checkVisibility() || !before.checkVisibility()) continue;
    const [one, other] = [[...before.getClientRects()].at(-1), link.getClientRects()[0]];
    if (one && other && Math.abs(one.top - other.top) < 2 && other.left - one.right < 3 && before.classList.length === 0) {
      faults.add(`runs together: ${shown(before)}${shown(link)}`);
    }
  }
  if (paper) {
    for (const box of document.querySelectorAll("details:not([open])")) {
      // The rules nothing was found by are named, rows by applicant that are 0 in all years are
      // counted; their words are for the screen.
      const told = box.closest(".rules") || box.querySelector('[id$="-detail-zeros"]');
      if (!box.checkVisibility() || told) continue;
      if (![...box.children].some((child) => child.localName !== "summary" && child.checkVisibility())) faults.add(`shut on paper: ${shown(box)}`);
    }
  } else {
    const figure = document.querySelector(".t3 td");
    if (figure && figure.getBoundingClientRect().right > innerWidth) faults.add("no figure is seen beside the labels of its table");
  }
  return [...faults];
}

/** Every such fault of a page. */
export async function torn(page, fault) {
  for (const { width, media } of SETTINGS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media: media || "screen" });
    for (const line of await page.evaluate(seen, media === "print")) fault(media || `${width} px`, line);
  }
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1280, height: 800 });
}
