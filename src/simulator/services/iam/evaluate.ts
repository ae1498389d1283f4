import type { PolicySourceType, Statement } from "@aws-sdk/client-iam";
import { matchesExactly, matchesGlob } from "../../../base/text.ts";
import { partNotSimulated } from "../../wire/errors.ts";
import { type PolicyDocument, type PolicyStatement, asList, documentText } from "./documents.ts";

/** A policy that has a say. */
export interface Source {
  readonly id: string;
  readonly type: PolicySourceType;
  readonly document: PolicyDocument;
}

/** What a call comes with, by key in small letters. */
export type Context = ReadonlyMap<string, readonly string[]>;

export interface Verdict {
  readonly decision: "allowed" | "explicitDeny" | "implicitDeny";
  readonly matched: readonly Statement[];
  /** Keys that conditions ask for and that nobody gave. */
  readonly missing: readonly string[];
  /** Whether the boundary allows it; undefined: there is none. */
  readonly isInBoundary: boolean | undefined;
}

interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

interface Matched {
  readonly statement: PolicyStatement;
  readonly told: Statement;
}

/** Whether policies allow a call (IAM user guide, "Policy evaluation logic"): a deny counts most, and a boundary has to allow, too. */
export function evaluate(policies: readonly Source[], boundary: Source | undefined, call: Call): Verdict {
  const missing = new Set<string>();
  const own = policies.flatMap((source) => matching(source, call, missing));
  const bounds = boundary === undefined ? undefined : matching(boundary, call, missing);
  const denied = [...own, ...(bounds ?? [])].filter(({ statement }) => statement.Effect === "Deny");
  const allowed = own.filter(({ statement }) => statement.Effect === "Allow");
  const isInBoundary = bounds?.some(({ statement }) => statement.Effect === "Allow");
  const decision = denied.length > 0 ? "explicitDeny" : allowed.length > 0 && isInBoundary !== false ? "allowed" : "implicitDeny";
  const matched = decision === "explicitDeny" ? denied : allowed;
  return { decision, matched: matched.map(({ told }) => told), missing: [...missing], isInBoundary };
}

function matching({ id, type, document }: Source, call: Call, missing: Set<string>): Matched[] {
  const { spans } = documentText(document);
  return asList(document.Statement).flatMap((statement, at) => {
    if (!isAbout(statement, call) || !isMet(statement, call.context, missing)) {
      return [];
    }
    return [{ statement, told: { SourcePolicyId: id, SourcePolicyType: type, ...spans[at] } }];
  });
}

/** Whether a statement names the action and the resource. */
function isAbout({ Action, NotAction, Resource, NotResource }: PolicyStatement, { action, resource, context }: Call): boolean {
  const isAction = (pattern: string) => matchesGlob(action, pattern);
  const isResource = (pattern: string) => isLike(resource, filled(pattern, context));
  const actionFits = Action === undefined ? !asList(NotAction).some(isAction) : asList(Action).some(isAction);
  return actionFits && (Resource === undefined ? !asList(NotResource).some(isResource) : asList(Resource).some(isResource));
}

/** A pattern with the context's values in place of its variables; one without a value stands for nothing. */
function filled(pattern: string, context: Context): string | undefined {
  let isKnown = true;
  const text = pattern.replaceAll(/\$\{([\w:/-]+)\}/g, (_whole, key: string) => {
    const [value] = context.get(key.toLowerCase()) ?? [];
    isKnown &&= value !== undefined;
    return value ?? "";
  });
  return isKnown ? text : undefined;
}

const isLike = (text: string, pattern: string | undefined) => pattern !== undefined && matchesExactly(text, pattern);

/** The usual operators; `is` compares one value of the call with one of the policy. */
const OPERATORS: Readonly<Record<string, { readonly isNegated: boolean; is(given: string, wanted: string): boolean }>> = {
  StringEquals: { isNegated: false, is: (given, wanted) => given === wanted },
  StringNotEquals: { isNegated: true, is: (given, wanted) => given === wanted },
  StringLike: { isNegated: false, is: isLike },
  StringNotLike: { isNegated: true, is: isLike },
  ArnEquals: { isNegated: false, is: isLike },
  ArnLike: { isNegated: false, is: isLike },
  Bool: { isNegated: false, is: (given, wanted) => given.toLowerCase() === wanted.toLowerCase() },
  NumericLessThanEquals: { isNegated: false, is: (given, wanted) => Number(given) <= Number(wanted) },
};

function isMet({ Condition = {} }: PolicyStatement, context: Context, missing: Set<string>): boolean {
  const tests = Object.entries(Condition).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => ({ operator, key, values: asList(values).map(String) })));
  return tests.map((test) => isTrue(test, context, missing)).every(Boolean);
}

function isTrue({ operator, key, values }: { operator: string; key: string; values: readonly string[] }, context: Context, missing: Set<string>): boolean {
  const given = context.get(key.toLowerCase());
  if (operator === "Null") {
    return values.includes(String(given === undefined));
  }
  const [, name = "", ifExists] = /^(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = OPERATORS[name];
  if (known === undefined) {
    throw partNotSimulated(`Conditions with ${operator}`);
  }
  if (given === undefined) {
    missing.add(key);
    return known.isNegated || ifExists !== undefined;
  }
  const wanted = values.flatMap((value) => filled(value, context) ?? []);
  return given.some((one) => wanted.some((other) => known.is(one, other))) !== known.isNegated;
}
