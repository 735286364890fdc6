// The distribution's Chromium, with a folder of its own and nothing that asks a network.
import { chromium } from "playwright-core";

export const pages = new URL("../../build/browser/", import.meta.url);

export const sizes = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1280, height: 800 },
  print: { width: 794, height: 1123 },
};

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// A page of the run `name`, and what it did that it must not: errors on the console, requests, dialogs.
export async function open(browser, name, options = {}) {
  const { size = sizes.laptop, scheme = "light", media = "screen", script = true } = options;
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, javaScriptEnabled: script, timezoneId: "Europe/Berlin", locale: "en-GB" });
  const page = await context.newPage();
  await page.emulateMedia({ media, colorScheme: scheme });
  const wrong = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) wrong.push(message.text()); });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => { wrong.push("dialog: " + dialog.message()); dialog.dismiss(); });
  const address = new URL(name + ".html", pages).href;
  page.on("request", (request) => { if (request.url() !== address) wrong.push("asks for " + request.url()); });
  await page.goto(address);
  // Behind the first frame, the page's script tells the window in the reader's zone.
  if (script) await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  return { page, wrong, close: () => context.close() };
}
