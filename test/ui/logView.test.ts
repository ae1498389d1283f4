import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect, test } from "@playwright/test";
import { LINES, initialState, openLogView } from "./logViewPage.ts";
import { checkBuilt } from "./webviewPage.ts";

test.beforeAll(() => checkBuilt("logs"));

const rows = (page: Page) => page.locator(".line");
const row = (page: Page, text: string) => page.locator(".line", { hasText: text });
const list = (page: Page) => page.locator(".vl-viewport");

/** The view must never keep more rows than a tall screen shows, however it is moved. */
async function expectFewRows(page: Page): Promise<void> {
  expect(await rows(page).count()).toBeLessThan(100);
}

test.describe("a million lines", () => {
  test("start at the newest, with few rows in the page", async ({ page }) => {
    await openLogView(page);
    await expect(row(page, `line ${LINES - 1} is`)).toBeVisible();
    await expectFewRows(page);
    await expect(page.locator(".status-count")).toHaveText("1,000,000 lines");
    await expect(row(page, `line ${LINES - 1} is`)).toHaveAttribute("aria-setsize", "1000000");
    await expect(row(page, `line ${LINES - 1} is`)).toHaveAttribute("aria-posinset", "1000000");
  });

  test("scroll by wheel, page keys, ends and slider", async ({ page }) => {
    await openLogView(page);
    await list(page).hover();
    await page.mouse.wheel(0, -2000);
    await expect(row(page, `line ${LINES - 1} is`)).toHaveCount(0);
    await expect(page.locator(".jump")).toHaveText("Newest");
    await list(page).focus();
    await page.keyboard.press("Home");
    await expect(row(page, "line 0 has the needle")).toHaveClass(/line-cursor/);
    await page.keyboard.press("PageDown");
    await expect(row(page, "line 1 is")).toHaveCount(1);
    await page.keyboard.press("End");
    await expect(row(page, `line ${LINES - 1} is`)).toHaveClass(/line-cursor/);
    await expect(page.locator(".jump")).toHaveCount(0);

    const track = await page.locator(".vl-track").boundingBox();
    if (track === null) throw new Error("the scrollbar has no size");
    await page.mouse.move(track.x + 5, track.y + track.height - 5);
    await page.mouse.down();
    await page.mouse.move(track.x + 5, track.y + track.height / 2, { steps: 20 });
    await page.mouse.up();
    await expect.poll(() => topLine(page)).toBeGreaterThan(LINES * 0.4);
    expect(await topLine(page)).toBeLessThan(LINES * 0.6);
    await expectFewRows(page);
  });

  test("ask for windows, not for rows", async ({ page }) => {
    await openLogView(page);
    await expect(row(page, `line ${LINES - 1} is`)).toBeVisible();
    await page.evaluate(() => window.fakeHost.requests.splice(0));
    await list(page).hover();
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -400);
    await expect(row(page, `line ${LINES - 1} is`)).toHaveCount(0);
    await expect(page.locator(".line-pending")).toHaveCount(0);
    const asked = await page.evaluate(() => window.fakeHost.requests.filter(({ name }) => name === "lines").length);
    // 8000 pixels are some 400 rows
    expect(asked).toBeLessThan(10);
  });

  test("are found, and the match is shown and marked", async ({ page }) => {
    await openLogView(page);
    await list(page).focus();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("needle");
    await expect(page.locator(".find-count")).toHaveText("1,000 lines");
    await page.keyboard.press("Shift+Enter");
    await expect(page.locator(".find-count")).toHaveText("1,000 of 1,000");
    await expect(row(page, "line 999000 has").locator("mark")).toHaveText("needle");
    await page.keyboard.press("Enter");
    await expect(page.locator(".find-count")).toHaveText("1 of 1,000");
    await expect(row(page, "line 0 has")).toHaveClass(/line-current/);
    await page.keyboard.press("Escape");
    await expect(page.locator(".find-bar")).toHaveCount(0);
    await expect(page.locator("mark")).toHaveCount(0);
    await expect(list(page)).toBeFocused();
  });
});

async function topLine(page: Page): Promise<number> {
  const text = await rows(page).first().locator(".line-text").textContent();
  return Number(/line (-?\d+)/.exec(text ?? "")?.[1]);
}

test("new lines are followed, and counted once one scrolls away", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 500 });
  await expect(row(page, "line 499 is")).toBeVisible();
  await page.evaluate(() => window.fakeHost.push({ end: 510 }));
  await expect(row(page, "line 509 is")).toBeVisible();
  await list(page).hover();
  await page.mouse.wheel(0, -600);
  await expect(page.locator(".jump")).toBeVisible();
  const before = await topLine(page);
  await page.evaluate(() => window.fakeHost.push({ end: 530 }));
  await expect(page.locator(".jump")).toHaveText("20 new lines");
  expect(await topLine(page)).toBe(before);
  await page.locator(".jump").click();
  await expect(row(page, "line 529 is")).toBeVisible();
  await expect(page.locator(".jump")).toHaveCount(0);
});

test("older lines are asked for near the oldest, and move nothing that is read", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 1000, hasOlder: true });
  await list(page).hover();
  await page.mouse.wheel(0, -16_500);
  await expect.poll(() => page.evaluate(() => window.fakeHost.requests.filter(({ name }) => name === "older").length)).toBe(1);
  await expect.poll(() => topLine(page)).toBeLessThan(200);
  const before = await topLine(page);
  await page.evaluate(() => window.fakeHost.push({ start: -5000, changedFrom: 1000 }));
  await expect(page.locator(".status-count")).toHaveText("6,000 lines");
  expect(await topLine(page)).toBe(before);
});

test("the newest can stand on top", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 500 });
  await page.getByRole("button", { name: "Newest first" }).click();
  await expect(rows(page).first()).toContainText("line 499 is");
  await page.evaluate(() => window.fakeHost.push({ end: 505 }));
  await expect(rows(page).first()).toContainText("line 504 is");
  await list(page).hover();
  await page.mouse.wheel(0, 1200);
  await expect(page.locator(".jump")).toBeVisible();
  const before = await topLine(page);
  await page.evaluate(() => window.fakeHost.push({ end: 600 }));
  await expect(page.locator(".jump")).toHaveText("95 new lines");
  expect(await topLine(page)).toBe(before);
});

test("position, order and columns are there again when the view was hidden", async ({ page }) => {
  await openLogView(page);
  await page.getByRole("button", { name: "Timestamps" }).click();
  await list(page).hover();
  await page.mouse.wheel(0, -30_000);
  await expect(page.locator(".jump")).toBeVisible();
  await expect(page.locator(".line-pending")).toHaveCount(0);
  const before = await topLine(page);
  expect(before).toBeLessThan(LINES - 1000);
  await page.reload();
  await list(page).waitFor();
  await expect.poll(() => topLine(page)).toBe(before);
  await expect(page.locator(".line-time")).toHaveCount(0);
  expect(await page.evaluate(() => window.fakeHost.stored)).toMatchObject({ address: { group: "/kestrel/bulk" } });
});

test("lines are selected by keys and mouse, and copied", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 500 });
  await row(page, "line 490 is").locator(".line-text").click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.locator('.line[aria-selected="true"]')).toHaveCount(3);
  await page.keyboard.press("Control+c");
  await expect(page.getByRole("status")).toHaveText("Copied 3 lines");
  await row(page, "line 480 is").locator(".line-text").hover();
  await page.mouse.down();
  await row(page, "line 484 is").locator(".line-text").hover();
  await page.mouse.up();
  await expect(page.locator('.line[aria-selected="true"]')).toHaveCount(5);
  await page.getByRole("button", { name: "Copy the selected lines" }).click();
  await expect(page.getByRole("status")).toHaveText("Copied 5 lines");
  const copied = await page.evaluate(() => window.fakeHost.requests.filter(({ name }) => name === "copy").at(-1)?.params);
  expect(copied).toMatchObject({ from: 480, to: 485 });
});

test("a line's event opens below, JSON laid out", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 500 });
  await page.evaluate(() => {
    window.fakeHost.special[495] = '{"level":"error","id":12345678901234567890,"message":"no depot"}';
    window.fakeHost.push({ changedFrom: 495 });
  });
  await expect(row(page, "no depot")).toHaveClass(/line-error/);
  await row(page, "no depot").locator(".line-time").click();
  await expect(page.locator(".detail-text")).toContainText('"id": 12345678901234567890,\n');
  await page.getByRole("button", { name: "Lay out JSON" }).click();
  await expect(page.locator(".detail-text")).toHaveText(/^\{"level"/);
  await list(page).focus();
  await page.keyboard.press("Escape");
  await expect(page.locator(".detail")).toHaveCount(0);
});

test("JSON shows its message first, and as it came where find has found it", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 500 });
  await page.evaluate(() => {
    window.fakeHost.special[499] = `{"level":"warn","pad":"${"x".repeat(400)}","message":"slow needle"}`;
    window.fakeHost.push({ changedFrom: 499 });
  });
  const last = page.locator('.line[aria-posinset="500"] .line-text');
  await expect(last).toHaveText(/^WARN {2}slow needle {2}pad=xxx/);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("needle");
  await expect(last).toHaveText(/^\{"level":"warn"/);
  await page.evaluate(() => window.fakeHost.push({ start: 499 }));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "JSON as message and fields" }).click();
  await expect(page.locator(".line-text").last()).toHaveText(/^\{"level":"warn"/);
});

test("a match that stands far to the right is brought into sight", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 1001 });
  await page.evaluate(() => {
    window.fakeHost.special[1000] = `${"x".repeat(400)} needle`;
    window.fakeHost.push({ changedFrom: 1000 });
  });
  await expect(row(page, "xxxx")).toBeVisible();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("needle");
  await page.keyboard.press("Shift+Enter");
  await expect(row(page, "xxxx").locator("mark")).toBeInViewport({ ratio: 1 });
});

test("terminal colours are the theme's, without inline styles", async ({ page }) => {
  await openLogView(page, { ...initialState, end: 50 });
  await page.evaluate(() => {
    window.fakeHost.special[49] = "\u001b[32m✓\u001b[0m 12 tests \u001b[1mpassed\u001b[22m";
    window.fakeHost.push({ changedFrom: 49 });
  });
  await expect(page.locator(".ansi-fg-green")).toHaveText("✓");
  await expect(page.locator(".ansi-fg-green")).toHaveCSS("color", "rgb(13, 188, 121)");
  await expect(page.locator(".ansi-bold")).toHaveText("passed");
});

test("the range is chosen, typed and refused with a clear message", async ({ page }) => {
  await openLogView(page);
  await page.getByRole("button", { name: "All times" }).click();
  await page.getByRole("button", { name: "Last 15 minutes" }).click();
  expect(await lastRequest(page, "configure")).toEqual({ range: { kind: "last", ms: 900_000 }, filter: "" });
  await page.getByRole("button", { name: "All times" }).click();
  await page.getByLabel("From", { exact: true }).fill("soon");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("“soon” is no time");
  await page.getByLabel("From", { exact: true }).fill("2026-11-20T10:00:00Z");
  await page.getByLabel("To", { exact: true }).fill("2026-11-20T10:00:05Z");
  await page.keyboard.press("Enter");
  await expect(page.locator(".range-picker")).toHaveCount(0);
  const from = Date.UTC(2026, 10, 20, 10);
  expect(await lastRequest(page, "configure")).toEqual({ range: { kind: "exact", from, to: from + 5000 }, filter: "" });
});

test("the filter is sent with Enter, and AWS's objection stands beside it", async ({ page }) => {
  await openLogView(page);
  await page.getByLabel("Filter pattern").fill("ERROR");
  await page.keyboard.press("Enter");
  expect(await lastRequest(page, "configure")).toEqual({ range: { kind: "all" }, filter: "ERROR" });
  await page.evaluate(() => window.fakeHost.push({ filterProblem: "Invalid filter pattern" }));
  await expect(page.getByRole("alert")).toHaveText("Invalid filter pattern");
  await expect(row(page, `line ${LINES - 1} is`)).toBeVisible();
});

async function lastRequest(page: Page, name: string): Promise<unknown> {
  return page.evaluate((wanted) => window.fakeHost.requests.findLast((request) => request.name === wanted)?.params, name);
}

test("every state is told: waiting, empty, failed, trimmed", async ({ page }) => {
  const none = { ...initialState, end: 0, firstTime: undefined, lastTime: undefined };
  await openLogView(page, { ...none, phase: "waiting" });
  await expect(page.locator(".notice")).toContainText("Still waiting for the log");
  await page.evaluate(() => window.fakeHost.push({ phase: "ready", range: { kind: "last", ms: 3_600_000 } }));
  await expect(page.locator(".notice")).toContainText("No log lines (Last 1 h)");
  await page.getByRole("button", { name: "Last 24 hours" }).click();
  expect(await lastRequest(page, "configure")).toEqual({ range: { kind: "last", ms: 86_400_000 }, filter: "" });
  const message = "Could not get log events: the IAM action logs:GetLogEvents is missing.";
  await page.evaluate((text) => window.fakeHost.push({ problem: { kind: "denied", short: "Access denied", message: text } }), message);
  await expect(page.getByRole("alert")).toContainText("logs:GetLogEvents");
  await page.getByRole("button", { name: "Retry" }).click();
  expect(await lastRequest(page, "retry")).toEqual({});
  const lasting = "Could not read the log (log group /kestrel/bulk): the class of this log group is Infrequent Access.";
  await page.evaluate((text) => window.fakeHost.push({ phase: "failed", problem: { kind: "unsupported", short: "Log class", message: text } }), lasting);
  await expect(page.getByRole("alert")).toContainText("Infrequent Access");
  await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(0);
  await expect(page.locator(".progress")).toHaveCount(0);
  await expect(page.locator(".status-activity")).toHaveText("");
  await expect(page.locator(".status-right")).toContainText("Not readable");
  await page.evaluate(() => window.fakeHost.push({ phase: "ready", problem: undefined, end: 100, isTrimmed: true }));
  await expect(page.locator(".status-trimmed")).toContainText("Trimmed");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("nothing is amiss for a screen reader", async ({ page }) => {
  await openLogView(page);
  await expect(row(page, `line ${LINES - 1} is`)).toBeVisible();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("needle");
  await expect(page.locator(".find-count")).toHaveText("1,000 lines");
  await page.getByRole("button", { name: "All times" }).click();
  expect(await violations(page)).toEqual([]);
  await page.evaluate(() => window.fakeHost.push({ generation: 2, end: 0, changedFrom: 0, range: { kind: "last", ms: 60_000 } }));
  await expect(page.locator(".notice")).toContainText("No log lines");
  expect(await violations(page)).toEqual([]);
});

/** Contrast depends on the theme: it is judged in the real workbench. */
async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).disableRules(["color-contrast"]).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}
