/** A resource type's schema as CloudFormation's registry has it ("Resource type definition schema" in its developer guide). */
export interface RegistrySchema {
  /** `AWS::S3::Bucket` */
  readonly typeName: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly definitions?: Readonly<Record<string, unknown>>;
}

/** Reads a schema; undefined where the text is none. */
export function registrySchema(text: string): RegistrySchema | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isMap(found) || !isMap(found["properties"])) return undefined;
  const { typeName, definitions = {} } = found;
  const isNamed = typeof typeName === "string" && /^\w{2,64}(?:::\w{2,64}){2,3}$/.test(typeName);
  return isNamed && isMap(definitions) ? (found as unknown as RegistrySchema) : undefined;
}

/** Text about a type and its properties; those of a definition stand below its name, the type's own below "". */
export interface TypeTexts {
  readonly type?: string;
  readonly properties: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a schema says about its type and properties. */
export function textsOf({ description, properties, definitions = {} }: RegistrySchema): TypeTexts {
  const owners = Object.entries(definitions).map(([name, definition]) => [name, isMap(definition) ? definition["properties"] : undefined] as const);
  const texts = [["", properties] as const, ...owners].map(([owner, list]) => [owner, textsIn(list)] as const);
  const own = Object.fromEntries(texts.filter(([, list]) => Object.keys(list).length > 0));
  return typeof description === "string" ? { type: description, properties: own } : { properties: own };
}

function textsIn(properties: unknown): Record<string, string> {
  if (!isMap(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => {
      const text = isMap(schema) ? schema["description"] : undefined;
      return typeof text === "string" ? [[name, text]] : [];
    }),
  );
}

/** The schema without its texts, which are read apart, and without what no rule reads. */
export function bare(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([name]) => isNames || !UNREAD.has(name));
  // below these stand names, which may be those of words
  return Object.fromEntries(entries.map(([name, one]) => [name, bare(one, !isNames && NAMED.has(name))]));
}

const UNREAD: ReadonlySet<string> = new Set(["description", "$comment", "examples", "title", "handlers", "sourceUrl", "documentationUrl", "$schema", "$id"]);
const NAMED: ReadonlySet<string> = new Set(["properties", "definitions", "patternProperties", "dependencies", "dependentRequired"]);

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
