import * as vscode from "vscode";
import { cancelled, DevOpsError } from "../base/errors.ts";
import { consolePage, formatArn } from "../base/resourceRef.ts";
import type { CommandHandler } from "./commands.ts";
import type { Host } from "./host.ts";
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
      await contexts.unpin(target instanceof ContextRow ? target.context : await host.pickPinned("Unpin"));
    },
    exploreSimulated: () => host.exploreSimulated(),
    resetSimulated: async () => {
      await host.simulated.reset();
      trees.reset();
    },
    refreshAll: () => trees.refresh(),
    refresh: (target) => trees.refresh(branchOf(target)),
    filter: async (target) => {
      const branch = branchOf(target);
      const prompt = branch.filterPrompt() ?? "Filter";
      const value = await vscode.window.showInputBox({
        title: `Filter ${branch.view().label}`,
        prompt: `${prompt} (empty shows all)`,
        value: trees.filterOf(branch) ?? "",
      });
      if (value === undefined) throw cancelled("filter");
      await trees.setFilter(branch, value);
    },
    clearFilter: (target) => trees.setFilter(branchOf(target), undefined),
    loadMore: (target) => (target instanceof MoreRow ? trees.loadMore(target.parent) : Promise.resolve()),
    retry: (target) => (target instanceof ErrorRow ? trees.refresh(target.parent) : trees.refresh()),
    copyName: async (target) => vscode.env.clipboard.writeText(rowOf(target).name()),
    copyError: async (target) => vscode.env.clipboard.writeText(rowOf(target).name()),
    copyArn: async (target) => {
      const ref = rowOf(target).ref();
      if (ref === undefined) throw notARow("copy the ARN");
      // rows know their resource before the account is known: it is filled in here
      const account = ref.account === "" ? (await host.identity(rowOf(target).context)).account : ref.account;
      await vscode.env.clipboard.writeText(formatArn({ ...ref, account }));
    },
    openConsole: async (target) => {
      const row = rowOf(target);
      const path = row.consolePath();
      if (path === undefined) throw notARow("open the console");
      await vscode.env.openExternal(vscode.Uri.parse(consolePage(row.context.region, path), true));
    },
    showLog: async () => host.log.show(),
    showAuditLog: async () => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(await host.audit.open()));
      await vscode.window.showTextDocument(document, { preview: true });
    },
  };
}

function rowOf(target: unknown): Row {
  if (target instanceof Row) return target;
  throw notARow("do this");
}

function branchOf(target: unknown): Branch {
  if (target instanceof Branch) return target;
  throw notARow("do this");
}

function notARow(tried: string): DevOpsError {
  return new DevOpsError({ kind: "invalid", tried, why: "it works on a row of the tree", remedy: "Use the row's menu." });
}
