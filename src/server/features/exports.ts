import type { TemplateDocument } from "../../language/document/templateDocument.ts";
import { entryOf } from "../../language/syntax/tree.ts";

/** The names under which a template exports values, as far as they are written as such. */
export function exportsOf({ entries }: TemplateDocument): string[] {
  return entries.flatMap(({ section, key, node }) => {
    if (section !== "Outputs" || key === undefined) return [];
    const name = entryOf(entryOf(node, "Export")?.value, "Name")?.value;
    return name?.kind === "scalar" && name.tag === undefined && name.value !== "" ? [name.value] : [];
  });
}
