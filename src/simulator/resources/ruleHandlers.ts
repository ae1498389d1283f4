import type { NormalizedSchema } from "@smithy/core/schema";
import { page, pageSize } from "../services/paging.ts";
import { AwsError } from "../wire/errors.ts";
import { membersOf } from "../wire/schema.ts";
import type { Operation } from "../wire/schema.ts";
import type { CallContext, Members, UntypedHandler } from "../wire/types.ts";
import { isCalled } from "./inventory.ts";
import type { Inventory, Resource } from "./inventory.ts";
import { isStandard, project } from "./project.ts";
import type { UntypedFact } from "./project.ts";
import type { Rule } from "./rule.ts";

/** A rule as it is run: its types were checked where it was written. */
export type UntypedRule = Rule<Members, Members, unknown>;

/** What an operation is answered from in one region. */
export interface Answering {
  readonly inventory: Inventory;
  /** The service's behaviour. */
  readonly world: unknown;
}

const PAGE = { standard: 100, most: 100 };

/**
 * The handler that a rule stands for: what is asked for is found, a page of it taken, each in the output's shape.
 * @param code under which the service refuses sizes of pages
 * @param tokenCode under which it refuses tokens, where it has a code of its own for them
 */
export function ruleHandler(
  operation: Operation,
  rule: UntypedRule,
  code: string,
  answering: (region: string) => Answering,
  tokenCode = code,
): UntypedHandler {
  const { rows } = rule;
  const schema = rows === undefined ? operation.output : operation.output.getMemberSchema(rows);
  const paging = pagingOf(operation);
  return (input: Members, context: CallContext): Members => {
    const { inventory, world } = answering(context.region);
    rule.judge?.(input, world);
    const parent = parentOf(rule, input, inventory, context);
    const isSorted = rule.by === undefined && rule.order === undefined;
    const all = isSorted ? inventory.byName(rule.type) : inventory.list(rule.type);
    const there = parent === undefined ? all : all.filter((one) => isCalled(parent, String(one.properties[rule.within?.property ?? ""])));
    const { found, failures } = asked(rule, input, there, context);
    const chosen = rule.equal === undefined ? found : found.filter((one) => isChosen(rule, one, input));
    const wanted = rule.where === undefined ? chosen : chosen.filter((one) => rule.where?.(one, input, world));
    const output: Members = { ...rule.more?.(wanted, input, world) };
    if (rule.failures !== undefined) {
      output[rule.failures.in] = failures;
    }
    const rowOf = (one: Resource, row: NormalizedSchema) => rule.row?.(one, world) ?? project(row, one, factsOf(rule, world, input));
    if (!schema.isListSchema()) {
      const [only] = wanted;
      if (only === undefined) {
        return output;
      }
      return rows === undefined ? { ...project(schema, only, factsOf(rule, world, input)), ...output } : { ...output, [rows]: rowOf(only, schema) };
    }
    const list = rows ?? "";
    const { order } = rule;
    const ordered = rule.by !== undefined || order === undefined ? wanted : wanted.toSorted((a, b) => order(a, b, input));
    const { items, nextToken } = page(ordered, ({ arn }) => arn, {
      nextToken: textOf(input, paging.token),
      size: paging.size === undefined ? Infinity : sizeOf(input, paging.size, rule, code),
      badToken: () => new AwsError(tokenCode, `Invalid token: ${textOf(input, paging.token)}`),
    });
    output[list] = items.map((one) => rowOf(one, schema.getValueSchema()));
    return nextToken === undefined || paging.next === undefined ? output : { ...output, [paging.next]: nextToken };
  };
}

/** The members that carry pages, which all services name alike. */
function pagingOf({ input, output }: Operation) {
  const named = (schema: NormalizedSchema, pattern: RegExp) => membersOf(schema).find(([name]) => pattern.test(name))?.[0];
  return {
    token: named(input, /^(nextToken|marker)$/i),
    next: named(output, /^(nextToken|nextMarker|marker)$/i),
    size: named(input, /^(max(Results|Items|Records)|limit)$/i),
  };
}

function sizeOf(input: Members, member: string, { page: limits = PAGE }: UntypedRule, code: string): number {
  const size = input[member];
  return Math.min(pageSize(typeof size === "number" ? size : undefined, member, limits, code), limits.given ?? Infinity);
}

function textOf(input: Members, member: string | undefined): string | undefined {
  const value = member === undefined ? undefined : input[member];
  // An empty token is none: that is how some callers begin.
  return typeof value === "string" && value !== "" ? value : undefined;
}

function parentOf({ within }: UntypedRule, input: Members, inventory: Inventory, context: CallContext): Resource | undefined {
  const name = within === undefined ? undefined : (textOf(input, within.by) ?? within.standard);
  if (within === undefined || name === undefined) {
    return undefined;
  }
  const parent = inventory.find(within.type, name);
  if (parent === undefined) {
    throw within.missing(name, context);
  }
  return parent;
}

/** Whether a resource has what the members that choose say. */
function isChosen({ equal = {} }: UntypedRule, one: Resource, input: Members): boolean {
  return Object.entries(equal).every(([member, property = ""]) => {
    const value = input[member];
    const own = property === "name" ? one.name : property === "id" ? one.id : one.properties[property];
    return value === undefined || (Array.isArray(value) ? value.includes(own) : value === own);
  });
}

/** What a request names, in its order, or everything; with a row for each name that is nothing's. */
function asked(rule: UntypedRule, input: Members, there: readonly Resource[], context: CallContext) {
  const value = rule.by === undefined ? undefined : (input[rule.by] ?? rule.standard);
  if (value === undefined) {
    return { found: there, failures: [] };
  }
  const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === "string");
  const found: Resource[] = [];
  const failures: unknown[] = [];
  const called = names.length > 1 ? byWord(there) : undefined;
  for (const name of names) {
    const one = called === undefined ? there.find((candidate) => isCalled(candidate, name)) : called.get(name);
    if (one !== undefined) {
      found.push(one);
    } else if (rule.missing !== undefined) {
      throw rule.missing(name, context);
    } else if (rule.failures !== undefined) {
      failures.push(rule.failures.row(name, context));
    }
  }
  return { found, failures };
}

/** Resources by all that they are called; the first one that is called so. */
function byWord(there: readonly Resource[]): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const one of there) {
    for (const word of [one.arn, one.name, one.id, ...(one.aliases ?? [])]) {
      if (!found.has(word)) {
        found.set(word, one);
      }
    }
  }
  return found;
}

function factsOf({ facts = {} }: UntypedRule, world: unknown, input: Members): Record<string, UntypedFact> {
  const known = facts as Readonly<Record<string, (one: Resource, world: unknown, input: Members) => unknown>>;
  return Object.fromEntries(Object.entries(known).map(([member, fact]) => [member, isStandard(fact) ? (fact as UntypedFact) : (one: Resource) => fact(one, world, input)]));
}
