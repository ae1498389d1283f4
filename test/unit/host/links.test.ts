import { describe, expect, it } from "vitest";
import type { LogLocation } from "../../../src/base/contracts.ts";
import { parseArn } from "../../../src/base/resourceRef.ts";
import { Links } from "../../../src/host/links.ts";
import type { Rooms } from "../../../src/host/rooms.ts";

const context = { origin: "profile", profile: "test", region: "eu-west-1" } as const;
const ref = parseArn("arn:aws:lambda:eu-west-1:111122223333:function:web");

describe("a resource's log", () => {
  it("opens at a time where one is asked for, else where its source says", async () => {
    const opened: LogLocation[] = [];
    const offers = {
      logSource: { locate: () => Promise.resolve([{ context, group: "/aws/lambda/web", from: 1 }]) },
      logViewer: { openLog: (location: LogLocation) => Promise.resolve(void opened.push(location)) },
    };
    const rooms = { offers: (kind: keyof typeof offers) => Promise.resolve([offers[kind]]) } as unknown as Rooms;
    const links = new Links(() => rooms);
    if (ref === undefined) throw new Error("no ARN");
    const { signal } = new AbortController();
    await links.openLogOf(ref, context, signal, { from: 5, to: 9 });
    await links.openLogOf(ref, context, signal);
    expect(opened).toEqual([{ context, group: "/aws/lambda/web", from: 5, to: 9 }, { context, group: "/aws/lambda/web", from: 1 }]);
  });
});
