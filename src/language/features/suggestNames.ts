import type { TemplateDocument } from "../document/templateDocument.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import type { ResourceSchema } from "../schema/types.ts";
import { type SyntaxNode, entryOf } from "../syntax/tree.ts";
import { type FeatureContext, graphOf, namedIn } from "./context.ts";
import { argumentSnippet, functionsIn, shortName } from "./functions.ts";
import { schemaOfType } from "./locate.ts";
import { type Suggestion, escaped, scalarText, suggest } from "./suggestion.ts";
import type { Typing } from "./typing.ts";

/** Names that may be written, and the part of the text that is compared with them. */
export interface NameSuggestions {
  readonly items: readonly Suggestion[];
  readonly typed: string;
}

/** The names that may stand in a function, a condition or a dependency; undefined where no name is asked for. */
export function suggestNames(document: TemplateDocument, typing: Typing, context: FeatureContext): NameSuggestions | undefined {
  const { call, path, section, slot, name, siblings } = typing;
  if (slot === "tag" || (slot === "key" && (siblings.length > 0 || typing.hasColon))) return undefined;
  const all = (items: readonly Suggestion[]): NameSuggestions => ({ items, typed: typing.before });
  const names = (of: string) => all(namedIn(document, of).flatMap(({ key = "" }) => (of === section && key === name ? [] : [named(typing, key, of)])));
  if (section === "Resources" && path[0] === "DependsOn") return names("Resources");
  if (path.length === 1 && path[0] === "Condition" && (section === "Resources" || section === "Outputs")) return names("Conditions");
  if ((section === "Conditions" || section === "Rules") && path.at(-1) === "Condition") return names("Conditions");
  if (call === undefined) return undefined;
  const [at, ...deeper] = call.inside;
  switch (call.name) {
    case "Ref":
      return at === undefined ? all(references(document, typing)) : undefined;
    case "Fn::GetAtt":
      return deeper.length === 0 ? attributesAsked(document, typing, context) : undefined;
    case "Fn::Sub":
      return at === undefined || (at === 0 && deeper.length === 0) ? variables(document, typing, context) : undefined;
    case "Fn::If":
      return at === 0 && deeper.length === 0 ? names("Conditions") : undefined;
    case "Condition":
      return at === undefined ? names("Conditions") : undefined;
    case "Fn::FindInMap":
      return typeof at === "number" && deeper.length === 0 ? mappingKeys(document, typing, at) : undefined;
    case "Fn::ImportValue":
      return at === undefined ? all(context.exports.map((one) => suggest(typing, { label: one, kind: "name", snippet: escaped(scalarText(typing, one)) }))) : undefined;
    case "Fn::GetAZs": {
      const regions = Object.keys(context.schemas.table("zones") ?? {});
      return at === undefined ? all(regions.map((one) => suggest(typing, { label: one, kind: "value", snippet: scalarText(typing, one) }))) : undefined;
    }
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, Suggestion["kind"]>> = { Resources: "resource", Parameters: "parameter" };

function named(typing: Typing, key: string, section: string): Suggestion {
  return suggest(typing, { label: key, kind: KINDS[section] ?? "name", snippet: escaped(scalarText(typing, key)) });
}

/** What `Ref` may name: parameters, resources, pseudo parameters. */
function references(document: TemplateDocument, typing: Typing): Suggestion[] {
  const resources = namedIn(document, "Resources").filter(({ key }) => typing.section !== "Resources" || key !== typing.name);
  const isCondition = typing.section === "Conditions";
  const detailed = (key: string, kind: Suggestion["kind"], detail: string | undefined, rank: number) =>
    suggest(typing, { label: key, kind, snippet: escaped(scalarText(typing, key)), rank, ...(detail === undefined ? {} : { detail }) });
  return [
    ...namedIn(document, "Parameters").map(({ key = "", summary }) => detailed(key, "parameter", summary.parameter?.type, 1)),
    // conditions are decided before there are resources
    ...(isCondition ? [] : resources.map(({ key = "", summary }) => detailed(key, "resource", summary.resource?.type, 2))),
    ...[...PSEUDO_PARAMETERS].map((key) => detailed(key, "constant", undefined, 3)),
  ];
}

function attributesOf(schema: ResourceSchema | undefined): string[] {
  return schema === undefined ? [] : [...schema.attributes.keys()].filter((one) => !one.includes("*")).toSorted();
}

function schemaOfName(document: TemplateDocument, name: string, context: FeatureContext): ResourceSchema | undefined {
  const type = graphOf(document).find("Resources", name)?.summary.resource?.type;
  return type === undefined ? undefined : schemaOfType(type, context);
}

/** `Name.Attribute`, or a list of both. */
function attributesAsked(document: TemplateDocument, typing: Typing, context: FeatureContext): NameSuggestions {
  const { call, before } = typing;
  const [at] = call?.inside ?? [];
  const resources = namedIn(document, "Resources").filter(({ key }) => typing.section !== "Resources" || key !== typing.name);
  if (at === 1) {
    const first = call?.argument.kind === "sequence" ? call.argument.items[0] : undefined;
    const schema = first?.kind === "scalar" ? schemaOfName(document, first.value, context) : undefined;
    const items = attributesOf(schema).map((one) => suggest(typing, { label: one, kind: "property", snippet: escaped(scalarText(typing, one)), ...aboutOf(schema, one) }));
    return { items, typed: before };
  }
  const dot = before.indexOf(".");
  if (at === 0 || dot === -1) {
    const close = typing.quote;
    const items = resources.map(({ key = "", summary }) =>
      suggest(typing, {
        label: key,
        kind: "resource",
        snippet: at === 0 || typing.isJson ? scalarText(typing, key) : `${close}${key}.$0${close}`,
        goesOn: at !== 0 && !typing.isJson,
        ...(summary.resource?.type === undefined ? {} : { detail: summary.resource.type }),
      }),
    );
    return { items, typed: before };
  }
  const schema = schemaOfName(document, before.slice(0, dot), context);
  return inside(typing, before.slice(dot + 1), typing.behind, attributesOf(schema), (one) => ({ kind: "property", text: one, ...aboutOf(schema, one) }));
}

function aboutOf(schema: ResourceSchema | undefined, attribute: string): Pick<Suggestion, "about"> {
  return schema === undefined ? {} : { about: { type: schema.name, owner: "", property: attribute } };
}

interface Part extends Partial<Pick<Suggestion, "goesOn" | "detail" | "about" | "rank">> {
  readonly kind: Suggestion["kind"];
  readonly text: string;
}

/** Suggestions for a part of a text: from the beginning of the part to the end of the word. */
function inside(typing: Typing, typed: string, rest: string, labels: readonly string[], part: (label: string) => Part): NameSuggestions {
  const { offset } = typing;
  const range = { start: offset - typed.length, end: offset + rest.length };
  const items = labels.map((label) => {
    const { text, ...more } = part(label);
    return suggest(typing, { label, range, filter: label, snippet: escaped(text), ...more });
  });
  return { items, typed };
}

/** The variables in a text of `Fn::Sub`, behind `${`. */
function variables(document: TemplateDocument, typing: Typing, context: FeatureContext): NameSuggestions {
  const { before, behind, call } = typing;
  const open = before.lastIndexOf("${");
  const typed = before.slice(open + 2);
  if (open === -1 || /[}!\n]/.test(typed)) return { items: [], typed: "" };
  const rest = /^[\w:.]*/.exec(behind)?.[0] ?? "";
  const close = behind.slice(rest.length).startsWith("}") ? "" : "}";
  const dot = typed.indexOf(".");
  if (dot !== -1) {
    const schema = schemaOfName(document, typed.slice(0, dot), context);
    return inside(typing, typed.slice(dot + 1), rest, attributesOf(schema), (one) => ({ kind: "property", text: one + close, ...aboutOf(schema, one) }));
  }
  const own = call?.argument.kind === "sequence" ? ownVariables(call.argument.items[1]) : [];
  const known = new Map(references(document, typing).filter(({ label }) => label !== "AWS::NoValue").map((one) => [one.label, one]));
  const labels = [...own, ...known.keys()];
  return inside(typing, typed, rest, labels, (label) => {
    const { kind = "name", detail, rank = 0 } = known.get(label) ?? {};
    return { kind, text: label + close, rank, ...(detail === undefined ? {} : { detail }) };
  });
}

function ownVariables(node: SyntaxNode | undefined): string[] {
  return node?.kind === "mapping" ? node.entries.map(({ key }) => key.value) : [];
}

/** The names of mappings, and their keys. */
function mappingKeys(document: TemplateDocument, typing: Typing, at: number): NameSuggestions {
  const { call, before } = typing;
  const items = call?.argument.kind === "sequence" ? call.argument.items : [];
  const textAt = (index: number) => (items[index]?.kind === "scalar" && items[index].tag === undefined ? items[index].value : undefined);
  const keys = (node: SyntaxNode | undefined) => (node?.kind === "mapping" ? node.entries.map(({ key }) => key.value) : []);
  const mapping = graphOf(document).find("Mappings", textAt(0) ?? "")?.node;
  const found = () => {
    if (at === 0) return namedIn(document, "Mappings").flatMap(({ key }) => key ?? []);
    if (at === 1) return keys(mapping);
    const top = textAt(1);
    if (mapping?.kind !== "mapping") return [];
    const below = top === undefined ? mapping.entries.map(({ value }) => value) : [entryOf(mapping, top)?.value];
    return [...new Set(below.flatMap(keys))];
  };
  return { items: found().map((one) => suggest(typing, { label: one, kind: "name", snippet: escaped(scalarText(typing, one)) })), typed: before };
}

/** Functions after which a name is asked for at once. */
const GO_ON: ReadonlySet<string> = new Set(["Ref", "Fn::GetAtt", "Fn::FindInMap", "Fn::If", "Fn::ImportValue", "Condition"]);

/** Attributes whose values may be computed. */
const COMPUTED: Readonly<Record<string, ReadonlySet<string>>> = {
  Resources: new Set(["Properties", "Metadata", "UpdatePolicy", "CreationPolicy"]),
  Outputs: new Set(["Value", "Export"]),
};

/** Calls of functions, where a value may be computed: in the short form behind `!` and for a value, in the long one as a key. */
export function suggestCalls(document: TemplateDocument, typing: Typing): Suggestion[] {
  const { section, path, slot, isJson, name } = typing;
  const attribute = COMPUTED[section];
  const isCondition = section === "Conditions" || section === "Rules";
  if (!isCondition && (attribute === undefined || path.length === 0 || !attribute.has(String(path[0])))) return [];
  if (name === undefined || (slot !== "value" && path.length === 0 && !isCondition)) return [];
  const isOnlyKey = slot === "key" && typing.siblings.length === 0;
  if (slot === "key" && !isOnlyKey) return [];
  if (path.length === 1 && path[0] === "Properties") return [];
  const isExtended = document.facts.transforms.includes("AWS::LanguageExtensions");
  const found = functionsIn(section, isExtended);
  const long = (isValue: boolean) =>
    found.map((one) => {
      const key = isJson ? `"${one.name}"` : one.name;
      const call = typing.hasColon ? key : `${key}: ${argumentSnippet(one, isJson)}`;
      const snippet = isValue ? `{${call}}` : call;
      return suggest(typing, { label: one.name, kind: "function", snippet, rank: 9, goesOn: GO_ON.has(one.name), documentation: one.about });
    });
  const short = () => {
    const hasArgument = slot === "tag" && typing.node !== undefined && typing.node.end > typing.node.start;
    return found.map((one) => {
      const tag = shortName(one.name);
      const snippet = hasArgument ? tag : `${tag} ${argumentSnippet(one, false)}`;
      return suggest(typing, { label: tag, kind: "function", snippet, rank: 8, goesOn: !hasArgument && GO_ON.has(one.name), documentation: one.about });
    });
  };
  if (isJson) return long(slot === "value");
  if (slot === "tag") return short();
  if (typing.quote !== "") return [];
  return isOnlyKey ? [...long(false), ...(typing.before === "" && !typing.hasColon ? short() : [])] : typing.before === "" ? short() : [];
}
