import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { AwsSession } from "../../src/aws/session.ts";
import { toDevOpsError } from "../../src/base/errors.ts";
import { sinks } from "../../src/base/foreignText.ts";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { describePlan, type Plan } from "../../src/base/plan.ts";
import { confirm, openForeignPage, tell, withProgress } from "../../src/host/dialogs.ts";
import { logText } from "../../src/host/log.ts";
import type { RoomHost } from "../../src/host/room.ts";
import { BranchState } from "../../src/host/tree/branchState.ts";
import { Branch, type Row } from "../../src/host/tree/rows.ts";
import { ServiceRow } from "../../src/host/tree/serviceRow.ts";
import { tooltipOf, treeItemOf } from "../../src/host/tree/treeItem.ts";
import { rooms } from "../../src/rooms.gen.ts";
import { shown } from "../editor.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { OpenFolder } from "./openFolder.ts";

/** What somebody in an account may write into a name, a reason, a comment or a message. */
const HOSTILE = " [x](command:workbench.action.terminal.new)\u202E\u200B\u001B[2J\u0007$(trash)http://evil.example";
const account = useAccount(undefined, UNPACED);

/** Fields that people fill, or that repeat what people filled. */
const FILLED = /name|message|reason|description|summary|comment|text|value|title|author|revision|version|label|applications|groups/i;
const KEPT = /arn|token|status|state|type|category|provider|region|time|date|id$|url$/i;

/** An answer of a service in which every text that somebody may write is hostile. */
function poisoned(value: unknown, key: string): unknown {
  if (typeof value === "string") return FILLED.test(key) && !KEPT.test(key) && !value.startsWith("arn:") ? value + HOSTILE : value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === "$metadata" ? one : poisoned(one, name)]));
}

/** What is sent has to name what there is. */
function cured(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(HOSTILE, "");
  if (Array.isArray(value)) return value.map(cured);
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cured(one)]));
}

/** An example folder in which every text that no path leads by is hostile. */
function hostileFolder(id: string): OpenFolder {
  const folder = new OpenFolder(id);
  folders.push(folder);
  const spoilt = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return /^(stackName|fqn|data|app)$/.test(key) ? value + HOSTILE : value;
    if (Array.isArray(value)) return value.map((one) => spoilt(one, key));
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoilt(one, name)])) : value;
  };
  for (const file of folder.files().filter((name) => name.endsWith(".json"))) {
    writeFileSync(file, JSON.stringify(spoilt(JSON.parse(readFileSync(file, "utf8")), "")));
  }
  return folder;
}

function hostileSession(session: AwsSession): AwsSession {
  const send = async (client: never, command: { input: object }, options: never) => {
    Object.assign(command.input, cured(command.input));
    return poisoned(await session.send(client, command as never, options), "");
  };
  return new Proxy(session, {
    get: (target, name) => {
      if (name === "send") return send;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}

/** A host that asks as the real one does. */
function hostOf(room: string): RoomHost {
  const { context, session } = account();
  const nothing = () => undefined;
  const host = {
    log: Object.fromEntries(["debug", "info", "warn", "error"].map((name) => [name, (line: string) => shown.push({ where: "log", text: logText(line) })])),
    contexts: { pinned: [context], single: context, onDidChange: () => ({ dispose: nothing }) },
    trees: { reveal: () => Promise.resolve(false), refresh: () => Promise.resolve(), again: () => Promise.resolve(), rowOf: () => Promise.resolve(undefined) },
    writes: {
      isProtected: () => false,
      perform: async (plan: Plan) => {
        await confirm({ question: `${plan.title}?`, detail: describePlan(plan, HOSTILE), verb: plan.verb });
        throw new Error(`declined ${plan.title}`);
      },
    },
    links: { canOpen: () => false, typeOf: nothing, open: nothing, openLog: nothing, changesBefore: nothing, openOrigin: () => Promise.reject(new Error(HOSTILE)), openStackResource: () => Promise.reject(new Error(HOSTILE)), openLogOf: () => Promise.reject(new Error(HOSTILE)), openTrace: nothing, pickLogGroup: () => Promise.resolve("x") },
    documents: { show: () => Promise.resolve() },
    recents: { touch: nothing, first: <T>(rows: readonly T[]) => [...rows], filters: () => [], noteFilter: nothing },
    session: () => Promise.resolve(hostileSession(session)),
    workspace: () => Promise.resolve(Object.assign(hostileFolder(room), { watch: () => ({ dispose: nothing }) })),
    contextOf: () => Promise.resolve(context),
    showPanel: () => Promise.resolve(),
    pickPinned: () => Promise.resolve(context),
    own: <T>(item: T) => item,
  };
  return host as unknown as RoomHost;
}

/** How the editor finds links in messages, prompts and progress (its `linkedText.ts`). */
const LINK = /\[[^\]]+\]\((?:https?:|command:|file:)/i;

/** Why a text is not harmless; undefined where it is. */
function alive(text: string, limit: number, lines = false): string | undefined {
  if (text.length > limit + 2) return `${text.length} characters`;
  if (LINK.test(text)) return "a link";
  if (/\$\(/.test(text)) return "an icon";
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\u202A-\u202E\u200B\u2066\u2067\u001B\u0007]/.test(text)) return "a control or hidden character";
  return !lines && text.includes("\n") ? "a line of its own" : undefined;
}

const states: BranchState[] = [];
const folders: OpenFolder[] = [];
afterAll(() => [...states, ...folders].forEach((one) => one.dispose()));

/** The rows below a branch, some of each branch's, three levels deep. */
async function rowsBelow(branch: Branch, depth = 3): Promise<Row[]> {
  const state = new BranchState(branch, { changed: () => undefined, derive: () => undefined, listed: () => undefined, failed: () => undefined });
  states.push(state);
  await state.children();
  await state.settled();
  const rows = [...(await state.children())];
  const deeper = depth === 0 ? [] : rows.filter((row) => row instanceof Branch).slice(0, 4);
  const below: Row[] = [];
  for (const row of deeper) below.push(...(await rowsBelow(row, depth - 1)));
  return [...rows, ...below];
}

describe("what somebody in an account wrote is text, in every room", () => {
  it.each(rooms.filter(({ view }) => view !== undefined))("$id: in its rows, questions, pickers and messages", async (entry) => {
    const { room } = await entry.load();
    const parts = await room.start(hostOf(entry.id));
    const service = new ServiceRow(undefined, account().context, {
      manifest: room.manifest as TreeManifest,
      source: async (context) => {
        const source = await parts.source?.(context);
        if (source === undefined) throw new Error("no source");
        return source;
      },
      describe: () => undefined,
    });
    await account().control.advance(600_000);
    const rows = await rowsBelow(service);
    const raw = rows.map((row) => JSON.stringify([row.view(), row.tooltip()]));
    expect(raw.filter((text) => text.includes("(command:")).length, "rows with hostile text").toBeGreaterThanOrEqual(5);
    const faults = rows.flatMap((row) => {
      const item = treeItemOf(row, { filter: HOSTILE, isUnfolded: false });
      return [
        alive(typeof item.label === "string" ? item.label : "", sinks.label.limit),
        alive(String(item.description ?? ""), sinks.description.limit),
        alive(item.accessibilityInformation?.label ?? "", sinks.description.limit),
        alive(tooltipOf(row), sinks.tooltip.limit + 200, true),
      ].filter((fault) => fault !== undefined);
    });
    expect(faults).toEqual([]);

    // what a command waits for comes
    await account().control.setSpeed(1_000);
    shown.length = 0;
    const kinds = [...new Map(rows.map((row) => [row.constructor.name + JSON.stringify(row.view().facets), row])).values()].slice(0, 4);
    for (const command of Object.values(parts.commands)) {
      for (const target of [undefined, ...kinds]) {
        try {
          await command(target);
        } catch (error) {
          await tell("error", toDevOpsError(error, `do ${HOSTILE}`).message, "Show Log");
        }
      }
    }
    expect(shown.filter(({ text }) => text.includes("(command:")).length, "hostile texts that were shown").toBeGreaterThan(5);
    const most = Math.max(...Object.values(sinks).map(({ limit }) => limit));
    expect(shown.flatMap(({ where, text }) => (where === "external" ? [] : (alive(text, most, true) ?? [])))).toEqual([]);
  });

  it("in progress, and in what git and others report", async () => {
    shown.length = 0;
    await withProgress(`Cloning ${HOSTILE}`, (_signal, report) => Promise.resolve(report(`remote: ${HOSTILE}\n${"x".repeat(10_000)}`)));
    expect(shown).toHaveLength(2);
    expect(shown.flatMap(({ text }) => alive(text, sinks.progress.limit) ?? [])).toEqual([]);
  });

  it("a page that somebody else named opens over https alone, its host shown before", async () => {
    const { context } = account();
    const real = { ...context, origin: "profile" as const };
    for (const address of ["http://intranet.example/x", "file:///etc/passwd", "command:x", "javascript:alert(1)", "vscode://x", "nothing"]) {
      await expect(openForeignPage(address, context)).rejects.toThrow("only https");
    }
    await expect(openForeignPage("http://127.0.0.1:4566/x", real)).rejects.toThrow("only https");
    shown.length = 0;
    await expect(openForeignPage("https://аpple.example@evil.example/x", real)).rejects.toMatchObject({ kind: "cancelled" });
    expect(shown.map(({ text }) => text).join("\n")).toContain("Host: evil.example\nIt carries a user name.");
    await expect(openForeignPage("http://127.0.0.1:4566/x", context)).rejects.toMatchObject({ kind: "cancelled" });
    expect(shown.filter(({ where }) => where === "external")).toEqual([]);
  });
});
