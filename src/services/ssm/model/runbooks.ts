import { type Members, isMembers, membersOf, parsedJson, textOf } from "../../../base/json.ts";
import { partitionOf, type ResourceRef } from "../../../base/resourceRef.ts";
import { standingBy } from "../../../base/standing.ts";
import { words } from "../../../base/text.ts";

/** A document of type Automation. */
export interface Runbook {
  readonly name: string;
  /** The account's own; the others are Amazon's. */
  readonly isOwn: boolean;
  readonly version: string | undefined;
}

export interface Execution {
  readonly id: string;
  readonly runbook: string;
  readonly status: string | undefined;
  /** As people know them. */
  readonly by: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** The step that it is at. */
  readonly step: string | undefined;
  readonly isApproval: boolean;
  readonly failure: string | undefined;
}

export interface Step {
  readonly id: string;
  readonly name: string;
  /** `aws:approve` */
  readonly action: string;
  readonly status: string | undefined;
  /** Values as JSON, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  readonly failure: string | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** What a runbook asks for. */
export interface Parameter {
  readonly name: string;
  /** `Integer`, `List<AWS::EC2::Instance::Id>` */
  readonly type: string;
  readonly description: string | undefined;
  /** As the service takes values; undefined: one has to be given. */
  readonly standard: readonly string[] | undefined;
  readonly allowed: readonly string[] | undefined;
  /** Shown, and left to the service: an expression that somebody else wrote may take for ever. */
  readonly pattern: string | undefined;
}

/** What a runbook does. */
export interface Content {
  readonly version: string;
  readonly description: string | undefined;
  readonly role: string | undefined;
  readonly parameters: readonly Parameter[];
  /** `restart (aws:executeAwsApi)` */
  readonly steps: readonly string[];
}

/** Statuses of executions and of their steps (API reference, AutomationExecution). */
export const standingOfRun = standingBy({
  Pending: "running", InProgress: "running", Scheduled: "running", RunbookInProgress: "running", Approved: "running",
  ChangeCalendarOverrideApproved: "running", Waiting: "waiting", PendingApproval: "waiting", PendingChangeCalendarOverride: "waiting",
  Cancelling: "undoing", Success: "passed", CompletedWithSuccess: "passed", Exited: "passed", Cancelled: "stopped",
  Failed: "failed", TimedOut: "failed", Rejected: "failed", CompletedWithFailure: "failed", ChangeCalendarOverrideRejected: "failed",
});

/** Of a step that has not begun: nothing goes on in it. */
export const standingOfStep = ({ status, startedAt }: Step) => (status === "Pending" && startedAt === undefined ? undefined : standingOfRun(status));

export const statusText = (status: string | undefined) => (status === undefined ? undefined : words(status).toLowerCase());

export const waitsForApproval = ({ action, status }: Step) => action === "aws:approve" && standingOfRun(status) === "waiting";

/** What stopped the others comes first, then what waits for a person; the rest as it runs. */
export function byTrouble(a: Step, b: Step): number {
  const rank = ({ status }: Step) => ["failed", "waiting"].indexOf(standingOfRun(status));
  return (rank(a) + 3) % 3 - ((rank(b) + 3) % 3);
}

/** What went wrong, without what the service says of every failure. */
export function plainFailure(message: string | undefined): string | undefined {
  const plain = message
    ?.replace(/^Step fails when it is [\w/ ]+ action\.\s*/, "")
    .split("Please refer to Automation Service Troubleshooting Guide")[0]
    ?.trim();
  return plain === "" ? message : plain;
}

export function runbookRef(region: string, name: string): ResourceRef {
  return { partition: partitionOf(region), service: "ssm", region, account: "", resource: `document/${name}` };
}

const asText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** A document's content, as far as it is one ("Schemas, features, and examples", Automation user guide). */
export function contentOf(version: string, json: string): Content {
  const content = membersOf(parsedJson(json));
  const steps = Array.isArray(content["mainSteps"]) ? (content["mainSteps"] as unknown[]) : [];
  return {
    version,
    description: textOf(content["description"]),
    role: textOf(content["assumeRole"]),
    parameters: Object.entries(membersOf(content["parameters"])).map(([name, one]) => parameterOf(name, membersOf(one))),
    steps: steps.map((step) => (isMembers(step) ? `${asText(step["name"])} (${asText(step["action"])})` : "")),
  };
}

function parameterOf(name: string, one: Members): Parameter {
  const { default: standard, allowedValues: allowed } = one;
  return {
    name,
    type: textOf(one["type"]) ?? "String",
    description: textOf(one["description"]),
    standard: standard === undefined || standard === null ? undefined : Array.isArray(standard) ? standard.map(asText) : [asText(standard)],
    allowed: Array.isArray(allowed) ? allowed.map(asText) : undefined,
    pattern: textOf(one["allowedPattern"]),
  };
}

export const isList = ({ type }: Parameter) => type === "StringList" || type === "MapList" || type.startsWith("List<");

/** Why a parameter does not take a text; undefined: it does. A list is a line with commas, or JSON where values hold commas. */
export function problemOf(parameter: Parameter, text: string): string | undefined {
  const values = valuesOf(parameter, text);
  if (values === undefined) return "A JSON list is needed: [\"a\", \"b\"]";
  if (values.every((value) => value === "") && parameter.standard === undefined) return "A value is needed";
  return values.map((value) => valueProblem(parameter, value)).find((problem) => problem !== undefined);
}

function valueProblem({ type, allowed, standard }: Parameter, value: string): string | undefined {
  // what a runbook has by itself it takes
  if (standard?.includes(value) === true) return undefined;
  if (type === "Integer" && !/^-?\d+$/.test(value)) return "A whole number is needed";
  if (type === "Boolean" && !/^(true|false)$/.test(value)) return "true or false";
  if ((type === "StringMap" || type === "MapList") && !isMembers(parsedJson(value))) return "A JSON object is needed: {\"a\": \"b\"}";
  return allowed === undefined || allowed.includes(value) ? undefined : `One of ${allowed.join(", ")}`;
}

/** A text as the service takes it: always a list of texts. Undefined: it is no list. */
export function valuesOf(parameter: Parameter, text: string): readonly string[] | undefined {
  if (!isList(parameter)) return [text];
  if (!text.trim().startsWith("[")) return text.trim() === "" ? [] : text.split(",").map((value) => value.trim());
  const list = parsedJson(text);
  return Array.isArray(list) ? list.map(asText) : undefined;
}

/** The texts of a JSON list behind one another; what is no list as it is. */
export function textsIn(json: string): string {
  const list = parsedJson(json);
  return Array.isArray(list) ? list.map(asText).join(", ") : json;
}

/** Values as a line: as they can be typed, too. */
export const lineOf = (values: readonly string[]) => (values.some((value) => value.includes(",")) ? JSON.stringify(values) : values.join(", "));

/** A step in full, as text. */
export function stepText(step: Step, runbook: string, pretty: (value: unknown) => string): string {
  const value = (json: string) => (parsedJson(json) === undefined ? json : pretty(parsedJson(json)));
  const part = (title: string, entries: readonly (readonly [string, string])[]) =>
    entries.length === 0 ? [] : ["", title, ...entries.map(([name, text]) => `  ${name}: ${text.replaceAll("\n", "\n  ")}`)];
  return [
    `${step.name} of ${runbook}`,
    `${step.action}: ${statusText(step.status) ?? "not begun"}`,
    ...(step.failure === undefined ? [] : ["", step.failure]),
    ...part("Inputs", Object.entries(step.inputs).map(([name, json]) => [name, value(json)])),
    ...part("Outputs", Object.entries(step.outputs).map(([name, texts]) => [name, texts.map(value).join("\n")])),
    "",
  ].join("\n");
}
