// A webview's bundle in a page of its own, with the content security policy of a panel.
import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";

const dist = path.join(import.meta.dirname, "../../dist/webview");
const ADDRESS = "http://webview.test";

export interface WebviewPage {
  /** The bundle's name: that of its room. */
  readonly bundle: string;
  readonly title: string;
  /** What the host gave the panel, as the bundle finds it. */
  readonly state: unknown;
  /** Theme variables that the tests look at. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Fails early, with the reason, where nothing was built. */
export function checkBuilt(bundle: string): void {
  if (!fs.existsSync(path.join(dist, `${bundle}.js`))) {
    throw new Error(`There is no dist/webview/${bundle}.js. Run "npm run build".`);
  }
}

/** Opens the page. What stands in for the host is installed with `page.addInitScript` before. */
export async function openWebviewPage(page: Page, view: WebviewPage): Promise<void> {
  await page.route(`${ADDRESS}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") await route.fulfill({ contentType: "text/html", body: htmlOf(view) });
    else await route.fulfill({ path: path.join(dist, path.basename(name)) });
  });
  await page.goto(`${ADDRESS}/`);
}

function htmlOf({ bundle, title, state, variables }: WebviewPage): string {
  const all = { ...COMMON, ...variables };
  const style = Object.entries(all).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src ${ADDRESS} 'nonce-n'; font-src ${ADDRESS}">
<meta property="csp-nonce" nonce="n">
<link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="n" href="/codicon.css">
<link rel="stylesheet" href="/${bundle}.css">
<style nonce="n">:root { ${style.join(" ")} }</style>
</head>
<body class="vscode-dark" data-state="${JSON.stringify(state).replaceAll('"', "&quot;")}">
<script nonce="n" type="module" src="/${bundle}.js"></script>
</body>
</html>`;
}

const COMMON = {
  foreground: "#cccccc",
  "editor-background": "#1f1f1f",
  descriptionForeground: "#9d9d9d",
  focusBorder: "#0078d4",
  errorForeground: "#f85149",
  "editorWidget-background": "#202020",
  "scrollbarSlider-background": "#79797966",
};
