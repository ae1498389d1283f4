import type { ParameterBlueprint, StackBlueprint, TemplateMap, TemplateValue } from "./blueprint.ts";

/** The text of a stack's template, as whoever wrote it would have. */
export function templateText(blueprint: StackBlueprint): string {
  const template = templateValue(blueprint);
  return blueprint.format === "json" ? `${JSON.stringify(template, null, 2)}\n` : yamlText(template);
}

/** The template that a blueprint stands for. */
export function templateValue(blueprint: StackBlueprint): TemplateMap {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: blueprint.description,
    ...section("Parameters", blueprint.parameters, ({ name }) => name, declareParameter),
    ...section("Resources", blueprint.resources, ({ logicalId }) => logicalId, ({ type, properties }) => ({
      Type: type,
      ...(Object.keys(properties).length === 0 ? {} : { Properties: properties }),
    })),
    ...section("Outputs", blueprint.outputs, ({ name }) => name, ({ expression, description, exportName }) => ({
      ...(description === undefined ? {} : { Description: description }),
      Value: expression,
      ...(exportName === undefined ? {} : { Export: { Name: exportName } }),
    })),
  };
}

function section<T>(
  name: string,
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => TemplateMap,
): TemplateMap {
  return items.length === 0 ? {} : { [name]: Object.fromEntries(items.map((item) => [key(item), value(item)])) };
}

function declareParameter({ type, description, noEcho }: ParameterBlueprint): TemplateMap {
  return {
    Type: type ?? "String",
    ...(description === undefined ? {} : { Description: description }),
    ...(noEcho === true ? { NoEcho: true } : {}),
  };
}

/** A mapping in block style; an empty line parts the resources, as people write them. */
function yamlText(template: TemplateMap): string {
  const parts = Object.entries(template).map(([name, value]) => {
    if (!isMap(value)) {
      return `${name}: ${scalar(value)}\n`;
    }
    const entries = Object.entries(value).map(([key, inner]) => `  ${key}:${block(inner, "    ")}`);
    return `\n${name}:\n${entries.join(name === "Resources" ? "\n" : "")}`;
  });
  return parts.join("");
}

/** What follows a key's colon, with its line end. */
function block(value: TemplateValue, indent: string): string {
  const short = shortForm(value);
  if (short !== undefined) {
    return ` ${short}\n`;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? " []\n" : `\n${value.map((item: TemplateValue) => listItem(item, indent)).join("")}`;
  }
  if (isMap(value)) {
    return `\n${mapLines(value, indent)}`;
  }
  return ` ${scalar(value)}\n`;
}

function mapLines(map: TemplateMap, indent: string): string {
  return Object.entries(map)
    .map(([key, value]) => `${indent}${key}:${block(value, `${indent}  `)}`)
    .join("");
}

function listItem(value: TemplateValue, indent: string): string {
  if (isMap(value) && shortForm(value) === undefined) {
    return `${indent}- ${mapLines(value, `${indent}  `).trimStart()}`;
  }
  return `${indent}-${block(value, `${indent}  `)}`;
}

/** An intrinsic function with a tag, such as `!Ref Queue`. */
function shortForm(value: TemplateValue): string | undefined {
  const [entry, ...others] = isMap(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) {
    return undefined;
  }
  const [name, argument] = entry;
  if (name === "Ref") {
    return `!Ref ${scalar(argument)}`;
  }
  if (name === "Fn::GetAtt" && Array.isArray(argument)) {
    return `!GetAtt ${argument.join(".")}`;
  }
  return (name === "Fn::Sub" || name === "Fn::ImportValue") && typeof argument === "string"
    ? `!${name.slice(4)} ${scalar(argument)}`
    : undefined;
}

/** Plain where that is the same text, else in quotes. */
function scalar(value: TemplateValue): string {
  const isPlain = typeof value !== "string" || /^[A-Za-z/]([\w./ -]|:(?! ))*\w$|^[A-Za-z]$/.test(value);
  const isWord = typeof value === "string" && /^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return typeof value === "string" && isPlain && !isWord ? value : JSON.stringify(value);
}

function isMap(value: TemplateValue): value is TemplateMap {
  return typeof value === "object" && !Array.isArray(value);
}
