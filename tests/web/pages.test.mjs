// The pages in a real browser. Started by tests/e2e/test_pages.py, which makes the world: a daemon with three runs behind
// it and two series that wait. The tests follow one another: what one decides, the next finds decided.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { open_browser, open_page, violations, world } from "./browser.mjs";

const held = "kolada:N20434";
const { operator, reader } = world;
let browser;

before(async () => {
  browser = await open_browser();
});

after(async () => {
  await browser?.close();
});

const every_page = [
  "/",
  "/hallna",
  `/hallna/3/${held}`,
  `/hallna/3/${held}/slapp`,
  `/hallna/3/${held}/forkasta`,
  "/hallna/3/alla/slapp",
  "/korningar",
  "/korningar/2",
  "/korningar/3",
  "/dataset",
  "/dataset/nyckeltal_jamforelse",
  "/dataset/nyckeltal_jamforelse?kolumner=alla&ar=2025",
  "/dataset/nyckeltal_historik?omrade=Sala&sortera=kort_namn&ordning=fallande&sida=2",
  "/dataset/publiceringskalender?nyckeltal=finns%20inte",
  "/kalender",
  "/om",
  "/jobb/kolada/pausa",
  "/korningar/4711",
  "/finns-inte",
];

/** Where every page's links lead; filled by the test of every page. */
const targets = new Set();

/** Light and dark on a screen, and as narrow as a page at 400 % zoom on a small screen (WCAG 1.4.10). */
const looks = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 1280, rules: ["color-contrast", "link-in-text-block"] }, // what colours decide
  { colorScheme: "light", width: 320 },
];

test("every page: accessible in light, dark and 320 px, whole, and without a complaint", async () => {
  const { context, page, complaints } = await open_page(browser);
  const titles = new Map();
  for (const address of every_page) {
    const answer = await page.goto(operator + address);
    const gone = address.includes("4711") || address === "/finns-inte";
    assert.equal(answer.status(), gone ? 404 : 200, address);
    for (const { colorScheme, width, rules } of looks) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await violations(page, rules), [], `${address} ${colorScheme} ${width}`);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(beyond <= 0, `${address} is ${beyond} px wider than ${width} px`);
    }
    const seen = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      title: document.title,
      headings: document.querySelectorAll("h1").length,
      scripts: document.scripts.length,
      links: [...document.links].map((link) => link.getAttribute("href")),
    }));
    if (!gone) seen.links.forEach((target) => targets.add(target));
    assert.equal(seen.lang, "sv", address);
    assert.match(seen.title, / – Sluss$/, address);
    assert.equal(seen.headings, 1, address);
    assert.equal(seen.scripts, 0, address);
    if (!address.includes("?") && !address.endsWith("/slapp")) {
      assert.ok(!titles.has(seen.title), `${address} and ${titles.get(seen.title)} are both called ${seen.title}`);
      titles.set(seen.title, address);
    }
  }
  assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
  await context.close();
});

test("at 400 px no page scrolls sideways: rows are cards, and what keeps its columns scrolls in its own frame", async () => {
  const { context, page } = await open_page(browser, { viewport: { width: 400, height: 800 } });
  for (const address of every_page) {
    await page.goto(operator + address);
    const seen = await page.evaluate(() => ({
      whole: document.documentElement.scrollWidth,
      width: document.documentElement.clientWidth,
      frames: [...document.querySelectorAll(".scroll")].map((frame) => ({
        name: frame.getAttribute("aria-label"),
        columns: frame.querySelector("table.compact") !== null,
        right: frame.getBoundingClientRect().right,
        beyond: frame.scrollWidth - frame.clientWidth,
      })),
    }));
    assert.ok(seen.whole <= seen.width, `${address} is ${seen.whole} px wide in ${seen.width}`);
    for (const frame of seen.frames) {
      assert.ok(frame.right <= seen.width, `${address}: ”${frame.name}” ends at ${frame.right} px`);
      assert.ok(frame.columns || frame.beyond <= 0, `${address}: ”${frame.name}” hides ${frame.beyond} px`);
    }
  }
  await context.close();
});

test("no link leads nowhere", async () => {
  const { context } = await open_page(browser);
  const seen = new Set(every_page);
  assert.ok(targets.size > 50, `only ${targets.size} links`);
  for (const target of targets) {
    assert.match(target, /^[/#]/, `${target} leads out`);
    // One of each kind is enough: sorting by another column is the same question. Files are fetched below.
    const kind = target.replace(/sortera=[^&]*/, "sortera").replace(/\d+/g, "0");
    if (target.startsWith("#") || target.includes("/hamta/") || seen.has(target) || seen.has(kind)) continue;
    seen.add(kind);
    const answer = await context.request.get(operator + target);
    assert.equal(answer.status(), 200, target);
  }
  await context.close();
});

/** Tab until something with that name has focus; each stop on the way is seen to have focus. */
async function tab_to(page, role, name) {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  for (let stops = 0; stops < 60; ++stops) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.count()) === 0) continue;
    const ring = await focused.evaluate((element) => {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return { outline: style.outlineStyle, width: parseFloat(style.outlineWidth), seen: box.width > 0 && box.bottom > 0 };
    });
    assert.ok(ring.outline !== "none" && ring.width >= 2 && ring.seen, `focus is not seen on ${await focused.evaluate((e) => e.outerHTML)}`);
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`${role} ”${name}” is not reached by Tab`);
}

test("a held series is let through by keyboard alone, without JavaScript", async () => {
  const { context, page, complaints } = await open_page(browser, { javaScriptEnabled: false });
  await page.goto(operator + "/");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").innerText(), "Hoppa till innehållet");
  await page.keyboard.press("Enter");
  await tab_to(page, "link", "Två serier väntar på ditt beslut");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/hallna");
  assert.equal(await page.getByRole("article").count(), 2);
  const title = await page.getByRole("article").first().getByRole("heading").innerText();
  assert.match(title, /Fallskador/);
  assert.match(await page.getByRole("article").first().innerText(), /De nya värdena är ungefär \d+ gånger de gamla/);
  await tab_to(page, "link", `Släpp igenom: ${title}`);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/slapp");
  assert.match(await page.locator("main").innerText(), /De nya värdena gäller direkt/);
  await tab_to(page, "button", "Ja, släpp igenom");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/hallna?**");
  assert.match(await page.getByRole("status").innerText(), /”Fallskador.*” har släppts igenom/);
  assert.equal(await page.getByRole("article").count(), 1);
  // Done once: the question is no longer there, and loading the page again does nothing.
  await page.reload();
  assert.equal(await page.getByRole("article").count(), 1);
  assert.equal((await page.goto(`${operator}/hallna/3/${held}/slapp`)).status(), 404);
  await page.goto(`${operator}/hallna/3/${held}`);
  assert.match(await page.locator("main").innerText(), /Släppt igenom/);
  assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
  await context.close();
});

test("a held series is dropped, without JavaScript", async () => {
  const { context, page } = await open_page(browser, { javaScriptEnabled: false });
  await page.goto(operator + "/hallna");
  const before_that = await page.getByRole("article").count();
  await page.getByRole("article").last().getByRole("link", { name: "Se underlaget" }).click();
  // The own municipality's and the country's values come first, then ten examples.
  const tables = await page.getByRole("table").all();
  const rows_of_tables = await Promise.all(tables.map((table) => table.getByRole("row").count()));
  assert.ok(rows_of_tables[0] > 1, String(rows_of_tables));
  assert.equal(rows_of_tables.filter((rows) => rows === 11).length, 1, String(rows_of_tables));
  await page.getByRole("link", { name: /^Förkasta/ }).click();
  await page.getByRole("button", { name: "Ja, förkasta" }).click();
  assert.match(await page.getByRole("status").innerText(), /har förkastats/);
  assert.equal(await page.getByRole("article").count(), before_that - 1);
  await context.close();
});

test("a dataset is searched, sorted and fetched, without JavaScript", async () => {
  const { context, page } = await open_page(browser, { javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  await page.goto(operator + "/dataset");
  await page.getByRole("link", { name: "Nyckeltal i jämförelse", exact: true }).click();
  await page.getByLabel("Nyckeltal (del av namn eller id)").fill("ÄLDREOMSORG");
  await page.getByLabel("År").selectOption("2025");
  await page.getByRole("button", { name: "Visa" }).click();
  const rows = page.getByRole("table").first();
  const names = await rows.locator("tbody th").allInnerTexts();
  assert.ok(names.length > 2);
  assert.deepEqual([...new Set(await rows.locator("tbody td:nth-child(2)").allInnerTexts())], ["2025"]);
  await rows.getByRole("link", { name: "Kort namn" }).click();
  assert.equal(await rows.locator("thead th").first().getAttribute("aria-sort"), "ascending");
  const sorted = await rows.locator("tbody th").allInnerTexts();
  assert.deepEqual(sorted, [...names].sort((a, b) => a.localeCompare(b, "sv")));
  await rows.getByRole("link", { name: /^Kort namn/ }).click();
  assert.equal(await rows.locator("thead th").first().getAttribute("aria-sort"), "descending");
  assert.match(await page.getByRole("table").last().innerText(), /Källans id med källan först/);
  for (const [name, ending] of [["Excel", "xlsx"], ["CSV", "csv"], ["Parquet", "parquet"]]) {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: `Hämta ${name}` }).click()]);
    assert.match(file.suggestedFilename(), new RegExp(`^nyckeltal_jamforelse_\\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
    await file.saveAs(path.join(world.folder, `fetched.${ending}`));
  }
  await context.close();
});

test("a job is paused, resumed and run, without JavaScript", async () => {
  const { context, page } = await open_page(browser, { javaScriptEnabled: false });
  await page.goto(operator + "/");
  await page.getByRole("link", { name: "Pausa: kolada" }).click();
  await page.getByLabel("Tills någon återupptar").check();
  await page.getByRole("button", { name: "Pausa" }).click();
  assert.match(await page.getByRole("status").innerText(), /kolada är pausat/);
  assert.match(await page.getByRole("table").first().innerText(), /Pausad/);
  await page.getByRole("button", { name: "Återuppta: kolada" }).click();
  const jobs = await page.getByRole("table").first().innerText();
  assert.match(jobs, /I ordning|fel att se på/);
  assert.doesNotMatch(jobs, /Pausad/);
  const number_of_runs = async () => {
    await page.goto(operator + "/korningar");
    return page.getByRole("table").locator("tbody tr").count();
  };
  const before_that = await number_of_runs();
  await page.goto(operator + "/");
  await page.getByRole("button", { name: "Kör nu: kolada" }).click();
  assert.match(await page.getByRole("status").innerText(), /kolada har startats/);
  const until = Date.now() + 30000;
  while ((await number_of_runs()) === before_that) {
    assert.ok(Date.now() < until, "the run that was asked for does not come");
    await new Promise((later) => setTimeout(later, 200));
  }
  await context.close();
});

test("whoever is refused gets a page that says what happened, what to do and where to go on", async () => {
  const { context, page } = await open_page(browser, { viewport: { width: 400, height: 800 } });
  for (const [address, status, heading, told] of [
    [`${reader}/jobb/kolada/pausa`, 403, "Du har inte behörighet till detta", /får bara vissa göra/],
    [`${operator}/finns-inte`, 404, "Sidan finns inte", /leder inte till någon sida/],
    [`${operator}/jobb/kolada/kor`, 405, "Så kan sidan inte användas", /knapps adress öppnas som en sida/],
  ]) {
    assert.equal((await page.goto(address)).status(), status, address);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), heading);
    assert.match(await page.locator("main").innerText(), told);
    assert.equal(await page.getByRole("link", { name: "Till översikten" }).getAttribute("href"), "/");
    assert.deepEqual(await violations(page), [], address);
  }
  // Programs go on getting problems.
  const problem = await context.request.get(`${operator}/api/v1/finns-inte`);
  assert.equal(problem.status(), 404);
  assert.equal(problem.headers()["content-type"], "application/problem+json");
  await context.close();
});

test("who may only read sees no buttons and is refused", async () => {
  const { context, page } = await open_page(browser);
  for (const address of ["/", "/hallna"]) {
    await page.goto(reader + address);
    assert.equal(await page.getByRole("button").count(), 0, address);
    assert.equal(await page.getByRole("link", { name: /^(Släpp igenom|Förkasta|Pausa)/ }).count(), 0, address);
  }
  for (const address of [`/hallna/3/${held}/slapp`, "/jobb/kolada/pausa"]) {
    assert.equal((await page.goto(reader + address)).status(), 403, address);
    assert.deepEqual(await violations(page), [], address);
  }
  const posted = await context.request.post(reader + "/jobb/kolada/kor", { form: { token: "guessed" } });
  assert.equal(posted.status(), 403);
  // Nor does somebody who may get by without the form's token, when a browser's sign-in is all that is shown.
  if (world.proof === "proxy") {
    const forged = await context.request.post(operator + "/jobb/kolada/kor", { form: { token: "guessed" } });
    assert.equal(forged.status(), 403);
  }
  await context.close();
});
