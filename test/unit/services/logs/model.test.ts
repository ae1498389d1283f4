import { describe, expect, it } from "vitest";
import { parseArn } from "../../../../src/base/resourceRef.ts";
import { formatBytes, joined } from "../../../../src/base/text.ts";
import type { LogGroup } from "../../../../src/services/logs/model.ts";
import {
  factsOfGroup,
  findExpression,
  groupSearch,
  lastWritten,
  logAddress,
  logConsolePath,
  logTitle,
  parseLogAddress,
  parseLogResource,
} from "../../../../src/services/logs/model.ts";
import { LogsApi } from "../../../../src/services/logs/api.ts";
import { useAccount } from "../../account.ts";

const context = { origin: "profile", profile: "p", region: "eu-west-1" } as const;
const { signal } = new AbortController();

describe("ARNs of logs", () => {
  const read = (resource: string) => {
    const ref = parseArn(`arn:aws:logs:eu-west-1:123456789012:${resource}`);
    return ref === undefined ? undefined : parseLogResource(ref);
  };

  it("name groups and streams", () => {
    expect(read("log-group:/ecs/web")).toEqual({ group: "/ecs/web" });
    expect(read("log-group:/ecs/web:*")).toEqual({ group: "/ecs/web" });
    expect(read("log-group:/ecs/web:log-stream:*")).toEqual({ group: "/ecs/web" });
    expect(read("log-group:/ecs/web:log-stream:a/[1]b")).toEqual({ group: "/ecs/web", stream: "a/[1]b" });
    expect(read("destination:x")).toBeUndefined();
  });

  it("lead to the console's page", () => {
    expect(logConsolePath("/ecs/web", "a/[1]")).toBe(
      "cloudwatch/home#logsV2:log-groups/log-group/$252Fecs$252Fweb/log-events/a$252F$255B1$255D",
    );
  });
});

describe("addresses", () => {
  it("survive being stored, and tell one log from another", () => {
    const location = { title: "t", group: "/g", context: { ...context, extra: 1 }, from: 5 };
    const address = logAddress(location);
    expect(JSON.stringify(address)).toBe(
      '{"context":{"origin":"profile","profile":"p","region":"eu-west-1"},"group":"/g","from":5,"title":"t"}',
    );
    expect(parseLogAddress(JSON.parse(JSON.stringify(address)))).toEqual(address);
    expect(parseLogAddress({ context, group: "" })).toBeUndefined();
    expect(parseLogAddress({ context: {}, group: "/g" })).toBeUndefined();
    expect(parseLogAddress(undefined)).toBeUndefined();
  });

  it("have a title that fits a tab", () => {
    expect(logTitle({ group: "/ecs/web" })).toBe("web");
    expect(logTitle({ group: "/ecs/web", stream: "web/task/1" })).toBe("web · 1");
    expect(logTitle({ group: "/g", title: "build #3" })).toBe("build #3");
  });
});

describe("words", () => {
  it("describe groups and streams as far as they are known", () => {
    const group: LogGroup = { name: "g", arn: undefined, storedBytes: 1_300_000, retentionDays: 30, retentionKnown: true };
    expect(joined(factsOfGroup(group))).toBe("1.2 MB · kept 30 days");
    expect(joined(factsOfGroup({ ...group, storedBytes: 0, retentionDays: undefined }))).toBe("never expires");
    expect(joined(factsOfGroup({ ...group, storedBytes: undefined, retentionDays: undefined, retentionKnown: false }))).toBe("");
    expect(formatBytes(812)).toBe("812 bytes");
    expect(formatBytes(20 * 1024 ** 3)).toBe("20 GB");
    expect(lastWritten(1, 60_001)).toBe("1 m ago");
    expect(lastWritten(undefined, 0)).toBe("no events");
  });

  it("are looked for as typed", () => {
    expect(groupSearch("/ecs")).toEqual({ prefix: "/ecs" });
    expect(groupSearch("kestrel*")).toEqual({ prefix: "kestrel" });
    expect(groupSearch("web")).toEqual({ substring: "web" });
    expect(groupSearch(" ")).toBeUndefined();
    expect(findExpression({ text: "a.b", matchCase: false, isRegExp: false })?.test("xA.Bx")).toBe(true);
    expect(findExpression({ text: "a.b", matchCase: true, isRegExp: false })?.test("acb")).toBe(false);
    expect(findExpression({ text: "", matchCase: true, isRegExp: true })).toBeUndefined();
  });
});

describe("the lists of an account", () => {
  const account = useAccount();
  const names = async (text: string | undefined) =>
    (await new LogsApi(account().session).searchGroups(text, undefined, signal)).items.map((group) => group.name);

  it("give groups by prefix, by part of the name, and page by page", async () => {
    expect((await names("/ecs/parcel")).every((name) => name.startsWith("/ecs/parcel"))).toBe(true);
    expect(await names("nightly.r")).toEqual(["/kestrel/jobs/nightly.rates-import"]);
    // no group begins with this one, but some have it in their names
    const depots = await names("/depot");
    expect(depots).toContain("/kestrel/depot/gdansk/scanner.v2");
    expect(depots.every((name) => !name.startsWith("/depot"))).toBe(true);
    expect(await names("no such group")).toEqual([]);
    // the service minds upper and lower case, and takes no blank: then all are compared here
    expect(await names("NIGHTLY.r")).toEqual(["/kestrel/jobs/nightly.rates-import"]);
    expect(await names("/KESTREL/depot/gd")).toEqual(["/kestrel/depot/gdansk/scanner.v2"]);
    expect(await names("API-gateway")).toEqual(["API-Gateway-Execution-Logs_k3l9x2/prod"]);
    const api = new LogsApi(account().session);
    const first = await api.searchGroups(undefined, undefined, signal);
    expect(first.items).toHaveLength(50);
    const second = await api.searchGroups(undefined, first.next, signal);
    expect(second.items.length).toBeGreaterThan(0);
    expect(first.items.map((group) => group.name)).not.toContain(second.items[0]?.name);
  });

  it("give streams with the last written first, or by prefix", async () => {
    const api = new LogsApi(account().session);
    const { items } = await api.streams("/kestrel/bulk", undefined, undefined, signal);
    const last = items.map((stream) => stream.lastEvent ?? 0);
    expect(last).toEqual(last.toSorted((a, b) => b - a));
    const byPrefix = await api.streams("/kestrel/bulk", "mil", undefined, signal);
    expect(byPrefix.items.map((stream) => stream.name)).toEqual(["million"]);
    expect(parseLogResource(parseArn(byPrefix.items[0]?.arn ?? "") ?? { partition: "", service: "", region: "", account: "", resource: "" })).toEqual({
      group: "/kestrel/bulk",
      stream: "million",
    });
  });
});
