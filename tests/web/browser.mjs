// What the tests and the screenshots share: Chromium, and axe's judgement.
import fs from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe_source = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** {operator, reader: addresses at which they are signed in, proof, folder} */
export const world = JSON.parse(process.env.SLUSS_PAGES ?? "{}");

export async function open_browser() {
  return chromium.launch({
    executablePath: process.env.SLUSS_CHROMIUM ?? "/usr/bin/chromium",
    // The tests' own pages from loopback only; a container's root has no other sandbox to give it.
    args: [...(process.getuid() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/** A page whose console, requests and policy violations are collected in `complaints`. */
export async function open_page(browser, options = {}) {
  const context = await browser.newContext({ locale: "sv-SE", timezoneId: "Europe/Stockholm", acceptDownloads: true, ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    // A file that is saved is no page: the browser calls its navigation aborted.
    if (!request.url().includes("/hamta/")) complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  return { context, page, complaints };
}

/** axe's judgement of the page by WCAG 2.1 A and AA and by good practice: one line a violation. */
export async function violations(page, rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe_source);
  return page.evaluate(async (runOnly) => {
    const result = await globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return result.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
  }, rules);
}
