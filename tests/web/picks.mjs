// Picking two reports: two years of one office in one step, two offices in two.

/** What goes wrong when an office is picked on the page that compares any two reports. */
export async function picks(page, fault) {
  const side = (name) => page.locator(`select[name="${name}"]`);
  const now = async () => Promise.all(["a-office", "a-year", "b-office", "b-year"].map((name) => side(name).inputValue()));
  // The last office with two reports; the years picked stay where it has them.
  const other = await page.locator(".pairs li").evaluateAll((items) => items.filter((item) => item.dataset.years.includes(" ")).at(-1).dataset);
  const years = other.years.split(" ");
  await side("a-office").selectOption(other.office);
  const [a, before, b, after] = await now();
  const two = before !== after && years.includes(before) && years.includes(after);
  if (a !== other.office || b !== other.office || !two) fault("picking", `another office on one side: got ${await now()}`);
  const first = await page.locator(".pairs li").first().getAttribute("data-office");
  await side("b-office").selectOption(first);
  await side("a-office").selectOption(first);
  await side("a-office").selectOption(other.office);
  await side("b-office").selectOption(first);
  if ((await now())[0] !== other.office || (await now())[2] !== first) fault("picking", `two offices: got ${await now()}`);
}
