import type { TemplateDocument } from "../document/templateDocument.ts";
import type { Range } from "../syntax/tree.ts";
import { entryAt } from "./locate.ts";
import { inDocument } from "./names.ts";
import { outline } from "./outline.ts";
import { extentOf, trace } from "./trace.ts";

/** What is around an offset, the innermost first: a word, its value, the key with it, and so on to the whole document. */
export function selections(document: TemplateDocument, offset: number): Range[] {
  const entry = entryAt(document, offset);
  const found: Range[] = [];
  const add = (range: Range) => {
    const last = found.at(-1);
    const isWider = last === undefined || (range.start <= last.start && range.end >= last.end && range.end - range.start > last.end - last.start);
    if (isWider && range.start <= offset && offset <= range.end) found.push(range);
  };
  if (entry !== undefined) {
    const at = offset - entry.start;
    const { keyNode, written } = entry;
    const ranges: Range[] = [];
    if (at >= keyNode.start && at <= keyNode.end) ranges.push(keyNode);
    else {
      const { around, node } = trace(written, at);
      if (node !== undefined) ranges.push(node);
      for (const one of around.toReversed()) {
        if (one.kind === "mapping") {
          const held = one.entries.findLast(({ key }) => key.start <= at);
          if (held !== undefined) ranges.push({ start: held.key.start, end: Math.max(held.key.end, extentOf(held.value).end) });
        }
        ranges.push(one, extentOf(one));
      }
    }
    ranges.push({ start: keyNode.start, end: Math.max(keyNode.end, written.end) });
    for (const range of ranges.toSorted((a, b) => a.end - a.start - (b.end - b.start))) add(inDocument(entry, range));
    const section = outline(document).find(({ whole }) => whole.start <= offset && offset <= whole.end);
    if (section !== undefined) add(section.whole);
  }
  add({ start: 0, end: document.length });
  return found;
}
