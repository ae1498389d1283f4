import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulatedServices } from "../../../src/simulator/services/services.ts";
import { membersOf } from "../../../src/simulator/wire/schema.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import { clientOf, SERVICES } from "./pagedOperations.ts";
import type { Members } from "./pagedOperations.ts";
import type { Bench } from "./support.ts";

/** Paged in a way of their own, and tested where that is told; or in need of an id that an account makes anew each time. */
const ELSEWHERE = new Set([
  "codedeploy:ListDeploymentTargets", "ecr:DescribeImageScanFindings", "logs:GetLogEvents", "monitoring:GetMetricData", "s3:ListObjectVersions",
  "ssm:DescribeAutomationStepExecutions", "xray:BatchGetTraces", "xray:GetServiceGraph", "xray:ListRetrievedTraces",
]);

const TOKEN = /^(next_?token|marker|continuationToken|keyMarker)$/i;
const NEXT = /^(next_?token|(next)?marker|(next)?continuationToken|nextKeyMarker)$/i;
const SIZE = /^(max(Results|Items|Records|Keys|Buckets)|limit)$/i;

const nowhere = (): never => {
  throw new Error("No region is looked at here");
};
const played = simulatedServices(nowhere, { clock: undefined as never, keys: undefined as never, accountIds: [], endpoint: nowhere });

/** The members of an operation that carry its pages. */
function carriers(service: string, operation: string) {
  const known = played.find(({ name }) => name === service)?.operations.get(operation);
  const named = (schema: Parameters<typeof membersOf>[0] | undefined, pattern: RegExp) =>
    schema === undefined ? undefined : membersOf(schema).map(([name]) => name).toSorted((a, b) => b.length - a.length).find((name) => pattern.test(name));
  return { token: named(known?.input, TOKEN), next: named(known?.output, NEXT), size: named(known?.input, SIZE) };
}

let bench: Bench;
const clients = new Map<string, ReturnType<typeof clientOf>>();
beforeAll(async () => {
  bench = await openBench();
  for (const [name, [module]] of Object.entries(SERVICES)) {
    clients.set(name, clientOf(module, clientOptions(bench.simulator)));
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.destroy();
  await bench.close();
});

const send = (service: string, operation: string, input: Members): Promise<Members> => (clients.get(service) ?? nowhere()).send(operation, input);

/** All rows of all pages in an order of their own, and how many the fullest page had of a list. */
async function walk(service: string, operation: string, input: Members) {
  const { token = "", next = "" } = carriers(service, operation);
  const rows: string[] = [];
  const seen = new Set<unknown>();
  let most = 0;
  let marker: unknown;
  do {
    const answer = await send(service, operation, { ...input, ...(marker === undefined ? {} : { [token]: marker }) });
    const lists = Object.entries(answer).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
    rows.push(...lists.flatMap(([name, list]) => list.map((row) => `${name} ${JSON.stringify(row)}`)));
    most = Math.max(most, ...lists.map(([, list]) => list.length));
    marker = answer[next];
    expect(seen.has(marker), "a token that was given before").toBe(false);
    seen.add(marker);
  } while (marker !== undefined && marker !== null && marker !== "");
  return { rows: rows.toSorted(), most };
}

const table = Object.entries(SERVICES).flatMap(([service, [, operations]]) => Object.entries(operations).map(([operation, row]) => [service, operation, row] as const));

describe("an operation with pages", () => {
  it("stands in the table, whatever service it is of", () => {
    const all = played.flatMap(({ name, handlers }) => [...handlers.keys()].filter((operation) => carriers(name, operation).token !== undefined).map((operation) => `${name}:${operation}`));
    const told = [...table.map(([service, operation]) => `${service}:${operation}`), ...ELSEWHERE];
    expect(all.toSorted()).toEqual(told.toSorted());
  });

  it.each(table)("%s:%s loses and doubles nothing, however large its pages are", async (service, operation, { input = {}, smallest = 1 }) => {
    const { size } = carriers(service, operation);
    const whole = await walk(service, operation, input);
    expect(new Set(whole.rows).size, "rows that are there once").toBe(whole.rows.length);
    if (size === undefined) return;
    // Pages of one row and of three where there are few rows: each page is a request.
    const sizes = whole.rows.length > 60 ? [9] : smallest === 1 ? [1, 3] : [smallest];
    for (const each of sizes) {
      const { rows, most } = await walk(service, operation, { ...input, [size]: each });
      expect(rows, `by ${each}`).toEqual(whole.rows);
      expect(most, `by ${each}`).toBeLessThanOrEqual(each);
    }
  });

  it.each(table)("%s:%s refuses a token that it never gave, and what is not there", async (service, operation, { input = {}, badToken, absent }) => {
    const { token = "" } = carriers(service, operation);
    expect((await refusal(send(service, operation, { ...input, [token]: "never-given-by-anybody!" }))).name).toBe(badToken);
    if (absent !== undefined) {
      expect((await refusal(send(service, operation, { ...input, ...absent[0] }))).name).toBe(absent[1]);
    }
  });
});
