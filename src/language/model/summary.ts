import { type Reference, referencesIn } from "../references.ts";
import { type SyntaxNode, entryOf } from "../syntax/tree.ts";
import { loopNamesIn } from "./loops.ts";
import { resolvePlain } from "./scalars.ts";

/** What an entry defines and uses, as far as others are concerned. It holds no trees and no places but those of its uses. */
export interface Summary {
  readonly section: string;
  readonly key: string | undefined;
  /** Of what stands below `Resources`, loops apart. */
  readonly resource?: ResourceSummary;
  /** Of what stands below `Parameters`. */
  readonly parameter?: ParameterSummary;
  /** The keys that a loop makes, as they are written; undefined for what is no loop. */
  readonly loopNames?: readonly string[];
  /** Whether there are variables of the Serverless Framework in it. */
  readonly isServerless?: true;
  readonly uses: readonly Reference[];
  /** What it defines, in one text: where two are equal, others cannot tell the entries apart. */
  readonly signature: string;
  /** The names it uses, in one text, whatever their order and their places. */
  readonly useSignature: string;
  /** What names it among others of its kind, in one text: the properties that are short; of a condition, what it says. */
  readonly identity: string;
}

export interface ResourceSummary {
  /** Undefined where none is written, or a computed one. */
  readonly type: string | undefined;
  /** The condition under which it exists. */
  readonly condition: string | undefined;
  /** Whether a macro adds to it. */
  readonly hasMacro: boolean;
  /** Whether it stands for what a module holds. */
  readonly isModule?: true;
  /** The names of the events of a serverless function. */
  readonly events?: readonly string[];
}

export interface ParameterSummary {
  readonly type: string | undefined;
  readonly default: string | undefined;
  readonly allowedValues: readonly string[] | undefined;
}

/** Summarises an entry. @param text what the places of its nodes are in */
export function summarize(section: string, key: string | undefined, node: SyntaxNode, text: string): Summary {
  const uses = usesOf(section, key, node, text);
  const isNamed = key !== undefined;
  const loopNames = isNamed ? loopNamesIn(key, node) : undefined;
  const resource = isNamed && section === "Resources" && !key.startsWith("Fn::") && key !== "<<" ? resourceOf(node) : undefined;
  const parameter = isNamed && section === "Parameters" ? parameterOf(node) : undefined;
  // what rules ask of other sections, they ask of the whole entry
  const signature = JSON.stringify([resource, parameter, loopNames]);
  const names = new Set(uses.map(({ kind, name }) => `${kind} ${name}`));
  const useSignature = [...names].toSorted().join("\n");
  return {
    section,
    key,
    ...(resource === undefined ? {} : { resource }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(loopNames === undefined ? {} : { loopNames }),
    ...(SERVERLESS_VARIABLE.test(text.slice(node.start, node.end)) ? { isServerless: true as const } : {}),
    uses,
    signature,
    useSignature,
    identity: resource !== undefined ? identityOf(node, text) : section === "Conditions" && isNamed ? text.slice(node.start, node.end) : valueBehind(key, node),
  };
}

/** From "Variables" of the Serverless Framework's guide. */
export const SERVERLESS_VARIABLE = /\$\{(?:self|opt|env|ssm|sls|param|cf|s3|aws|file|git|terraform|vault|doppler|custom)[:(]/;

/** Names are not longer than this. */
const LONGEST_NAME = 300;

/** What stands behind a top-level key instead of entries. */
function valueBehind(key: string | undefined, node: SyntaxNode): string {
  // nothing is another thing than an empty mapping
  return key === undefined && node.kind === "scalar" ? `${node.style} ${node.tag?.text ?? ""} ${node.value}` : "";
}

function identityOf(node: SyntaxNode, text: string): string {
  const properties = entryOf(node, "Properties")?.value;
  if (properties?.kind !== "mapping") return "";
  const short = properties.entries.filter(({ value }) => value.end - value.start <= LONGEST_NAME);
  return short.map(({ key, value }) => text.slice(key.start, value.end)).join("\n");
}

function usesOf(section: string, key: string | undefined, node: SyntaxNode, text: string): Reference[] {
  const isLoop = key?.startsWith("Fn::ForEach::") === true;
  const found = referencesIn(node, text);
  const dependsOn = section === "Resources" && !isLoop ? entryOf(node, "DependsOn")?.value : undefined;
  const others = dependsOn === undefined ? [] : dependsOn.kind === "sequence" ? dependsOn.items : [dependsOn];
  for (const item of others) {
    if (item.kind === "scalar" && item.tag === undefined && item.value !== "") {
      found.push({ kind: "DependsOn", name: item.value, start: item.start, end: item.end });
    }
  }
  return isLoop ? found.map((reference) => ({ ...reference, isVague: true as const })) : found;
}

/** The text of a scalar that is written as such. */
function textOf(node: SyntaxNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.tag === undefined ? node.value : undefined;
}

/** The text of a scalar that is no number, true or false. */
function nameOf(node: SyntaxNode | undefined): string | undefined {
  const text = textOf(node);
  const isOther = text === undefined || (node?.kind === "scalar" && node.style === "plain" && resolvePlain(text).type !== "string");
  return isOther ? undefined : text;
}

function resourceOf(node: SyntaxNode): ResourceSummary {
  const typeNode = entryOf(node, "Type")?.value;
  const type = textOf(typeNode);
  const isModule = typeNode?.tag?.text === "!Rain::Module" || type?.endsWith("::MODULE") === true || type?.startsWith("$") === true;
  const events = type?.startsWith("AWS::Serverless::") === true ? entryOf(entryOf(node, "Properties")?.value, "Events")?.value : undefined;
  return {
    type: type === "" ? undefined : type,
    condition: nameOf(entryOf(node, "Condition")?.value),
    hasMacro: entryOf(node, "Fn::Transform") !== undefined,
    ...(isModule ? { isModule } : {}),
    ...(events?.kind === "mapping" ? { events: events.entries.map(({ key }) => key.value) } : {}),
  };
}

function parameterOf(node: SyntaxNode): ParameterSummary {
  const allowed = entryOf(node, "AllowedValues")?.value;
  const values = allowed?.kind === "sequence" ? allowed.items.map(textOf) : undefined;
  return {
    type: textOf(entryOf(node, "Type")?.value),
    default: textOf(entryOf(node, "Default")?.value),
    allowedValues: values?.flatMap((value) => value ?? []),
  };
}
