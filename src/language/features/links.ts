import type { TemplateDocument } from "../document/templateDocument.ts";
import type { Range, SyntaxNode } from "../syntax/tree.ts";
import { inDocument, unquoted } from "./names.ts";

/** Something that is written as the path of a file beside the template. */
export interface PathLink {
  readonly range: Range;
  /** Relative to the template. */
  readonly path: string;
}

/**
 * Properties that may hold a local path, which `aws cloudformation package` and `sam build` replace by what they upload: from
 * the documentation of the former.
 */
const PATHS: ReadonlySet<string> = new Set([
  "BodyS3Location", "Code", "CodeUri", "Content", "ContentUri", "DefinitionS3Location", "DefinitionUri", "Location",
  "RequestMappingTemplateS3Location", "ResponseMappingTemplateS3Location", "SchemaUri", "SourceBundle", "TemplateURL",
]);

const MOST_LINKS = 1_000;

/** Paths of files beside the template. Whether there is such a file, whoever shows them looks. */
export function pathLinks(document: TemplateDocument): PathLink[] {
  const found: PathLink[] = [];
  for (const entry of document.entries) {
    if (entry.section !== "Resources" || entry.key === undefined) continue;
    const look = (node: SyntaxNode, key: string) => {
      if (found.length >= MOST_LINKS) return;
      if (node.kind === "mapping") for (const inner of node.entries) look(inner.value, inner.key.value);
      else if (node.kind === "sequence") for (const item of node.items) look(item, key);
      else if (node.kind === "scalar" && PATHS.has(key) && node.tag === undefined && isPath(node.value)) {
        found.push({ range: inDocument(entry, unquoted(node)), path: node.value });
      }
    };
    look(entry.written, "");
  }
  return found;
}

/** A path, and neither an address nor one that leads out to the root of the machine. */
function isPath(text: string): boolean {
  return text.length < 500 && /^[\w.@][\w.@/ -]*$/.test(text) && (text.includes("/") || /\.\w+$/.test(text));
}
