import { isOwnTag, longName } from "../intrinsics.ts";
import type { Range, SyntaxNode } from "../syntax/tree.ts";
import { type ScalarType, isText, resolvePlain } from "./scalars.ts";

/**
 * What a node of a template stands for, in one form whatever it is written in: `!Sub x` is a mapping of `Fn::Sub`, as cfn-lint
 * has it, and plain scalars have the types that YAML 1.1 gives them.
 */
export type Value = ScalarValue | ListValue | MapValue;

interface Placed extends Range {
  /**
   * Whether cfn-lint knows where this is. It loses the place of numbers and of what a short form makes, and tells that of
   * what is around them.
   */
  readonly isMarked: boolean;
}

export interface ScalarValue extends Placed {
  readonly kind: "scalar";
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
}

export interface ListValue extends Placed {
  readonly kind: "list";
  readonly items: readonly Value[];
}

export interface MapValue extends Placed {
  readonly kind: "map";
  readonly members: ReadonlyMap<string, Member>;
  /** Whether further members come from elsewhere: by a macro beside them, or a merge that leads nowhere. */
  readonly isOpen?: true | undefined;
  /** The function that this calls: its only key. */
  readonly call?: Call | undefined;
}

export interface Call {
  readonly name: string;
  readonly argument: Value;
}

export interface Member {
  readonly name: string;
  /** Where the key is written; undefined in a short form, whose tag is its key. */
  readonly key?: Range | undefined;
  readonly value: Value;
  /** Whether the key is a number, a date or the like, and so no name. */
  readonly isNoText?: true | undefined;
}

// all members are of one shape
function memberOf(name: string, value: Value, key: Range | undefined, isNoText: true | undefined): Member {
  return { name, key, value, isNoText };
}

/** CloudFormation's functions, from "Intrinsic function reference" and "Rule-specific intrinsic functions" of its user guide. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  "Fn::Base64", "Fn::Cidr", "Fn::Contains", "Fn::FindInMap", "Fn::GetAtt", "Fn::GetAZs", "Fn::GetStackOutput", "Fn::If",
  "Fn::ImportValue", "Fn::Join", "Fn::Length", "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString", "Fn::Transform", "Ref",
]);

const CALLS: ReadonlySet<string> = new Set([...FUNCTIONS, "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Condition"]);

/** The value of a node. Aliases that are still there are null. */
export function valueOf(node: SyntaxNode): Value {
  const { tag } = node;
  if (tag === undefined) return plainValue(node, true);
  if (isOwnTag(tag.text)) return ownTagged(node, tag.text);
  const name = longName(tag.text);
  return callOf(name, argumentOf(name, node), { start: tag.start, end: node.end });
}

function argumentOf(name: string, node: SyntaxNode): Value {
  if (name !== "Fn::GetAtt" || node.kind !== "scalar") return taggedContent(node, name === "Fn::GetAtt");
  const dot = node.value.indexOf(".");
  const parts = dot === -1 ? [node.value] : [node.value.slice(0, dot), node.value.slice(dot + 1)];
  const { start, end } = node;
  return { kind: "list", items: parts.map((part) => text(part, { start, end }, false)), start, end, isMarked: true };
}

/** The content of a node whose tag makes it an argument: text stays text, whatever it looks like. */
function taggedContent(node: SyntaxNode, isMarked: boolean): Value {
  return node.kind === "scalar" ? text(node.value, node, false) : plainValue(node, isMarked);
}

function ownTagged(node: SyntaxNode, tag: string): Value {
  return tag === "!!str" && node.kind === "scalar" ? text(node.value, node, true) : plainValue(node, true);
}

function plainValue(node: SyntaxNode, isMarked: boolean): Value {
  const { start, end } = node;
  switch (node.kind) {
    case "alias":
      return { kind: "scalar", type: "null", value: null, start, end, isMarked: false };
    case "sequence":
      return { kind: "list", items: node.items.map(valueOf), start, end, isMarked };
    case "mapping": {
      const members = new Map<string, Member>();
      let isOpen = node.entries.length > 1 && node.entries.some(({ key }) => key.value === "Fn::Transform");
      for (const { key, value } of node.entries) {
        if (key.value === "<<" && key.style === "plain") isOpen = true;
        else if (!members.has(key.value)) {
          const isNoText = key.style === "plain" && !isText(key.value) && resolvePlain(key.value).type !== "string";
          const name = key.value;
          members.set(name, memberOf(name, valueOf(value), key, isNoText ? true : undefined));
        }
      }
      return mapOf(members, { start, end, isMarked }, isOpen ? true : undefined);
    }
    case "scalar": {
      if (node.style !== "plain" || isText(node.value)) return { kind: "scalar", type: "string", value: node.value, start, end, isMarked };
      const { type, value } = resolvePlain(node.value);
      return { kind: "scalar", type, value, start, end, isMarked: isMarked && type === "string" };
    }
  }
}

/** All mappings are of this one shape. Of a call the members are made when they are asked for, which is seldom. */
class Mapping implements MapValue {
  readonly kind = "map";
  readonly start: number;
  readonly end: number;
  readonly isMarked: boolean;
  readonly isOpen: true | undefined;
  readonly call: Call | undefined;
  #members: ReadonlyMap<string, Member> | undefined;

  constructor({ start, end }: Range, isMarked: boolean, call: Call | undefined, members?: ReadonlyMap<string, Member>, isOpen?: true) {
    this.start = start;
    this.end = end;
    this.isMarked = isMarked;
    this.isOpen = isOpen;
    this.call = call;
    this.#members = members;
  }

  get members(): ReadonlyMap<string, Member> {
    if (this.#members === undefined) {
      const members = new Map<string, Member>();
      if (this.call !== undefined) members.set(this.call.name, memberOf(this.call.name, this.call.argument, undefined, undefined));
      this.#members = members;
    }
    return this.#members;
  }
}

function mapOf(members: ReadonlyMap<string, Member>, placed: Placed, isOpen?: true): MapValue {
  return new Mapping(placed, placed.isMarked, calledBy(members), members, isOpen);
}

function calledBy(members: ReadonlyMap<string, Member>): Call | undefined {
  if (members.size !== 1) return undefined;
  for (const { name, value } of members.values()) if (CALLS.has(name)) return { name, argument: value };
  return undefined;
}

/** A call in its short form: where its name is, cfn-lint does not know. */
export function callOf(name: string, argument: Value, range: Range): MapValue {
  if (CALLS.has(name)) return new Mapping(range, true, { name, argument });
  return new Mapping(range, true, undefined, new Map([[name, memberOf(name, argument, undefined, undefined)]]));
}

/** A text that is written nowhere, or in a place that is not its own. */
export function text(value: string, { start, end }: Range, isMarked = false): ScalarValue {
  return { kind: "scalar", type: "string", value, start, end, isMarked };
}

/** A mapping with other members in the place of one, of which further ones come from elsewhere. */
export function withOpenMembers(value: MapValue, members: ReadonlyMap<string, Member>): MapValue {
  return mapOf(members, value, true);
}

/** A mapping with other members in the place of one. */
export function withMembers(value: MapValue, members: ReadonlyMap<string, Member>): MapValue {
  return mapOf(members, value, value.isOpen);
}

/** The value of a key; undefined where there is no such key, or no mapping. */
export function member(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === "map" ? value.members.get(key)?.value : undefined;
}

/** The text of a scalar that is one; undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "scalar" && value.type === "string" && typeof value.value === "string" ? value.value : undefined;
}

/** A scalar as Python's `str` has it: `True`, `1.0`. */
export function printed({ type, value }: ScalarValue): string {
  if (type === "boolean") return value === true ? "True" : "False";
  if (type === "null") return "None";
  if (type === "number" && Number.isInteger(value)) return `${value}.0`;
  return String(value);
}

/** Whether something is `!Ref AWS::NoValue`, which takes its key away. */
export function isNoValue(value: Value): boolean {
  return value.kind === "map" && value.call?.name === "Ref" && textOf(value.call.argument) === "AWS::NoValue";
}

/** A value as JSON, with mappings in the order in which they are written: two values are the same where this is. */
export function jsonOf(value: Value): unknown {
  if (value.kind === "scalar") return value.value;
  if (value.kind === "list") return value.items.map(jsonOf);
  return Object.fromEntries([...value.members].map(([key, { value: inner }]) => [key, jsonOf(inner)]));
}

/** The value of something that came as JSON within a text. It stands where the text does. */
export function valueOfJson(json: unknown, range: Range): Value {
  const { start, end } = range;
  const placed = { start, end, isMarked: false };
  if (Array.isArray(json)) return { kind: "list", items: json.map((item) => valueOfJson(item, range)), start, end, isMarked: false };
  if (typeof json === "object" && json !== null) {
    return mapOf(new Map(Object.entries(json).map(([name, inner]) => [name, memberOf(name, valueOfJson(inner, range), undefined, undefined)])), placed);
  }
  if (typeof json === "string") return text(json, range);
  if (typeof json === "number") return { kind: "scalar", type: Number.isInteger(json) ? "integer" : "number", value: json, ...placed };
  return typeof json === "boolean"
    ? { kind: "scalar", type: "boolean", value: json, ...placed }
    : { kind: "scalar", type: "null", value: null, ...placed };
}

/** Whether something can be there: not where all branches of an `Fn::If` take it away, of which all must be written. */
export function canBe(value: Value): boolean {
  if (isNoValue(value)) return false;
  const list = value.kind === "map" && value.call?.name === "Fn::If" ? value.call.argument : undefined;
  return list?.kind !== "list" || list.items.length < 3 || list.items.slice(1).some(canBe);
}
