import type { NestedParameters } from "../nested.ts";
import type { Words } from "../finding.ts";
import type { SchemaSource } from "../schema/types.ts";
import { Conditions } from "./conditions.ts";
import { type Parameter, readParameter } from "./parameters.ts";
import type { Value } from "./value.ts";

/** What is known of a resource by those who name it. */
export interface NamedResource {
  /** `AWS::CloudFormation::CustomResource` for all custom resources. */
  readonly type: string;
  readonly condition: string | undefined;
}

/** Where the names of a template lead, as one entry sees them. */
export interface NameSource {
  readonly schemas: SchemaSource;
  readonly transforms: readonly (string | undefined)[];
  /** Whether the CDK made the template. */
  readonly isMade: boolean;
  /** Resources that others make, whose names cannot be known. */
  readonly isOpen: boolean;
  /** Whether texts may hold variables that a tool fills in before anybody reads the template. */
  readonly isServerless: boolean;
  resource(name: string): NamedResource | undefined;
  /** The whole of an entry; undefined where there is none, and for a resource whose text cannot be read as it stands. */
  body(section: string, name: string): Value | undefined;
  /** Whether a loop, a module or a transform may make something of this name. */
  isGenerated(name: string): boolean;
  /** What a template takes that stands beside this one; undefined where that is not known. */
  nested(url: string): NestedParameters | undefined;
  /** The names of a section, for suggestions. */
  names(section: string): Words;
}

/** The names of a template, and what follows from them. One is made for each entry that is checked. */
export class Names {
  readonly source: NameSource;
  readonly conditions: Conditions;
  readonly #parameters = new Map<string, Parameter | undefined>();
  readonly #resources = new Map<string, NamedResource | undefined>();
  /** Values of the entry of which it is not certain that they are right: see check/right.ts. */
  readonly uncertain = new Set<Value>();

  constructor(source: NameSource) {
    this.source = source;
    this.conditions = new Conditions({
      condition: (name) => source.body("Conditions", name),
      allowedValues: (name) => this.parameter(name)?.allowedValues,
    });
  }

  get schemas(): SchemaSource {
    return this.source.schemas;
  }

  parameter(name: string): Parameter | undefined {
    const known = this.#parameters.get(name);
    if (known !== undefined || this.#parameters.has(name)) return known;
    const found = readParameter(this.source.body("Parameters", name));
    this.#parameters.set(name, found);
    return found;
  }

  resource(name: string): NamedResource | undefined {
    const known = this.#resources.get(name);
    if (known !== undefined || this.#resources.has(name)) return known;
    const found = this.source.resource(name);
    this.#resources.set(name, found);
    return found;
  }

  hasTransform(name: string): boolean {
    return this.source.transforms.includes(name);
  }

  /** With `AWS::LanguageExtensions` functions may stand in more places. */
  get isExtended(): boolean {
    return this.hasTransform("AWS::LanguageExtensions");
  }
}
