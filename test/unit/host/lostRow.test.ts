import type * as vscode from "vscode";
import { describe, expect, it } from "vitest";
import { Emitter } from "../../../src/base/events.ts";
import { askForLost } from "../../../src/host/lostRow.ts";
import { Branch, type Page, Row, type RowView } from "../../../src/host/tree/rows.ts";
import { TreeViewController } from "../../../src/host/tree/view.ts";
import { shown } from "../../editor.ts";

const context = { origin: "profile", profile: "dev", region: "eu-west-1" } as const;

/** A build: one that runs can be stopped. */
class Build extends Row<boolean> {
  view(): RowView {
    return { label: this.id.split("/").at(-1) ?? "", facets: ["build", ...(this.data ? ["codebuild.stop"] : [])] };
  }
}

class Project extends Branch<readonly (readonly [string, boolean])[]> {
  view(): RowView {
    return { label: this.id, facets: ["project"] };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: this.data.map(([key, runs]) => new Build(this, context, key, runs)) });
  }
}

function viewOf(...roots: readonly Row[]): TreeViewController {
  const ignored = () => ({ dispose: () => undefined });
  const view = { visible: true, selection: [], onDidCollapseElement: ignored, onDidExpandElement: ignored, onDidChangeVisibility: ignored };
  const memory = { get: (_key: string, otherwise: readonly string[]) => otherwise, update: () => Promise.resolve() };
  const slot = { id: "build" as const, view: view as unknown as vscode.TreeView<Row>, changed: new Emitter<Row[] | undefined>(), memory };
  return new TreeViewController(slot, () => [...roots], () => undefined);
}

const STOP = { title: "Stop build…", menu: ["inline@1"] };

describe("an action whose row was thrown away", () => {
  it("asks which of the unfolded rows that offer it is meant, that under the pointer first", async () => {
    const web = new Project(undefined, context, "web", [["#1", false], ["#2", true], ["#3", true]]);
    const view = viewOf(web, new Project(undefined, context, "folded", [["#9", true]]));
    const rows = await view.getChildren(web);
    view.resolveTreeItem({}, rows.at(-1) as Row);
    const from = shown.length;
    const chosen = await askForLost(view, "codebuild.stop", STOP);
    expect(chosen.id).toBe("web/#3");
    expect(shown.slice(from).filter(({ where }) => where === "item").map(({ text }) => text)).toEqual(["#3", "#2"]);
    expect(shown.slice(from).map(({ text }) => text)).toContain("The list was drawn anew at that moment: which row?");
    view.dispose();
  });

  it("says so where no row offers it any more", async () => {
    const web = new Project(undefined, context, "web", [["#1", false]]);
    const view = viewOf(web);
    await view.getChildren(web);
    await expect(askForLost(view, "codebuild.stop", STOP)).rejects.toMatchObject({ kind: "conflict" });
    view.dispose();
  });
});
