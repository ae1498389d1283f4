/** A kind of value, in the words of JSON Schema. */
export type TypeName = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

/**
 * A JSON Schema as cfn-lint's patched schemas are written: draft 7, with the words of CloudFormation's registry and those of
 * cfn-lint. `true` takes anything, `false` nothing.
 */
export type Schema = boolean | SchemaObject;

export interface SchemaObject {
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly requiredXor?: readonly string[];
  readonly requiredOr?: readonly string[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly dependentExcluded?: Readonly<Record<string, readonly string[]>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly uniqueKeys?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly enumCaseInsensitive?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly not?: Schema;
  /** The pointers of what can be read only, what a change of replaces the resource, and what names it: `/properties/Name`. */
  readonly readOnlyProperties?: readonly string[];
  readonly createOnlyProperties?: readonly string[];
  readonly conditionalCreateOnlyProperties?: readonly string[];
  readonly primaryIdentifier?: readonly string[];
  readonly tagging?: { readonly taggable?: boolean; readonly tagProperty?: string };
  /** That the service ends, from cfn-lint's data. */
  readonly lifecycle?: { readonly status: string; readonly date?: string };
  /** Further words, of cfn-lint's: rules read them by name. */
  readonly [word: string]: unknown;
}

/** The schema of a resource type. */
export interface ResourceSchema {
  readonly name: string;
  readonly schema: SchemaObject;
  /**
   * What `Fn::GetAtt` reads, with the pointer of its schema. A name that ends with `.*` stands for anything below it, and `*`
   * for anything at all.
   */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Markdown about a type and its properties; those of a definition stand below its name, the type's own below "". */
export interface Documentation {
  readonly type?: string;
  readonly properties: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where schemas come from. Each is read when it is first asked for. */
export interface SchemaSource {
  /** The names of all published types, also of those that some regions lack. */
  readonly names: ReadonlySet<string>;
  get(name: string): ResourceSchema | undefined;
  /** Whether a region has a type. True for a region that is not known. */
  isAvailable(name: string, region: string): boolean;
  /** Data of rules by its path, such as `other/functions/sub`; undefined where there is none. */
  table(path: string): unknown;
  documentation(name: string): Documentation | undefined;
}
