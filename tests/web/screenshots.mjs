// The pictures of docs/pages.md, or those that it is given. Started by tests/e2e/test_pages.py --screenshots and by
// tests/e2e/test_files.py --pictures.
import fs from "node:fs";
import path from "node:path";
import { open_browser, open_page, world } from "./browser.mjs";

const largest = 200_000;
const held = "kolada:N20434";
const pictures = world.pictures ?? [
  { name: "oversikt", address: "/", height: 900 },
  { name: "oversikt-mork", address: "/", height: 900, colorScheme: "dark" },
  { name: "oversikt-smal", address: "/", width: 360, height: 780 },
  { name: "hallna", address: "/hallna", height: 900 },
  { name: "underlag", address: `/hallna/3/${held}`, height: 1100 },
  { name: "beslut", address: `/hallna/3/${held}/slapp`, height: 620 },
  { name: "korningar", address: "/korningar", height: 480 },
  { name: "korning", address: "/korningar/3", height: 1000 },
  { name: "dataset", address: "/dataset/nyckeltal_jamforelse?ar=2024&sortera=kort_namn", height: 1000 },
  { name: "kalender", address: "/kalender", height: 900 },
];

const browser = await open_browser();
fs.mkdirSync(world.into, { recursive: true });
let failed = false;
for (const { name, address, width = 1280, height, colorScheme = "light" } of pictures) {
  const { context, page } = await open_page(browser, { viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const answer = await page.goto(world.operator + address);
  const file = path.join(world.into, `${name}.png`);
  await page.screenshot({ path: file });
  await context.close();
  const { size } = fs.statSync(file);
  const wrong = answer.status() !== 200 ? `answered ${answer.status()}` : size > largest ? "too large" : "";
  failed ||= wrong !== "";
  console.log(`${name}.png ${size} bytes ${wrong}`);
}
await browser.close();
process.exitCode = failed ? 1 : 0;
