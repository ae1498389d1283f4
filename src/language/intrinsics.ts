import type { Range, SyntaxNode } from "./syntax/tree.ts";

/**
 * CloudFormation's functions, from "Intrinsic function reference" of its user guide. `Condition` is one inside conditions
 * only, where `{ Condition: name }` stands; as a key it is a resource's attribute.
 */
const FUNCTIONS = new Set([
  "Ref",
  "Condition",
  "Fn::And",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::Equals",
  "Fn::FindInMap",
  "Fn::GetAtt",
  "Fn::GetAZs",
  "Fn::GetStackOutput",
  "Fn::If",
  "Fn::ImportValue",
  "Fn::Join",
  "Fn::Length",
  "Fn::Not",
  "Fn::Or",
  "Fn::RefAll",
  "Fn::Select",
  "Fn::Split",
  "Fn::Sub",
  "Fn::ToJsonString",
  "Fn::Transform",
  "Fn::ValueOf",
  "Fn::ValueOfAll",
]);

/** A call of a function. */
export interface Intrinsic {
  /** The long name, such as `Fn::GetAtt`; also of a function that is not known. */
  readonly name: string;
  readonly argument: SyntaxNode;
  /** Where the name stands. */
  readonly nameRange: Range;
}

/** YAML's own tags, such as `!!str`, which call nothing. */
export const isOwnTag = (tag: string) => tag === "!" || tag.startsWith("!!") || tag.startsWith("!<");

/** The names by their tags: to put one together at each call costs more than to look it up. */
const BY_TAG: ReadonlyMap<string, string> = new Map([...FUNCTIONS].map((name) => [name.replace(/^(?:Fn::)?/, "!"), name]));

/** The long name of a function that is called by a tag, such as `Fn::GetAtt`; also of one that is not known. */
export function longName(tag: string): string {
  return BY_TAG.get(tag) ?? `Fn::${tag.slice(1)}`;
}

/**
 * The function that a node calls, in its short form (`!Sub`) or its long one (`Fn::Sub:` alone in a mapping). Undefined for
 * a value. Any other tag, and any other `Fn::` that is alone, counts as a function: what it gives is not known.
 */
export function intrinsicOf(node: SyntaxNode): Intrinsic | undefined {
  const { tag } = node;
  if (tag !== undefined && !isOwnTag(tag.text)) {
    return { name: longName(tag.text), argument: node, nameRange: tag };
  }
  if (node.kind !== "mapping" || node.entries.length !== 1) return undefined;
  const [entry] = node.entries;
  if (entry === undefined || entry.key.value === "Condition") return undefined;
  const name = entry.key.value;
  if (!FUNCTIONS.has(name) && !/^Fn::(?!ForEach::)/.test(name)) return undefined;
  return { name, argument: entry.value, nameRange: entry.key };
}
