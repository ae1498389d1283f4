import type { TemplateDocument } from "../document/templateDocument.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import type { Range, TextEdit } from "../syntax/tree.ts";
import { graphOf } from "./context.ts";
import { referenceAt } from "./locate.ts";
import { type Name, nameAt } from "./names.ts";

/** Why something cannot be renamed. */
export interface Refusal {
  readonly refusal: string;
}

/** Names of logical ids, from "Resources section" and "Parameters section" of CloudFormation's user guide. */
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;

/** Mappings and conditions are named more freely. */
const FREE_NAME = /^[A-Za-z0-9_.-]{1,255}$/;

/** What would be renamed at an offset: where it stands, and its name; undefined where nothing is named. */
export function renamed(document: TemplateDocument, offset: number): { readonly range: Range; readonly name: string } | Refusal | undefined {
  const used = referenceAt(document, offset);
  if (used !== undefined && !used.isAttribute && PSEUDO_PARAMETERS.has(used.reference.name)) {
    return { refusal: `${used.reference.name} is a pseudo parameter of CloudFormation and keeps its name.` };
  }
  const name = nameAt(document, offset);
  if (name === undefined) return undefined;
  return hindrance(document, name) ?? { range: name.pointed, name: name.name };
}

/**
 * The edits that give the name at an offset another one, wherever it is written.
 * @returns edits that are all about the text as it is, or a refusal for what is no name, or is one already
 */
export function rename(document: TemplateDocument, offset: number, to: string): readonly TextEdit[] | Refusal | undefined {
  const name = nameAt(document, offset);
  if (name === undefined) return undefined;
  const hindered = hindrance(document, name);
  if (hindered !== undefined) return hindered;
  if (to === name.name) return [];
  const { section } = name;
  const isId = section === "Resources" || section === "Parameters" || section === "Outputs";
  if (isId && !LOGICAL_ID.test(to)) return { refusal: `"${to}" is no name for this: letters and digits alone, at most 255.` };
  if (!FREE_NAME.test(to)) return { refusal: `"${to}" is no name for this: letters, digits, ".", "_" and "-" alone.` };
  // parameters and resources share what Ref and Sub name
  const taken = section === "Resources" || section === "Parameters" ? ["Resources", "Parameters"] : [section];
  const other = taken.find((one) => graphOf(document).find(one, to) !== undefined);
  if (other !== undefined) return { refusal: `"${to}" stands below ${other} already.` };
  return name.places.map(({ range }) => ({ ...range, text: to }));
}

/** A place where the name is not written as such: it would be lost. */
function hindrance(document: TemplateDocument, { name, places, entry }: Name): Refusal | undefined {
  const lost = places.find(({ range }) => document.slice(range.start, range.end) !== name);
  if (entry.keyNode.isElsewhere === true || lost !== undefined) {
    const line = document.positionAt(lost?.range.start ?? entry.start).line + 1;
    return { refusal: `"${name}" cannot be renamed: in line ${line} it is folded, escaped or brought by an alias.` };
  }
  return undefined;
}
