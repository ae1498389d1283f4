import type * as vscode from "vscode";
import { isTemplate } from "../../language/detect.ts";
import { manifest } from "./manifest.ts";

/** Documents that grow into templates are looked at again while they are edited, if they have no more lines than this. */
const MOST_LINES_WHILE_EDITED = 2_000;

/** An edit that brings this many lines is a paste, and is looked at in documents of any length. */
const LINES_OF_A_PASTE = 20;

/**
 * Schemes of what the editor, or an extension for a version control, compares a document with: an earlier version, whose
 * mistakes are those of the past and are shown in the document itself where they last. From the editor's own `git`,
 * `merge-conflict` and local history, GitHub Pull Requests, GitLens, and the extensions for Subversion and Mercurial.
 */
const EARLIER_VERSIONS = new Set([
  "git",
  "gitlens",
  "gitlens-git",
  "hg",
  "merge-conflict.conflict-diff",
  "pr",
  "review",
  "svn",
  "vscode-local-history",
]);

/** Whether a document may be checked, if it is a template: by its language, and because it is no earlier version of another. */
function isCandidate({ languageId, uri }: vscode.TextDocument): boolean {
  return manifest.languages.some((known) => known === languageId) && !EARLIER_VERSIONS.has(uri.scheme);
}

/** Whether a document is a template that may be checked. */
export function isCheckedTemplate(document: vscode.TextDocument): boolean {
  return isCandidate(document) && isTemplate(document.getText());
}

/** Whether an edit made the document a template. The look costs one pass over the text, so long documents have none at each key. */
export function hasBecomeTemplate({ document, contentChanges }: vscode.TextDocumentChangeEvent): boolean {
  const isShort = document.lineCount <= MOST_LINES_WHILE_EDITED;
  const isPaste = () => contentChanges.some(({ text }) => text.split("\n").length > LINES_OF_A_PASTE);
  return (isShort || isPaste()) && isCheckedTemplate(document);
}
