import type { Capability } from "@aws-sdk/client-cloudformation";

/** A value of a template: what JSON can hold, intrinsic functions in their long form (`{ Ref: "Queue" }`). */
export type TemplateValue = string | number | boolean | readonly TemplateValue[] | TemplateMap;
export interface TemplateMap {
  readonly [name: string]: TemplateValue;
}

/** A resource as a stack's blueprint declares it. */
export interface ResourceBlueprint {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: TemplateMap;
  /** What an update of the stack does to it; nothing when absent. A replaced resource's physical id ends in a number. */
  readonly onUpdate?: "modified" | "replaced";
}

export interface ParameterBlueprint {
  readonly name: string;
  /** As the stack has it. What a NoEcho parameter holds is kept nowhere. */
  readonly value: string;
  readonly type?: string;
  readonly description?: string;
  readonly noEcho?: boolean;
}

export interface OutputBlueprint {
  readonly name: string;
  readonly value: string;
  /** How the template says it. */
  readonly expression: TemplateValue;
  readonly description?: string;
  readonly exportName?: string;
}

/** All that makes a stack, before it is created. */
export interface StackBlueprint {
  readonly name: string;
  readonly description: string;
  /** What the template is written in. */
  readonly format: "yaml" | "json";
  readonly parameters: readonly ParameterBlueprint[];
  readonly resources: readonly ResourceBlueprint[];
  readonly outputs: readonly OutputBlueprint[];
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly Capability[];
  /** Names of exports that its resources import. */
  readonly imports?: readonly string[];
  readonly terminationProtection?: boolean;
}

export const ref = (name: string): TemplateMap => ({ Ref: name });
export const sub = (text: string): TemplateMap => ({ "Fn::Sub": text });
export const attribute = (resource: string, name: string): TemplateMap => ({ "Fn::GetAtt": [resource, name] });
export const imported = (name: string): TemplateMap => ({ "Fn::ImportValue": name });
