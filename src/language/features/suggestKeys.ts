import type { TemplateDocument } from "../document/templateDocument.ts";
import { PARAMETER_TYPES } from "../model/parameters.ts";
import { rankOfType } from "./commonTypes.ts";
import type { FeatureContext } from "./context.ts";
import { SECTIONS } from "./sections.ts";
import { type PropertySpot, kindsOf, propertiesOf } from "./spots.ts";
import { type Suggestion, suggest } from "./suggestion.ts";
import type { Typing } from "./typing.ts";

/** Attributes of resources and the like whose schema does not say what they hold. */
const SHAPES: Readonly<Record<string, string>> = {
  Properties: "object", Metadata: "object", UpdatePolicy: "object", CreationPolicy: "object", Export: "object",
};

/** The order of attributes: what is written first comes first. */
const FIRST = ["Type", "Properties", "Value", "DependsOn", "Condition"];

/** The keys that a mapping may have besides those it has. */
export function suggestKeys(document: TemplateDocument, typing: Typing, context: FeatureContext): Suggestion[] {
  const { section, name, siblings, path, type, spots } = typing;
  if (section === "") return Object.keys(SECTIONS).filter((one) => !siblings.includes(one) && (one !== "Globals" || document.facts.dialect === "sam")).map((one) => sectionKey(typing, one));
  if (name === undefined) return newEntries(document, typing, context);
  return propertiesOf(spots)
    .filter((property) => !siblings.includes(property.name))
    .map((property) => {
      const first = path.length === 0 ? FIRST.indexOf(property.name) : -1;
      const rank = first === -1 ? (property.isRequired ? 2 : 6) : first / 10;
      const isDocumented = type !== undefined && path[0] === "Properties";
      return suggest(typing, {
        label: property.name,
        kind: "property",
        detail: [property.isRequired ? "required" : "", [...kindsOf(property.spots)].join(" or ")].filter((part) => part !== "").join(", "),
        snippet: keySnippet(typing, property.name, shapeOf(property)),
        rank,
        goesOn: !typing.hasColon,
        ...(isDocumented ? { about: { type: type.name, owner: property.owner, property: property.name } } : {}),
      });
    });
}

function shapeOf({ name, spots }: PropertySpot): string {
  const shape = SHAPES[name];
  const kinds = kindsOf(spots);
  if (kinds.size === 0) return shape ?? "string";
  // a policy that may be a text is written as a mapping; of others the simplest
  const isObject = kinds.has("object");
  for (const kind of ["boolean", "integer", "number", "string"]) if (kinds.has(kind) && !isObject) return kind;
  if (kinds.has("array") && !isObject) return spots.some(({ schema }) => isList(schema.items, "object", spots)) ? "objects" : "array";
  return "object";
}

function isList(items: unknown, kind: string, spots: PropertySpot["spots"]): boolean {
  if (typeof items !== "object" || items === null) return false;
  if ("type" in items) return items.type === kind;
  if (!("$ref" in items) || typeof items.$ref !== "string") return false;
  const definition = spots[0]?.root.definitions?.[items.$ref.split("/").at(-1) ?? ""];
  return typeof definition === "object" && definition.type === kind;
}

/** A key with the beginning of its value, in the form of what is around it. */
export function keySnippet(typing: Typing, key: string, shape: string): string {
  if (typing.isJson) return jsonKey(typing, key, shape);
  const written = typing.quote === "" ? key : `${typing.quote}${key}${typing.quote}`;
  if (typing.hasColon) return written;
  if (typing.isFlow) return `${written}: ${shape === "object" ? "{$0}" : shape === "array" ? "[$0]" : shape === "objects" ? "[{$0}]" : "$0"}`;
  const inner = `\n${innerIndent(typing)}`;
  if (shape === "object") return `${written}:${inner}$0`;
  return shape === "array" || shape === "objects" ? `${written}:${inner}- $0` : `${written}: $0`;
}

/** How far what stands below a key is indented, from the indentation of its line, which the editor adds. */
export function innerIndent({ column, indentation }: Typing, levels = 1): string {
  return " ".repeat(Math.max(0, column - indentation) + 2 * levels);
}

function jsonKey(typing: Typing, key: string, shape: string): string {
  const written = JSON.stringify(key);
  if (typing.hasColon) return written;
  const values: Readonly<Record<string, string>> = {
    object: "{\n\t$0\n}", array: "[\n\t$0\n]", objects: "[\n\t{\n\t\t$0\n\t}\n]", string: '"$0"', boolean: "$0", integer: "$0", number: "$0",
  };
  return `${written}: ${values[shape] ?? '"$0"'}`;
}

function sectionKey(typing: Typing, section: string): Suggestion {
  const snippet = () => {
    if (section === "AWSTemplateFormatVersion") return typing.isJson ? '"AWSTemplateFormatVersion": "2010-09-09"$0' : 'AWSTemplateFormatVersion: "2010-09-09"\n$0';
    const isText = section === "Description" || section === "Transform";
    return keySnippet(typing, section, isText ? "string" : "object");
  };
  const isText = section === "Description";
  return suggest(typing, {
    label: section,
    kind: "section",
    detail: SECTIONS[section] ?? "",
    snippet: typing.hasColon ? keySnippet(typing, section, "object") : snippet(),
    goesOn: !typing.hasColon && !isText,
    rank: ["AWSTemplateFormatVersion", "Resources"].includes(section) ? 1 : 5,
  });
}

/** Entries of sections in JSON, in which the editor indents what stands in lines of its own. */
const JSON_ENTRIES: Readonly<Record<string, string>> = {
  Parameters: '"${1:Name}": {\n\t"Type": "${2:String}"$0\n}',
  Outputs: '"${1:Name}": {\n\t"Value": $0\n}',
  Conditions: '"${1:Name}": {"Fn::Equals": [$2, $3]}',
  Mappings: '"${1:Name}": {\n\t"${2:Key}": {\n\t\t"${3:Name}": "${4:value}"\n\t}\n}',
};

/** Entries of a section as a whole. */
function newEntries(document: TemplateDocument, typing: Typing, { schemas }: FeatureContext): Suggestion[] {
  if ((typing.isFlow && !typing.isJson) || typing.hasColon) return [];
  const inner = `\n${innerIndent(typing)}`;
  const { before } = typing;
  const whole = (label: string, inYaml: string): Suggestion[] => {
    const snippet = typing.isJson ? (JSON_ENTRIES[typing.section] ?? "") : inYaml;
    const filter = before === "" ? label : before;
    return [suggest(typing, { label, kind: "snippet", detail: "a new one", snippet, filter })];
  };
  switch (typing.section) {
    case "Resources": {
      const taken = new Set(document.entries.flatMap(({ section, key }) => (section === "Resources" && key !== undefined ? [key] : [])));
      const isSam = document.facts.dialect === "sam";
      return [...schemas.names].filter((type) => isSam || !type.startsWith("AWS::Serverless::")).map((type) => newResource(typing, type, taken));
    }
    case "Parameters":
      return whole("New parameter", `\${1:Name}:${inner}Type: \${2|${[...PARAMETER_TYPES].filter((type) => !type.includes("SSM")).toSorted((a, b) => Number(b === "String") - Number(a === "String")).slice(0, 30).join(",")}|}$0`);
    case "Outputs":
      return whole("New output", `\${1:Name}:${inner}Value: $0`);
    case "Conditions":
      return whole("New condition", "${1:Name}: !Equals [$2, $3]");
    case "Mappings":
      return whole("New mapping", `\${1:Name}:${inner}\${2:Key}:\n${innerIndent(typing, 2)}\${3:Name}: \${4:value}`);
    default:
      return [];
  }
}

/** A resource with a name of its own, which stands for its type until somebody renames it. */
function newResource(typing: Typing, type: string, taken: ReadonlySet<string>): Suggestion {
  const base = type.split("::").at(-1) ?? "Resource";
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`;
  const inner = `\n${innerIndent(typing)}`;
  return suggest(typing, {
    label: type,
    kind: "type",
    detail: `a new resource, ${name}`,
    snippet: typing.isJson
      ? `"${name}": {\n\t"Type": "${type}",\n\t"Properties": {\n\t\t$0\n\t}\n}`
      : `${name}:${inner}Type: ${type}${inner}Properties:\n${innerIndent(typing, 2)}$0`,
    goesOn: true,
    rank: rankOfType(type),
    about: { type },
  });
}
