import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect, test } from "@playwright/test";
import { openTraceView, TRACE_ID } from "./traceViewPage.ts";
import { checkBuilt } from "./webviewPage.ts";

test.beforeAll(() => checkBuilt("xray"));

const BEGIN = 1_795_000_000;
const rows = (page: Page) => page.locator(".wf-row");
const row = (page: Page, name: string) => rows(page).filter({ has: page.getByText(name, { exact: true }) });
const grid = (page: Page) => page.getByRole("treegrid");
const ticks = (page: Page) => page.locator(".wf-tick").allTextContents();

/** A request through two services, one of which failed. */
const documents = [
  {
    id: "a",
    name: "web",
    trace_id: "t",
    start_time: BEGIN,
    end_time: BEGIN + 1,
    fault: true,
    cause: "e1",
    http: { request: { method: "GET", url: "https://shop.example/parcels?q=1" }, response: { status: 502 } },
    annotations: { version: "1a2b3c4d" },
    subsegments: [
      { id: "b", name: "middleware", start_time: BEGIN, end_time: BEGIN + 0.01 },
      { id: "c", name: "api", namespace: "remote", start_time: BEGIN + 0.02, end_time: BEGIN + 0.9, fault: true },
      { id: "d", name: "render", start_time: BEGIN + 0.92, end_time: BEGIN + 0.99 },
    ],
  },
  {
    id: "e",
    name: "api",
    trace_id: "t",
    parent_id: "c",
    start_time: BEGIN + 0.03,
    end_time: BEGIN + 0.89,
    fault: true,
    subsegments: [
      {
        id: "f",
        name: "DynamoDB",
        namespace: "aws",
        start_time: BEGIN + 0.04,
        end_time: BEGIN + 0.1,
        error: true,
        throttle: true,
        aws: { operation: "GetItem", table_name: "parcels", request_id: "r-1" },
      },
      {
        id: "g",
        name: "rates",
        namespace: "remote",
        start_time: BEGIN + 0.2,
        end_time: BEGIN + 0.88,
        fault: true,
        cause: {
          exceptions: [
            {
              id: "e1",
              type: "UpstreamTimeoutError",
              message: "no answer",
              stack: [{ path: "/app/rates.js", line: 88, label: "fetch" }],
            },
          ],
        },
      },
    ],
  },
].map((document) => JSON.stringify(document));

/** A trace of so many calls. */
function longTrace(count: number): string[] {
  const subsegments = Array.from({ length: count }, (_none, index) => ({
    id: `s${index}`,
    name: `step ${index}`,
    start_time: BEGIN + index * 0.01,
    end_time: BEGIN + index * 0.01 + 0.008,
  }));
  return [JSON.stringify({ id: "root", name: "import", trace_id: "t", start_time: BEGIN, end_time: BEGIN + count * 0.01, subsegments })];
}

test("the waterfall shows parts below each other, and what they are", async ({ page }) => {
  await openTraceView(page, documents);
  await expect(rows(page)).toHaveCount(7);
  await expect(page.locator(".trace-title")).toHaveText("GET https://shop.example/parcels?q=1");
  await expect(page.locator(".trace-facts")).toContainText("Fault 502");
  await expect(page.locator(".trace-facts")).toContainText("1a2b3c4d");
  await expect(page.locator(".trace-facts")).toContainText("1.00 s");
  await expect(row(page, "rates")).toHaveAttribute("aria-level", "4");
  await expect(row(page, "rates")).toHaveAttribute("aria-posinset", "2");
  await expect(row(page, "rates")).toHaveAttribute("aria-setsize", "2");
  await expect(row(page, "rates")).toContainText("Fault");
  await expect(row(page, "rates")).toContainText("680 ms");
  await expect(row(page, "DynamoDB")).toContainText("GetItem parcels");
  await expect(row(page, "DynamoDB")).toContainText("Throttled");
  const bar = await row(page, "rates").locator(".wf-bar").boundingBox();
  const axis = await page.locator(".wf-axis").boundingBox();
  if (bar === null || axis === null) throw new Error("the bar and the axis have a size");
  expect((bar.x - axis.x) / axis.width).toBeCloseTo(0.2, 2);
  expect(bar.width / axis.width).toBeCloseTo(0.68, 2);
});

test("rows are walked, folded and unfolded by the keyboard", async ({ page }) => {
  await openTraceView(page, documents);
  await grid(page).focus();
  await page.keyboard.press("Home");
  await expect(row(page, "web")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(rows(page)).toHaveCount(1);
  await expect(row(page, "web")).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(rows(page)).toHaveCount(7);
  await page.keyboard.press("ArrowRight");
  await expect(row(page, "middleware")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(row(page, "web")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(row(page, "render")).toHaveAttribute("aria-selected", "true");
  await expect(grid(page)).toHaveAttribute("aria-activedescendant", "wf-6");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.locator(".detail-title")).toHaveText("rates");
  await page.keyboard.press("Escape");
  await expect(page.locator(".detail")).toHaveCount(0);
  await expect(grid(page)).toBeFocused();
});

test("a twistie folds without selecting", async ({ page }) => {
  await openTraceView(page, documents);
  await row(page, "web").locator(".wf-twistie").click();
  await expect(rows(page)).toHaveCount(1);
  await expect(page.locator('[aria-selected="true"]')).toHaveCount(0);
  await page.getByRole("button", { name: "Expand all" }).click();
  await expect(rows(page)).toHaveCount(7);
  await page.getByRole("button", { name: "Collapse all" }).click();
  await expect(rows(page)).toHaveCount(1);
});

test("zoom: buttons, keys, wheel, drag on the axis, and back", async ({ page }) => {
  await openTraceView(page, documents);
  const whole = await ticks(page);
  expect(whole[0]).toBe("0 ms");
  await page.getByRole("button", { name: "Zoom in" }).click();
  expect(await ticks(page)).not.toEqual(whole);
  await page.getByRole("button", { name: "Zoom out" }).click();
  expect(await ticks(page)).toEqual(whole);
  await expect(page.getByRole("button", { name: "Zoom out" })).toBeDisabled();

  await grid(page).focus();
  await page.keyboard.press("+");
  await page.keyboard.press("0");
  expect(await ticks(page)).toEqual(whole);

  const axis = await page.locator(".wf-axis").boundingBox();
  if (axis === null) throw new Error("the axis has a size");
  await page.mouse.move(axis.x + axis.width * 0.2, axis.y + 10);
  await page.mouse.down();
  await page.mouse.move(axis.x + axis.width * 0.9, axis.y + 10, { steps: 5 });
  await expect(page.locator(".wf-range")).toBeVisible();
  await page.mouse.up();
  await expect(row(page, "middleware").locator(".wf-bar")).toHaveCount(0);
  const bar = await row(page, "rates").locator(".wf-bar").boundingBox();
  expect((bar?.width ?? 0) / axis.width).toBeCloseTo(0.68 / 0.7, 1);
  await page.getByRole("button", { name: "Show the whole trace" }).click();
  expect(await ticks(page)).toEqual(whole);

  await page.mouse.move(axis.x + axis.width / 2, axis.y + 60);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -400);
  await page.keyboard.up("Control");
  await expect.poll(() => ticks(page)).not.toEqual(whole);
});

test("keys zoom around the bar of the row, and move the view", async ({ page }) => {
  await openTraceView(page, documents);
  await grid(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("+");
  // the first 10 of 1000 ms
  await expect(row(page, "middleware").locator(".wf-bar")).toBeVisible();
  await expect(row(page, "render").locator(".wf-bar")).toHaveCount(0);
  for (let times = 0; times < 40; times += 1) await page.keyboard.press("Shift+ArrowRight");
  await expect(row(page, "render").locator(".wf-bar")).toBeVisible();
  await expect(row(page, "middleware").locator(".wf-bar")).toHaveCount(0);
  await expect(row(page, "middleware")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("+");
  await expect(row(page, "middleware").locator(".wf-bar")).toBeVisible();
});

test("the cursor goes to the part that hides it, and among what is found to the parent", async ({ page }) => {
  await openTraceView(page, documents);
  await row(page, "rates").click();
  await row(page, "api").first().locator(".wf-twistie").click();
  await expect(row(page, "api").first()).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(".detail-title")).toHaveText("api");
  await page.getByRole("button", { name: "Collapse all" }).click();
  await expect(row(page, "web")).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Expand all" }).click();
  await page.getByLabel("Find a part").fill("rates");
  await expect(rows(page)).toHaveCount(4);
  await row(page, "rates").click();
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("ArrowLeft");
  await expect(row(page, "web")).toHaveAttribute("aria-selected", "true");
  await expect(rows(page)).toHaveCount(4);
});

test("a part leads to the traces that it is linked to, and tells what of its exceptions is left out", async ({ page }) => {
  const linked = "1-6a000001-0123456789abcdef01234567";
  const link = { trace_id: linked, id: "53995c3f42cd8ad8", attributes: { "aws.xray.reserved.reference_type": "parent" } };
  const cause = { exceptions: [{ id: "x", type: "Outer", message: "m", cause: "gone", stack: [{ path: "/a.js", line: 1 }], truncated: 4, skipped: 2 }] };
  await openTraceView(page, [JSON.stringify({ id: "a", name: "consumer", start_time: BEGIN, end_time: BEGIN + 1, fault: true, links: [link], cause })]);
  await row(page, "consumer").click();
  await expect(page.locator(".linked")).toContainText("parent · segment 53995c3f42cd8ad8");
  await expect(page.locator(".exception pre")).toHaveText(/at \/a\.js:1\n… 4 more frames$/);
  await expect(page.locator(".exception")).toContainText("2 exceptions between this one and the one that it caused left out");
  await expect(page.locator(".exception")).toContainText("Caused by an exception that is not in the trace");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.locator(".linked").getByRole("button", { name: linked }).click();
  expect((await page.evaluate(() => window.traceHost.requests)).find(({ name }) => name === "openTrace")?.params).toEqual({ traceId: linked });
});

test("parts are found by name, and errors alone can be shown", async ({ page }) => {
  await openTraceView(page, documents);
  await page.getByLabel("Find a part").fill("rates");
  await expect(page.locator(".find-number")).toHaveText("1 found");
  // those that it stands below are shown, too
  await expect(rows(page)).toHaveCount(4);
  await expect(page.locator(".wf-dim")).toHaveCount(3);
  await page.getByLabel("Find a part").fill("nothing like it");
  await expect(page.locator(".notice")).toContainText("No part matches");
  await page.getByLabel("Find a part").press("Escape");
  await page.getByRole("button", { name: "Only errors" }).click();
  await expect(rows(page)).toHaveCount(5);
  await expect(row(page, "render")).toHaveCount(0);
});

test("the pane tells what is known of a part, and leads to the exception that caused it", async ({ page }) => {
  await openTraceView(page, documents);
  await row(page, "web").click();
  await expect(page.locator(".detail-body")).toContainText("https://shop.example/parcels?q=1");
  await expect(page.locator(".detail-body")).toContainText("1a2b3c4d");
  await page.locator(".exceptions").getByRole("button", { name: "rates" }).click();
  await expect(page.locator(".detail-title")).toHaveText("rates");
  await expect(page.locator(".exception")).toContainText("UpstreamTimeoutError: no answer");
  await expect(page.locator(".exception pre")).toHaveText("at fetch (/app/rates.js:88)");
  await expect(row(page, "rates")).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Copy JSON" }).click();
  await page.getByRole("region", { name: "Facts" }).waitFor();
  await page.locator(".detail").getByRole("button", { name: "Log lines" }).click();
  const asked = await page.evaluate(() => window.traceHost.requests);
  expect(JSON.parse(String(asked.find(({ name }) => name === "copyText")?.params["text"]))).toMatchObject({ id: "g", name: "rates" });
  expect(asked.find(({ name }) => name === "openLogs")?.params).toEqual({ id: "g" });
});

test("the table holds the same rows and sorts them", async ({ page }) => {
  await openTraceView(page, documents);
  await page.getByRole("button", { name: "As a table" }).click();
  const names = () => page.locator("tbody .table-name").allTextContents();
  const trimmed = async () => (await names()).map((name) => name.trim());
  await expect(page.locator("tbody tr")).toHaveCount(7);
  await page.getByRole("button", { name: "Duration" }).click();
  expect((await trimmed())[0]).toBe("middleware");
  await page.getByRole("button", { name: "Duration" }).click();
  expect((await trimmed())[0]).toBe("web");
  await expect(page.getByRole("columnheader", { name: "Duration" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "render" }).click();
  await expect(page.locator(".detail-title")).toHaveText("render");
});

test("thousands of parts scroll with few rows in the page", async ({ page }) => {
  await openTraceView(page, longTrace(5000));
  await expect(page.locator(".trace-facts")).toContainText("5001 parts");
  expect(await rows(page).count()).toBeLessThan(80);
  await grid(page).focus();
  await page.keyboard.press("End");
  await expect(row(page, "step 4999")).toBeVisible();
  await expect(row(page, "step 4999")).toHaveAttribute("aria-setsize", "5000");
  expect(await rows(page).count()).toBeLessThan(80);
  await page.getByRole("button", { name: "As a table" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(500);
  await page.getByRole("button", { name: "Show more (4501 left)" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1000);
});

test("one part alone, and none", async ({ page }) => {
  await openTraceView(page, [JSON.stringify({ id: "x", name: "alone", start_time: BEGIN, end_time: BEGIN })]);
  await expect(rows(page)).toHaveCount(1);
  await expect(row(page, "alone")).toContainText("0 ms");
  await expect(row(page, "alone").locator(".wf-bar")).toBeVisible();
  await page.evaluate(() => window.traceHost.push({ phase: "missing", rows: [], header: undefined }));
  await expect(page.locator(".notice")).toContainText("X-Ray has no such trace");
  await page.evaluate(() => window.traceHost.push({ spansElsewhere: true }));
  await page.getByRole("button", { name: "Search aws/spans" }).click();
  expect(await page.evaluate(() => window.traceHost.requests.at(-1)?.name)).toBe("openSpans");
});

test("what is broken is told, and the rest is shown", async ({ page }) => {
  const broken = [
    "{ no json",
    JSON.stringify({ id: "a", name: "web", start_time: BEGIN, in_progress: true }),
    JSON.stringify({ id: "b", name: "lost", parent_id: "nobody", start_time: BEGIN + 0.1, end_time: BEGIN + 0.2 }),
    JSON.stringify({ id: "c", name: "endless", parent_id: "a", start_time: BEGIN + 0.3 }),
  ];
  await openTraceView(page, broken);
  await expect(page.getByRole("note")).toContainText("1 segment document could not be read and is left out. 1 part of the trace stands alone");
  await expect(row(page, "web")).toContainText("In progress");
  await expect(row(page, "web").locator(".wf-bar-open")).toBeVisible();
  await expect(row(page, "endless")).toContainText("no end");
  await row(page, "lost").click();
  await expect(page.locator(".detail-problem")).toContainText("Its parent nobody is missing in the trace.");
});

test("what one had chosen is there again when the view was hidden", async ({ page }) => {
  await openTraceView(page, documents);
  await row(page, "rates").click();
  await row(page, "web").click();
  await page.keyboard.press("+");
  const zoomed = await ticks(page);
  await page.reload();
  await expect(page.locator(".detail-title")).toHaveText("web");
  await expect(row(page, "web")).toHaveAttribute("aria-selected", "true");
  await expect.poll(() => ticks(page)).toEqual(zoomed);
  await page.getByRole("button", { name: "As a table" }).click();
  await page.reload();
  await expect(page.locator("tbody tr")).toHaveCount(7);
  expect(await page.evaluate(() => window.traceHost.stored)).toMatchObject({ address: { traceId: TRACE_ID }, ui: { isTable: true } });
});

test("a zoomed view that was scrolled stands where it stood, however often it is hidden", async ({ page }) => {
  await openTraceView(page, longTrace(500));
  await grid(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("+");
  await expect(row(page, "step 498")).toBeVisible();
  const zoomed = await ticks(page);
  for (let hidden = 0; hidden < 2; hidden += 1) {
    await page.reload();
    await expect.poll(() => ticks(page)).toEqual(zoomed);
    await expect(row(page, "step 498")).toBeVisible();
    await expect(row(page, "import")).toHaveCount(0);
  }
});

test("waterfall, pane and table are accessible", async ({ page }) => {
  await openTraceView(page, documents);
  await row(page, "rates").click();
  await expect(page.locator(".exception")).toBeVisible();
  const violations = async () => {
    const { violations: found } = await new AxeBuilder({ page }).analyze();
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
  };
  expect(await violations()).toEqual([]);
  await page.getByRole("button", { name: "As a table" }).click();
  expect(await violations()).toEqual([]);
});
