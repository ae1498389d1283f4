import * as vscode from "vscode";
import { DevOpsError, toDevOpsError } from "../base/errors.ts";
import { pick } from "./dialogs.ts";
import type { DocumentQuestion, OpenDocument } from "./kinds/ask.ts";

/**
 * The document in the active editor where it is what is wanted; else one of those that are open.
 * @throws DevOpsError notFound where none is; cancelled
 */
export async function askDocument({ title, noun, fits }: DocumentQuestion): Promise<OpenDocument> {
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && fits(active.getText())) return opened(active);
  const open = vscode.workspace.textDocuments.filter((document) => document !== active && isShown(document) && fits(document.getText()));
  const [only] = open;
  if (only === undefined) {
    const why = `no document that is open is a ${noun}`;
    throw new DevOpsError({ kind: "notFound", tried: title.toLowerCase(), why, remedy: `Open the ${noun} in an editor.` });
  }
  // what is not in front of a person is named to them, also where it is alone
  const choices = open.map((document) => ({ id: document.uri.toString(), label: nameOf(document.uri), description: vscode.workspace.asRelativePath(document.uri), value: document }));
  return opened(await pick(choices, { title, placeholder: `The ${noun}, of the documents that are open` }));
}

/** Documents of other extensions' comparisons are read, too, and shown nowhere. */
function isShown({ uri }: vscode.TextDocument): boolean {
  const shown = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return shown.some((input) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
}

function opened(document: vscode.TextDocument): OpenDocument {
  const folder = document.isUntitled ? undefined : vscode.Uri.joinPath(document.uri, "..");
  const openNow = (ending: string) => vscode.workspace.textDocuments.filter(({ uri }) => nameOf(uri).endsWith(ending));
  return {
    name: nameOf(document.uri),
    text: document.getText(),
    async beside(ending) {
      // a folder that cannot be listed, as that of a virtual document, has nothing to offer
      const files = folder === undefined ? [] : await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
      const inFolder = files.flatMap(([name]) => (name.endsWith(ending) ? [name] : []));
      return [...new Set([...inFolder, ...openNow(ending).map(({ uri }) => nameOf(uri))])].toSorted();
    },
    async read(name) {
      const beside = folder && vscode.Uri.joinPath(folder, name);
      // as it stands in its editor, saved or not; that of the same folder before another of its name
      const edited = openNow(name).toSorted((a, b) => Number(b.uri.toString() === beside?.toString()) - Number(a.uri.toString() === beside?.toString()));
      const found = edited.find(({ uri }) => nameOf(uri) === name);
      try {
        if (beside !== undefined && found?.uri.toString() !== beside.toString()) {
          const bytes = await Promise.resolve(vscode.workspace.fs.readFile(beside)).catch((error: unknown) => (found === undefined ? Promise.reject(error) : undefined));
          if (bytes !== undefined) return new TextDecoder().decode(bytes);
        }
        if (found !== undefined) return found.getText();
      } catch (error) {
        throw toDevOpsError(error, `read ${name}`);
      }
      throw new DevOpsError({ kind: "notFound", tried: `read ${name}`, why: "it is not there any more" });
    },
  };
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
