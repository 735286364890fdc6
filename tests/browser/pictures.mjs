// Takes the pictures of docs/pictures: `make docs`.
import { mkdir } from "node:fs/promises";
import { launch, open, sizes } from "./browser.mjs";

const folder = new URL("../../docs/pictures/", import.meta.url);
const pictures = [
  ["will-break", "laptop", "light", "screen"],
  ["will-break", "laptop", "dark", "screen"],
  ["will-break", "phone", "light", "screen"],
  ["will-break", "print", "light", "print"],
  ["compare", "laptop", "light", "screen"],
  ["machines", "laptop", "light", "screen"],
];
await mkdir(folder, { recursive: true });
const browser = await launch();
for (const [name, size, scheme, media] of pictures) {
  const { page, close } = await open(browser, name, { size: sizes[size], scheme, media });
  await page.screenshot({ path: new URL(`${name === "will-break" ? "report" : name}-${size}-${scheme}.png`, folder).pathname, clip: { x: 0, y: 0, ...sizes[size], height: sizes[size].height * 2 }, fullPage: true });
  await close();
}
await browser.close();
