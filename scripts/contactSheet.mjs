// Puts labelled pictures into one, for looking at many screenshots at once and for the README.
import fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { chromiumOptions } from "./host/chromium.mjs";

/**
 * @param {string} file the PNG to write
 * @param {readonly { label: string, image: Uint8Array }[]} pictures PNG images
 * @param {{ columns?: number, width?: number }} [options] width of one picture in CSS pixels
 * @returns {Promise<void>}
 */
export async function contactSheet(file, pictures, { columns = 2, width = 960 } = {}) {
  const figures = pictures.map(({ label, image }) => {
    const source = `data:image/png;base64,${Buffer.from(image).toString("base64")}`;
    return `<figure><figcaption>${escapeHtml(label)}</figcaption><img src="${source}"></figure>`;
  });
  const style = `
    body { margin: 0; background: #888 }
    main { display: inline-grid; grid-template-columns: repeat(${columns}, ${width}px); gap: 16px; padding: 16px }
    figure { margin: 0 }
    figcaption { font: 600 16px sans-serif; padding-bottom: 6px }
    img { width: 100%; display: block }`;
  const browser = await chromium.launch(chromiumOptions());
  try {
    const page = await browser.newPage();
    await page.setContent(`<style>${style}</style><main>${figures.join("")}</main>`, { waitUntil: "load" });
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    await page.locator("main").screenshot({ path: file });
  } finally {
    await browser.close();
  }
}

/** @param {string} text */
function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
