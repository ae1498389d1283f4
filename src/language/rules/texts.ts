import { keysIn, textsIn } from "../check/calls.ts";
import { type Fault, type Path, below } from "../check/state.ts";
import { dynamicReference } from "../check/walk.ts";
import { type Value, member, textOf } from "../model/value.ts";
import type { State } from "../check/state.ts";
import type { PathRule } from "./rule.ts";

/** A path further down. */
export function pathTo(from: Path | undefined, keys: readonly (string | number)[]): Path | undefined {
  let path = from;
  for (const key of keys) path = below(path, key);
  return path;
}

const ARN = /arn:(\$\{[^:\r\n]*::[^:\r\n]*\}|[^:\s]*):[^:\s]+:(?:\$\{[^:\r\n]*::[^:\r\n]*\}|[^:\s]*):(?:\$\{[^:\r\n]*::[^:\r\n]*\}|[^:\s]*)/g;

const fixedPartition: PathRule = {
  code: "I3042",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    if (state.names.hasTransform("AWS::Serverless-2016-10-31")) return;
    for (const { text, path } of textsIn(value, "arn:")) {
      if (!path.includes("Fn::Sub")) continue;
      const partitions = [...text.matchAll(ARN)].map(([, partition = ""]) => partition);
      if (partitions.every((one) => one === "" || one.startsWith("*") || /^\$\{(?:\w+|AWS::Partition)\}/.test(one))) continue;
      const message = "${AWS::Partition} in the ARN makes it right in all partitions of AWS.";
      faults.push({ message, path: pathTo(state.path, path), code: "I3042" });
    }
  },
};

/** Properties that hold a password. */
const PASSWORDS: ReadonlySet<string> = new Set([
  "AccountPassword", "AdminPassword", "ADDomainJoinPassword", "CrossRealmTrustPrincipalPassword", "KdcAdminPassword", "Password",
  "DbPassword", "MasterUserPassword", "PasswordParam",
]);

/** A parameter of Systems Manager that is not secure. */
const PLAIN_PARAMETER = /^.*\{\{resolve:ssm:[a-zA-Z0-9_.\-/]+(?::\d+)?\}\}/;

const passwords: PathRule = {
  code: "W2501",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const properties = member(value, "Properties");
    if (properties === undefined) return;
    for (const { key, value: secret, path } of keysIn(properties, ["Properties"], (one) => PASSWORDS.has(one))) {
      judgePassword(state, key, secret, [...path, key], faults);
    }
  },
};

function judgePassword(state: State, key: string, secret: Value, path: readonly (string | number)[], faults: Fault[]): void {
  const tell = (message: string) => faults.push({ message, path: pathTo(state.path, path), code: "W2501" });
  const text = textOf(secret);
  if (text !== undefined) {
    if (dynamicReference(text) === undefined) tell(`"${key}" is written here, for all to read: use a dynamic reference.`);
    else if (text.length < 2048 && PLAIN_PARAMETER.test(text)) tell(`"${key}" comes of a parameter that is not secure.`);
    return;
  }
  if (secret.kind !== "map") return;
  if (secret.members.size !== 1) {
    tell(`"${key}" is a mapping.`);
    return;
  }
  const name = secret.call?.name === "Ref" ? textOf(secret.call.argument) : undefined;
  const parameter = name === undefined ? undefined : state.names.source.body("Parameters", name);
  const hidden = member(parameter, "NoEcho");
  const isNothing = (value: Value) => value.kind === "scalar" && (value.value === false || value.value === "" || value.value === null || value.value === 0);
  // what is no yes or no is told at the parameter
  const isHidden = hidden !== undefined && !isNothing(hidden);
  if (name === undefined || parameter === undefined || isHidden) return;
  faults.push({
    message: `"${name}" is used as ${key}: NoEcho hides its value.`,
    path: pathTo(state.path, path),
    override: ["Parameters", name],
    code: "W2501",
  });
}

/** Rules about what texts hold. */
export const TEXT_RULES: readonly PathRule[] = [fixedPartition, passwords];
