import type * as vscode from "vscode";
import { isTemplate } from "../../language/detect.ts";

/** Documents that grow into templates are looked at again while they are edited, if they have no more lines than this. */
const MOST_LINES_WHILE_EDITED = 2_000;

/** Whether an edit made the document a template. The look costs one pass over the text, so long documents have none. */
export function hasBecomeTemplate(document: vscode.TextDocument): boolean {
  return document.lineCount <= MOST_LINES_WHILE_EDITED && isTemplate(document.getText());
}
