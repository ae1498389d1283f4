// The browser of the tests: the system's own Chromium.
import fs from "node:fs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** The browser's executable: `CHROMIUM` of the environment, or where packages put it. */
export function findChromium() {
  return [process.env["CHROMIUM"], ...places].find((file) => file !== undefined && fs.existsSync(file));
}

/** Launch options for Playwright: nothing is downloaded or looked up, and it works as root and without a GPU. */
export function chromiumOptions() {
  return {
    executablePath: findChromium() ?? "chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}
