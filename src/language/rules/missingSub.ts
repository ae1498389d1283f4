import { schemaOfResource } from "../check/attributes.ts";
import { textsIn } from "../check/calls.ts";
import type { Fault, State } from "../check/state.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import { type Value, member } from "../model/value.ts";
import { attributePointer } from "../schema/pack.ts";
import type { EntryRule } from "./rule.ts";
import { findingsOf, stateOf } from "./run.ts";
import { valueOfEntry } from "./source.ts";
import { pathTo } from "./texts.ts";

/** Whether a name within `${}` leads anywhere in the template. */
function leads(state: State, name: string): boolean {
  if (PSEUDO_PARAMETERS.has(name) || state.names.parameter(name) !== undefined) return true;
  const dot = name.indexOf(".");
  const owner = dot === -1 ? name : name.slice(0, dot);
  if (state.names.resource(owner) === undefined) return false;
  if (dot === -1) return true;
  const known = schemaOfResource(state, owner);
  return known !== undefined && attributePointer(known, name.slice(dot + 1)) !== undefined;
}

/** Whether a definition of a state machine has a substitution of this name. */
function isSubstituted(root: Value, path: readonly (string | number)[], name: string): boolean {
  return ["DefinitionString", "Definition"].some((key) => {
    const at = path.indexOf(key);
    if (at === -1) return false;
    let owner: Value | undefined = root;
    for (const step of path.slice(0, at)) owner = owner?.kind === "list" ? owner.items[Number(step)] : member(owner, String(step));
    return member(member(owner, "DefinitionSubstitutions"), name) !== undefined;
  });
}

/** Variables in texts that are no text of `Fn::Sub`. */
export const missingSub: EntryRule = {
  level: "entry",
  check(entry, facts) {
    if (!entry.text.includes("${")) return [];
    const root = valueOfEntry(entry);
    const texts = textsIn(root, "${", "Fn::Sub");
    if (texts.length === 0) return [];
    const state = stateOf(entry.section, entry.key, facts);
    const faults: Fault[] = [];
    for (const { text, path } of texts) {
      if (path.at(-1) === "TemplateBody") continue;
      for (const [variable] of text.matchAll(/\$\{[A-Za-z0-9_:.]+\}/g)) {
        const name = variable.slice(2, -1);
        if (isSubstituted(root, path, name) || !(leads(state, name) || path.includes("DefinitionString"))) continue;
        faults.push({ message: `"${variable}" stands for something only in a text of Fn::Sub.`, path: pathTo(state.path, path), code: "E1029" });
      }
    }
    return findingsOf(faults, entry, facts);
  },
};
