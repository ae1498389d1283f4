import type { Meant, Words } from "../finding.ts";
import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import { type Value, textOf } from "../model/value.ts";
import type { Schema, SchemaObject } from "../schema/types.ts";
import { shown } from "./compare.ts";
import { resolverOf } from "./resolver.ts";
import { type Fault, type Keyword, type Keywords, type State, copyOf, fault, leadsThrough, listOf } from "./state.ts";
import { type NameContext, isKnown } from "./known.ts";
import { dynamicReference, validate } from "./walk.ts";

/** The word that says which functions may stand in a part, and what may be named there. */
interface Context {
  readonly functions?: readonly string[] | { readonly $ref: string };
  readonly pseudoParameters?: readonly string[];
  readonly references?: readonly string[];
  readonly schema?: Schema;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(names: readonly string[]): ReadonlySet<string> {
  let found = sets.get(names);
  if (found === undefined) sets.set(names, (found = new Set(names)));
  return found;
}

const cfnContext: Keyword = (state, argument, value, _, faults) => {
  const { functions, pseudoParameters, references, schema = {} } = argument as Context;
  const list = functions === undefined || Array.isArray(functions) ? functions : (state.resolve((functions as { $ref: string }).$ref).schema as unknown);
  const inside = copyOf(state);
  if (Array.isArray(list)) inside.functions = setOf(list as readonly string[]);
  if (pseudoParameters !== undefined) inside.pseudo = setOf(pseudoParameters);
  if (references !== undefined && !references.includes("Resources")) inside.hasResources = false;
  validate(inside, schema, value, faults);
};

/** What may be named depends on the template, or on its transforms, or on where something stands. */
interface Dynamic {
  readonly transformCheck?: string;
  readonly context?: NameContext;
  readonly pathCheck?: string;
}

const dynamicValidation: Keyword = (state, argument, value, schema, faults) => {
  const { transformCheck, context, pathCheck } = argument as Dynamic;
  if (transformCheck !== undefined && !state.names.hasTransform(transformCheck)) {
    faults.push(fault(state, `This needs "Transform: ${transformCheck}".`));
  }
  if (context !== undefined && !isKnown(state, context, value)) {
    const message = `${shown(value)} is no ${context === "refs" ? "parameter or resource" : context.slice(0, -1)} here.`;
    faults.push(fault(state, message, { keyword: "enum", value, schema, ...markAt(value), ...meantBy(state, context, value) }));
  }
  if (pathCheck !== undefined && !listOf(state.path).join("/").startsWith(pathCheck)) {
    faults.push(fault(state, `This may stand in ${pathCheck} only.`, { keyword: "pattern" }));
  }
};

/** A name that is written is marked itself. */
const markAt = ({ start, end }: Value) => (end > start ? { mark: { start, end } } : {});

const PSEUDO: Words = { list: PSEUDO_PARAMETERS };

function meantBy(state: State, context: NameContext, value: Value): { readonly meant?: Meant } {
  const word = textOf(value);
  if (word === undefined) return {};
  const { source } = state.names;
  if (context !== "refs") return { meant: { word, among: [source.names(context === "conditions" ? "Conditions" : "Mappings")] } };
  const among = [source.names("Parameters"), ...(state.hasResources ? [source.names("Resources")] : []), PSEUDO];
  return { meant: { word, among } };
}

const WHOLE: SchemaObject = { prefixItems: [{ type: "string", const: "resolve" }, { type: "string", enum: ["ssm", "ssm-secure", "secretsmanager"] }], minItems: 3 };
const STORED: SchemaObject = {
  type: "array",
  prefixItems: [{ const: "resolve" }, { enum: ["ssm", "ssm-secure"] }, { pattern: "[a-zA-Z0-9_.-/]+" }, { pattern: "\\d+" }],
  maxItems: 4,
};
const SECRET: SchemaObject = {
  type: "array",
  prefixItems: [{ const: "resolve" }, { const: "secretsmanager" }, { pattern: "[ -~]*" }, { enum: ["SecretString", ""] }],
  minItems: 3,
  maxItems: 7,
};
const SECRET_ARN: SchemaObject = {
  type: "array",
  prefixItems: [{}, {}, { const: "arn" }, {}, {}, {}, {}, { const: "secret" }, {}, { enum: ["SecretString", ""] }],
  minItems: 9,
  maxItems: 13,
};

/** The properties that take a secure string, from "Resources that support dynamic parameter patterns for secure strings". */
export const SECURE_STRINGS: readonly string[] = [
  "AWS::DirectoryService::MicrosoftAD/Properties/Password",
  "AWS::DirectoryService::SimpleAD/Properties/Password",
  "AWS::ElastiCache::ReplicationGroup/Properties/AuthToken",
  "AWS::IAM::User/Properties/LoginProfile/Password",
  "AWS::KinesisFirehose::DeliveryStream/Properties/RedshiftDestinationConfiguration/Password",
  "AWS::OpsWorks::App/Properties/AppSource/Password",
  "AWS::OpsWorks::Stack/Properties/RdsDbInstances/*/DbPassword",
  "AWS::OpsWorks::Stack/Properties/CustomCookbooksSource/Password",
  "AWS::RDS::DBCluster/Properties/MasterUserPassword",
  "AWS::RDS::DBInstance/Properties/MasterUserPassword",
  "AWS::Redshift::Cluster/Properties/MasterUserPassword",
].map((path) => `Resources/${path}`);

/** Properties that take the ARN of a secret, so that the secret itself is a mistake. */
const OF_ARN: ReadonlySet<string> = new Set([
  "SecretArn", "SecretARN", "SecretsManagerSecretId", "SecretsManagerOracleAsmSecretId",
  "SecretsManagerSecurityDbEncryptionSecretId", "SecretsManagerConfiguration",
]);

const dynamicReferenceWord: Keyword = (state, _, value, __, faults) => {
  const reference = dynamicReference(textOf(value) ?? "");
  if (reference === undefined) return;
  const parts = reference.split(":");
  const list: Value = { kind: "list", items: parts.map((part) => ({ kind: "scalar", type: "string", value: part, start: value.start, end: value.end, isMarked: false })), start: value.start, end: value.end, isMarked: false };
  const judge = (schema: SchemaObject): boolean => {
    const found: Fault[] = [];
    validate({ ...state, hasHooks: false, functions: new Set(), resolve: resolverOf(schema) }, schema, list, found);
    for (const { message } of found) faults.push(fault(state, message, { code: "E1050" }));
    return found.length === 0;
  };
  if (!judge(WHOLE)) return;
  const path = listOf(state.path);
  if (parts[1] === "ssm-secure" && !SECURE_STRINGS.includes(state.kindPath)) {
    faults.push(fault(state, "A secure string can only stand in some properties that are made for secrets.", { code: "E1027" }));
  }
  if (parts[1] !== "secretsmanager") {
    judge(STORED);
    return;
  }
  const inProperties = path[0] === "Resources" && path[2] === "Properties";
  if (!inProperties && !(path[0] === "Parameters" && path[2] === "Default")) {
    faults.push(fault(state, "A secret of Secrets Manager can only stand in properties of resources.", { code: "E1051" }));
  }
  if (inProperties && leadsThrough(state.path, OF_ARN)) {
    faults.push(fault(state, "The ARN of a secret is expected here, and this is the secret itself.", { code: "W1051" }));
  }
  judge(parts[2] === "arn" ? SECRET_ARN : SECRET);
};

const dynamicReferenceSpaces: Keyword = (state, _, __, ___, faults) => {
  faults.push(fault(state, 'This is no dynamic reference: one begins with "{{resolve:", without blanks.', { code: "W1053" }));
};

const rawPseudoParameter: Keyword = (state, _, value, __, faults) => {
  const name = textOf(value) ?? "";
  faults.push(fault(state, `"${name}" is text here: "!Ref ${name}" reads the pseudo parameter.`, { code: "W1054" }));
};

/** cfn-lint's own words, besides functions. */
export const SPECIAL: Keywords = {
  cfnContext,
  dynamicValidation,
  dynamicReference: dynamicReferenceWord,
  dynamicReferenceSpaces,
  rawPseudoParameter,
};
