import { readFileSync } from "node:fs";
import path from "node:path";
import { type Node, Visitor, parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { root, sourceFiles } from "./sources.ts";

/**
 * What the editor shows, or opens, and the one file that may call it. Each makes what it shows harmless
 * (`base/foreignText.ts`), so that nothing that somebody in an account wrote reaches the editor another way.
 */
const DOOR = "src/host/dialogs.ts";
const OWNERS: Readonly<Record<string, string>> = {
  showInformationMessage: DOOR,
  showWarningMessage: DOOR,
  showErrorMessage: DOOR,
  showInputBox: DOOR,
  createInputBox: DOOR,
  showQuickPick: DOOR,
  createQuickPick: DOOR,
  showWorkspaceFolderPick: DOOR,
  showOpenDialog: DOOR,
  showSaveDialog: DOOR,
  withProgress: DOOR,
  withScmProgress: DOOR,
  setStatusBarMessage: DOOR,
  openExternal: DOOR,
  createStatusBarItem: "src/host/statusBar.ts",
  createOutputChannel: "src/host/host.ts",
  createWebviewPanel: "src/host/panels.ts",
  TreeItem: "src/host/tree/treeItem.ts",
  createTerminal: DOOR,
  // not used: it makes links of what others wrote
  MarkdownString: "",
};

/** Members that only have a meaning on an object of the editor's, and the files that may write them. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  tooltip: ["src/host/tree/treeItem.ts", "src/host/statusBar.ts"],
  placeholder: [DOOR],
  validationMessage: [],
  message: [],
};

/** Uses of the editor in a file that belong into another, as `file:line what`. */
function strays(file: string, text: string): string[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: string[] = [];
  const stray = (node: Node, what: string) => found.push(`${file}:${text.slice(0, node.start).split("\n").length} ${what}`);
  const check = (node: Node, name: string) => {
    const owner = OWNERS[name];
    if (Object.hasOwn(OWNERS, name) && owner !== file) stray(node, name);
  };
  const aliases = new Set<string>();
  new Visitor({
    ImportDeclaration: (node) => {
      if (node.source.value !== "vscode" || node.importKind === "type") return;
      for (const specifier of node.specifiers) {
        if (specifier.type === "ImportNamespaceSpecifier" || specifier.type === "ImportDefaultSpecifier") aliases.add(specifier.local.name);
        else stray(specifier, "names imported from vscode one by one");
      }
    },
    // also `const { window } = vscode`, which would hide what is called
    VariableDeclarator: (node) => {
      const { id, init } = node;
      if (id.type !== "ObjectPattern" || init === null) return;
      if (/^(vscode|vscode\.window|vscode\.env)$/.test(text.slice(init.start, init.end))) stray(node, "parts of vscode taken out of it");
    },
    MemberExpression: (node) => {
      const { property, computed } = node;
      const of = text.slice(node.object.start, node.object.end);
      const isEditors = [...aliases].some((alias) => of === alias || of.startsWith(`${alias}.`));
      if (!isEditors) return;
      if (computed) {
        if (file !== DOOR) stray(node, "a part of vscode by a computed name");
      } else if (property.type === "Identifier") check(node, property.name);
    },
    AssignmentExpression: ({ left }) => {
      if (!file.startsWith("src/host/") && !file.startsWith("src/services/")) return;
      if (/\/(webview|model|api)(\/|\.ts)/.test(file) || left.type !== "MemberExpression" || left.property.type !== "Identifier") return;
      const writers = WRITERS[left.property.name];
      if (writers !== undefined && !writers.includes(file)) stray(left, `writes ${left.property.name}`);
    },
  }).visit(program);
  return found;
}

describe("the door to the person", () => {
  it("is the only one: nobody else shows a message, asks, or draws a row", () => {
    const files = sourceFiles().filter((file) => !file.startsWith("src/simulator/"));
    expect(files.flatMap((file) => strays(file, readFileSync(path.join(root, file), "utf8")))).toEqual([]);
  });

  it("sees the calls that stand where they belong", () => {
    const text = readFileSync(path.join(root, DOOR), "utf8");
    const seen = strays("src/host/elsewhere.ts", text).map((line) => line.split(" ").slice(1).join(" "));
    const own = Object.entries(OWNERS).filter(([name, owner]) => owner === DOOR && text.includes(`.${name}`)).map(([name]) => name);
    expect(own.length).toBeGreaterThan(7);
    expect(seen).toEqual(expect.arrayContaining(own));
  });

  it.each([
    'import * as vscode from "vscode"; vscode.window.showErrorMessage("x");',
    'import * as editor from "vscode"; const show = editor.window.showErrorMessage;',
    'import { window } from "vscode"; window.showErrorMessage("x");',
    'import * as vscode from "vscode"; const { window } = vscode; window.showErrorMessage("x");',
    'import * as vscode from "vscode"; const { showErrorMessage } = vscode.window; showErrorMessage("x");',
    'import * as vscode from "vscode"; vscode.window["showErrorMessage"]("x");',
    'import * as vscode from "vscode"; new vscode.MarkdownString("x");',
    'import * as vscode from "vscode"; void vscode.env.openExternal(vscode.Uri.parse("x"));',
    "declare const item: { tooltip: string }; item.tooltip = reason;",
  ])("would refuse %s", (text) => {
    expect(strays("src/services/logs/x.ts", text)).toHaveLength(1);
  });
});
