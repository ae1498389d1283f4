import { plural } from "../../../base/text.ts";
import type { TraceDocuments } from "../model.ts";
import { textAt } from "./json.ts";
import { aboutOf, httpStatus } from "./nodeText.ts";
import type { TraceNode, TraceTree } from "./traceTree.ts";

/** A row of the waterfall, without its document; times in milliseconds since the trace began. */
export function rowOf(node: TraceNode, tree: TraceTree) {
  const { id, name, depth, parent, end, kind, state, from, to, inProgress, problems, document } = node;
  const about = aboutOf(node);
  return {
    id,
    name,
    about: about.length > MOST_ABOUT ? `${about.slice(0, MOST_ABOUT)}…` : about,
    depth,
    parent,
    end,
    kind,
    state,
    status: httpStatus(document),
    from: from - tree.from,
    to: to === undefined ? undefined : to - tree.from,
    inProgress,
    problems: [...problems],
  };
}

/** A row has no room for more; the detail pane shows all. */
const MOST_ABOUT = 120;

/** What the header shows: the first root's request, and the whole trace's time. */
export function headerOf(tree: TraceTree) {
  const root = tree.nodes.find(({ parent, kind }) => parent === -1 && kind === "service") ?? tree.nodes[0];
  if (root === undefined) return undefined;
  const versions = tree.nodes.flatMap(({ document }) => textAt(document, "annotations", "version") ?? []);
  return {
    method: textAt(root.document, "http", "request", "method"),
    url: textAt(root.document, "http", "request", "url"),
    status: httpStatus(root.document),
    state: root.state,
    start: tree.from,
    duration: tree.to - tree.from,
    isPartial: tree.goesOn,
    versions: [...new Set(versions)],
  };
}

/** What the trace as a whole lacks. */
export function notesOf(tree: TraceTree, documents: TraceDocuments): string[] {
  const missing = tree.nodes.filter(({ parent, document }) => parent === -1 && textAt(document, "parent_id") !== undefined).length;
  const endless = tree.nodes.filter(({ to, inProgress, document }) => to === undefined && !inProgress && document["in_progress"] === true).length;
  const notes = [
    tree.unreadable === 0 ? undefined : `${plural(tree.unreadable, "segment document")} could not be read and ${tree.unreadable === 1 ? "is" : "are"} left out.`,
    missing === 0 ? undefined : `${plural(missing, "part")} of the trace ${missing === 1 ? "stands" : "stand"} alone: the parent is missing.`,
    endless === 0 ? undefined : `${plural(endless, "part")} of the trace never ended.`,
    documents.limitExceeded ? "The trace is larger than X-Ray keeps: some segments are missing." : undefined,
    tree.nodes.length === 0 && tree.unreadable === 0 ? "The trace has no segments." : undefined,
  ];
  return notes.filter((note) => note !== undefined);
}
