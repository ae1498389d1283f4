import * as vscode from "vscode";
import { cancelled, DevOpsError } from "../base/errors.ts";
import { type ResourceRef, formatArn, hasNoAccount, parseArn } from "../base/resourceRef.ts";
import { AuditLog } from "./audit.ts";
import { copiedText, copyText } from "./clipboard.ts";
import type { CommandHandler } from "./commands.ts";
import type { Host } from "./host.ts";
import { askText, openConsolePage } from "./dialogs.ts";
import { pickFilter } from "./filterPicker.ts";
import type { commands } from "./manifest.ts";
import { Branch, Row } from "./tree/rows.ts";
import { ContextRow, ErrorRow, MoreRow } from "./tree/specialRows.ts";

type OwnHandlers = { readonly [K in keyof typeof commands]: CommandHandler };

/** The container's own commands. */
export function ownCommands(host: Host): OwnHandlers {
  const { contexts, trees } = host;
  return {
    switchContext: async () => {
      const choice = await host.pickContext("Switch account or region");
      if (choice === "explore") await host.exploreSimulated();
      else await contexts.switchTo(choice);
    },
    pinContext: async () => {
      const choice = await host.pickContext("Pin another account or region");
      if (choice === "explore") await host.exploreSimulated("beside");
      else await contexts.pin(choice);
    },
    unpinContext: async (target) => {
      if (contexts.pinned.length === 0) throw new DevOpsError({ kind: "conflict", tried: "unpin", why: "no account is pinned" });
      await contexts.unpin(target instanceof ContextRow ? target.context : await host.pickPinned("Unpin"));
    },
    exploreSimulated: () => host.exploreSimulated(),
    resetSimulated: async () => {
      await (await host.simulated()).reset();
      trees.reset();
    },
    openArn: async (target) => openArn(host, typeof target === "string" ? target : await askArn()),
    refreshAll: async () => {
      await Promise.all([trees.refresh(), host.now.refresh()]);
    },
    refresh: (target) => trees.refresh(branchOf(target)),
    filter: async (target) => {
      const branch = branchOf(target ?? trees.selection);
      const prompt = branch.filterPrompt();
      if (prompt === undefined) throw notARow("filter", "a list that can be filtered");
      const list = branch.view().label;
      const examples = branch.filterExamples();
      const views = await trees.views();
      const ask = { title: `Filter ${list}`, prompt: `${prompt} (empty shows all)`, value: views.filterOf(branch) ?? "" };
      const value = examples.length === 0 ? await askText(ask) : await pickFilter(ask, host.recents.filters(list), examples);
      await views.setFilter(branch, value);
      if (examples.length > 0 && value !== "") host.recents.noteFilter(list, value);
    },
    clearFilter: async (target) => (await trees.views()).setFilter(branchOf(target ?? trees.selection), undefined),
    loadMore: async (target) => {
      if (target instanceof MoreRow) await (await trees.views()).loadMore(target.parent);
    },
    retry: (target) => (target instanceof ErrorRow ? trees.refresh(target.parent) : trees.refresh()),
    copyName: async (target) => copyText(rowOf(target ?? trees.selection).name()),
    copyError: async (target) => copyText(rowOf(target).name()),
    copyArn: async (target) => {
      const row = rowOf(target ?? trees.selection);
      const ref = await wholeRef(host, row);
      if (ref === undefined) throw notARow("copy the ARN", "a row with an ARN");
      await copyText(formatArn(ref));
    },
    whoChanged: async (target) => {
      const row = rowOf(target ?? trees.selection);
      if (!row.isThing()) throw notARow("see who changed it", "a row of something that can be changed");
      await host.links.whoChanged({ name: row.name(), ref: await wholeRef(host, row) }, row.context);
    },
    showStack: async (target) => {
      const row = rowOf(target ?? trees.selection);
      if (!row.isThing()) throw notARow("find its stack", "a row of something that a stack can have made");
      await host.links.openOwner({ name: row.name(), ref: await wholeRef(host, row) }, row.context);
    },
    openConsole: async (target) => {
      const row = rowOf(target ?? trees.selection);
      const path = row.consolePath();
      if (path === undefined) throw notARow("open the console", "a row with a console page");
      await openConsolePage(row.context, path);
    },
    showNow: () => Promise.resolve(vscode.commands.executeCommand("awsDevOps.now.focus")),
    openAttention: async (target) => {
      const ref = target instanceof Row ? target.ref() : undefined;
      if (target instanceof Row && ref !== undefined) await host.links.open(ref, target.context);
    },
    showLog: async () => host.log.show(),
    showAuditLog: async () => host.documents.show("AWS audit log.txt", await new AuditLog(host.auditFolder).text()),
  };
}

/** Asks for an ARN; one on the clipboard is offered. @throws DevOpsError cancelled */
async function askArn(): Promise<string> {
  const copied = (await copiedText()).trim();
  const arn = await askText({
    title: "Open ARN",
    prompt: "The ARN of anything that the views here show: a pipeline, a stack, a function, a role …",
    value: parseArn(copied) === undefined ? "" : copied,
    validate: (text) => (text === "" || parseArn(text.trim()) !== undefined ? undefined : "This is no ARN"),
  });
  if (arn === "") throw cancelled("open an ARN");
  return arn.trim();
}

/** Opens a resource in the pinned context that it belongs to. @throws DevOpsError where none is pinned */
async function openArn(host: Host, arn: string): Promise<void> {
  const tried = `open ${arn}`;
  const ref = parseArn(arn);
  if (ref === undefined) throw new DevOpsError({ kind: "invalid", tried, why: "this is no ARN" });
  if (!(await host.canOpen(ref))) {
    throw new DevOpsError({ kind: "unsupported", tried, why: `this kind of resource (${ref.service}) is not shown here yet` });
  }
  // ARNs of some services name no region
  const ofRegion = host.contexts.pinned.filter(({ region }) => ref.region === "" || region === ref.region);
  let failure: unknown;
  for (const context of ofRegion) {
    try {
      if (ref.account !== "" && (await host.identity(context)).account !== ref.account) continue;
    } catch (error) {
      failure = error; // another context may be the account's
      continue;
    }
    await host.links.open(ref, context);
    return;
  }
  // ARNs of some services name no account, or no region
  const wanted = [ref.account, ref.region && `in ${ref.region}`].filter((part) => part !== "").join(" ");
  const why = wanted === "" ? "no account is pinned" : `no pinned account is ${wanted}`;
  throw failure ?? new DevOpsError({ kind: "notFound", tried, why, remedy: "Pin the account and region first." });
}

/** Rows know their resource before the account is known: it is filled in here. */
async function wholeRef(host: Host, row: Row): Promise<ResourceRef | undefined> {
  const ref = row.ref();
  if (ref === undefined || ref.account !== "" || hasNoAccount(ref)) return ref;
  return { ...ref, account: (await host.identity(row.context)).account };
}

function rowOf(target: unknown): Row {
  if (target instanceof Row) return target;
  throw notARow("do this", "a row");
}

function branchOf(target: unknown): Branch {
  if (target instanceof Branch) return target;
  throw notARow("do this", "a row with rows below it");
}

function notARow(tried: string, what: string): DevOpsError {
  return new DevOpsError({ kind: "invalid", tried, why: `${what} has to be selected in the tree` });
}
