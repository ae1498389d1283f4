import type { FunctionHooks } from "./hooks.ts";
import type { Meant } from "../finding.ts";
import type { Names } from "../model/names.ts";
import type { Scenario } from "../model/conditions.ts";
import type { Value } from "../model/value.ts";
import type { Schema, SchemaObject } from "../schema/types.ts";

/** Where something is: keys and positions, innermost first. */
export interface Path {
  readonly parent: Path | undefined;
  readonly key: string | number;
  readonly length: number;
}

export function below(parent: Path | undefined, key: string | number): Path {
  return { parent, key, length: (parent?.length ?? 0) + 1 };
}

/** A path as a list, outermost first. */
export function listOf(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** Whether a path leads through one of these keys. */
export function leadsThrough(path: Path | undefined, keys: { has(key: string): boolean }): boolean {
  for (let at = path; at !== undefined; at = at.parent) if (typeof at.key === "string" && keys.has(at.key)) return true;
  return false;
}

/** What a word of a schema does with a value: it adds to the faults. */
export type Keyword = (state: State, argument: unknown, value: Value, schema: SchemaObject, faults: Fault[]) => void;

/** The words that schemas may use. */
export type Keywords = Readonly<Record<string, Keyword>>;

/** A rule that looks at what stands at a path. */
export interface Hook {
  readonly code: string;
  /** Faults without a code are this rule's, unless a word of a schema made them. */
  check(state: State, value: Value, schema: SchemaObject, faults: Fault[]): void;
}

/** Something that is wrong, on its way to become a finding: those whom it passes may give it its code. */
export interface Fault {
  /** The rule's code, once that is known. */
  code?: string | undefined;
  /** The word of the schema that failed, or that of the function in which it did. */
  keyword?: string | undefined;
  message: string;
  path: Path | undefined;
  /** Another entry that is at fault, with the path within the template. */
  override?: readonly (string | number)[] | undefined;
  /** Whether it cannot be decided: then what depends on it says nothing. */
  isUnknown?: boolean | undefined;
  /** What failed in each of the alternatives. */
  context?: Fault[] | undefined;
  /** The value that failed, and the schema. */
  value?: Value | undefined;
  schema?: Schema | undefined;
  /** What an editor marks where that is more exact: a place in the entry, and a word to look for in it. */
  mark?: { readonly start: number; readonly end: number; readonly word?: string } | undefined;
  /** The word that is wrong, and the words that are meant instead, perhaps. */
  meant?: Meant | undefined;
}

/** Everything that a value is judged by besides its schema. States never change: each step makes another. */
export interface State {
  readonly names: Names;
  readonly path: Path | undefined;
  /** The path in terms of types, `Resources/AWS::S3::Bucket/Properties/BucketName`; `*` for what the user names. */
  readonly kindPath: string;
  /** The functions that may stand here. */
  readonly functions: ReadonlySet<string>;
  readonly keywords: Keywords;
  /** Whether a rule gives words a meaning of its own. */
  readonly hasOwnWords: boolean;
  /** Where `$ref` of the current schema leads. */
  readonly resolve: (reference: string) => { readonly schema: Schema; readonly resolve: State["resolve"] };
  /** Whether `"1"` is no number. */
  readonly isStrict: boolean;
  /** Whether alternatives are compared, so that what a function gives decides: then it is unknown. */
  readonly isComposite: boolean;
  readonly scenario: Scenario;
  /** Names with values of their own: variables of `Fn::Sub`, and parameters that were given a value. */
  readonly bound: ReadonlyMap<string, Value>;
  /** Whether resources may be named here. */
  readonly hasResources: boolean;
  readonly pseudo: ReadonlySet<string>;
  readonly resolvesPseudo: boolean;
  readonly regions: readonly string[];
  /** Whether the value is one that a function gave, and that a parameter did. */
  readonly isResolved: boolean;
  readonly isFromParameter: boolean;
  /** Where the value is written, as a path within the template, when that is not here. */
  readonly origin: readonly (string | number)[];
  /** The rules that hook at a path in terms of types, or at a name that schemas give to a part. */
  readonly hooks: ReadonlyMap<string, readonly Hook[]>;
  readonly functionRules: FunctionHooks;
  /** Whether rules that hook at a path are run. */
  readonly hasHooks: boolean;
  readonly readsDynamic: boolean;
  /** The date that rules about dates judge by: YYYY-MM-DD. */
  readonly date: string;
}

/** A state that was just made, and that nobody else has yet. */
export type Fresh = { -readonly [Field in keyof State]: State[Field] };

/**
 * A copy, to be changed by whoever asked for it. Written out, as all copies are then of one shape: that of a spread depends
 * on the place in the program, and reading many shapes costs more than all rules.
 */
export function copyOf(state: State): Fresh {
  return {
    names: state.names,
    path: state.path,
    kindPath: state.kindPath,
    functions: state.functions,
    keywords: state.keywords,
    hasOwnWords: state.hasOwnWords,
    resolve: state.resolve,
    isStrict: state.isStrict,
    isComposite: state.isComposite,
    scenario: state.scenario,
    bound: state.bound,
    hasResources: state.hasResources,
    pseudo: state.pseudo,
    resolvesPseudo: state.resolvesPseudo,
    regions: state.regions,
    isResolved: state.isResolved,
    isFromParameter: state.isFromParameter,
    origin: state.origin,
    hooks: state.hooks,
    functionRules: state.functionRules,
    hasHooks: state.hasHooks,
    readsDynamic: state.readsDynamic,
    date: state.date,
  };
}

/** A copy with some fields changed: of the shape of all others, as that of a spread is not. */
export function stateWith(state: State, changes: Partial<State>): State {
  return Object.assign(copyOf(state), changes);
}

/** The state in which no rules that hook at a path are run. */
export function withoutHooks(state: State): State {
  if (!state.hasHooks) return state;
  const inside = copyOf(state);
  inside.hasHooks = false;
  return inside;
}

/** The state in which `"1"` is a number. */
export function leniently(state: State): State {
  if (!state.isStrict) return state;
  const inside = copyOf(state);
  inside.isStrict = false;
  return inside;
}

const kinds = new Map<string, Map<string, string>>();

/** Paths begin with what a person types. */
const MOST_KINDS = 5_000;

/** A path in terms of types, and what is below it. It is the same text each time, so that tables are asked for it quickly. */
export function kindBelow(kindPath: string, kind: string | undefined): string {
  if (kind === undefined) return kindPath;
  let known = kinds.get(kindPath);
  if (known === undefined) {
    if (kinds.size >= MOST_KINDS) kinds.clear();
    kinds.set(kindPath, (known = new Map()));
  }
  let found = known.get(kind);
  if (found === undefined) known.set(kind, (found = kindPath === "" ? kind : `${kindPath}/${kind}`));
  return found;
}

/** The state for something below. */
export function within(state: State, key: string | number, kind?: string): Fresh {
  const inside = copyOf(state);
  inside.path = below(state.path, key);
  inside.kindPath = kindBelow(state.kindPath, kind);
  return inside;
}

/** A fault at the state's place. */
export function fault(state: State, message: string, more: Partial<Fault> = {}): Fault {
  return faultOf(message, state.path, more);
}

/** A fault at a key below the state's place. */
export function faultAt(state: State, key: string | number, message: string, more: Partial<Fault> = {}): Fault {
  return faultOf(message, below(state.path, key), more);
}

// written out, so that all are of one shape
function faultOf(message: string, path: Path | undefined, more: Partial<Fault>): Fault {
  const { code, keyword, override, isUnknown, context, value, schema, mark, meant } = more;
  return { code, keyword, message, path: more.path ?? path, override, isUnknown, context, value, schema, mark, meant };
}
