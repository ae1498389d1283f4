import type { Entry } from "../document/entry.ts";
import type { TemplateDocument } from "../document/templateDocument.ts";
import type { Range } from "../syntax/tree.ts";
import { inDocument } from "./names.ts";

/** Something in the outline of a document, with what is below it. */
export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: "section" | "parameter" | "resource" | "condition" | "mapping" | "output" | "other";
  /** In the document: all of it, and its name alone. */
  readonly whole: Range;
  readonly named: Range;
  readonly children: readonly OutlineItem[];
}

/** So many items an outline has: CloudFormation takes 500 resources and 200 of the others. */
const MOST_ITEMS = 5_000;

const KINDS: Readonly<Record<string, OutlineItem["kind"]>> = {
  Parameters: "parameter", Resources: "resource", Conditions: "condition", Mappings: "mapping", Outputs: "output",
};

/** The sections of a template with what is declared in them. */
export function outline(document: TemplateDocument): OutlineItem[] {
  const sections: { item: OutlineItem; children: OutlineItem[] }[] = [];
  for (const entry of document.entries.slice(0, MOST_ITEMS)) {
    if (entry.section === "" || entry.keyNode.isElsewhere === true) continue;
    const item = itemOf(entry);
    if (entry.key === undefined) {
      const children: OutlineItem[] = [];
      sections.push({ item: { ...item, children }, children });
    } else {
      sections.at(-1)?.children.push(item);
    }
  }
  return sections.map(({ item, children }) => ({ ...item, whole: { start: item.whole.start, end: Math.max(item.whole.end, children.at(-1)?.whole.end ?? 0) } }));
}

function itemOf(entry: Entry): OutlineItem {
  const { section, key, keyNode, written, summary } = entry;
  const kind = key === undefined ? "section" : (KINDS[section] ?? "other");
  const named = inDocument(entry, keyNode);
  const whole = inDocument(entry, { start: keyNode.start, end: Math.max(keyNode.end, written.end) });
  const detail = summary.resource?.type ?? summary.parameter?.type ?? (key === undefined && written.kind === "scalar" ? written.value.slice(0, 80) : "");
  const name = key ?? section;
  return { name: name === "" ? "?" : name, detail, kind, whole, named, children: [] };
}
