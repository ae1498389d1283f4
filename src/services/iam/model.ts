import { isMembers, membersOf, parsedJson, textOf } from "../../base/json.ts";
import { jsonText } from "../../base/jsonText.ts";
import { type ResourceRef, parseArn } from "../../base/resourceRef.ts";
import { DAY, formatAgo } from "../../base/time.ts";

/** A policy of a role, or who may assume it. */
export interface Policy {
  readonly kind: "trust" | "inline" | "managed" | "boundary";
  readonly name: string;
  /** Of one that can be attached elsewhere, too. */
  readonly arn: string | undefined;
  /** As IAM gives it, percent-encoded; undefined: it is read when it is opened. */
  readonly encoded: string | undefined;
}

export interface Role {
  readonly name: string;
  /** `/service-role/` */
  readonly path: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number | undefined;
  /** Undefined: not within the days that IAM remembers. */
  readonly usedAt: number | undefined;
  readonly usedIn: string | undefined;
  readonly trust: Policy;
  readonly policies: readonly Policy[];
}

/** So long IAM remembers when a role was used (user guide, "last accessed information"). */
const REMEMBERED_MS = 400 * DAY;

/** When a role was used last, in words. One that is younger than what IAM remembers was never used. */
export function usedText({ usedAt, createdAt }: Pick<Role, "usedAt" | "createdAt">, now: number): string {
  if (usedAt !== undefined) return `used ${formatAgo(usedAt, now)}`;
  return createdAt !== undefined && now - createdAt < REMEMBERED_MS ? "never used" : "not used in 400 days";
}

/** What acts as a role, or why a service could not be asked. */
export interface RoleUser {
  readonly label: string;
  readonly detail: string;
  readonly ref: ResourceRef | undefined;
  readonly isFailure: boolean;
}

/** A statement that decided. */
export interface Deciding {
  readonly policy: string;
  readonly kind: Policy["kind"] | undefined;
  /** Its text, laid out; undefined where its place does not lead to one. */
  readonly statement: string | undefined;
  readonly sid: string | undefined;
}

/** What the simulation says of one action. */
export interface Verdict {
  readonly action: string;
  readonly decision: string;
  readonly by: readonly Deciding[];
  /** Condition keys without a value. */
  readonly missing: readonly string[];
  readonly isInBoundary: boolean | undefined;
  readonly isInOrganization: boolean | undefined;
}

export const KINDS: Readonly<Record<Policy["kind"], string>> = { trust: "trust policy", inline: "inline", managed: "attached", boundary: "boundary" };

/** A document as IAM stores it: percent-encoded (API reference, GetRolePolicy). One that is not stays as it is. */
export function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

const asList = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value]);

/** Who may assume a role, as short as people know them, and whether that may be anybody without a condition. */
export function principalsOf(trust: string): { readonly names: readonly string[]; readonly isOpen: boolean } {
  const statements = asList(membersOf(parsedJson(trust))["Statement"]).filter(isMembers).filter((one) => one["Effect"] !== "Deny");
  const all = statements.flatMap(({ Principal: principal, Condition: condition }) => {
    const named = isMembers(principal) ? Object.values(principal).flatMap(asList) : asList(principal);
    return named.map((name) => ({ name: typeof name === "string" ? principalName(name) : "", isOpen: name === "*" && condition === undefined }));
  });
  return { names: [...new Set(all.map(({ name }) => name))].filter((name) => name !== ""), isOpen: all.some(({ isOpen }) => isOpen) };
}

function principalName(principal: string): string {
  if (principal === "*") return "anybody";
  const { account, resource } = parseArn(principal) ?? {};
  if (resource === "root" || /^\d{12}$/.test(principal)) return `account ${account ?? principal}`;
  return resource?.slice(resource.lastIndexOf("/") + 1) ?? principal;
}

/** The actions of a line, with commas or blanks between them. */
export const actionsOf = (line: string) => line.split(/[\s,]/).filter((word) => word !== "");

/** The service's own limits: a name of 3 to 128 characters, without wildcards (API reference, SimulatePrincipalPolicy). */
export function actionsProblem(line: string): string | undefined {
  const actions = actionsOf(line);
  if (actions.length === 0) return "At least one action";
  const odd = actions.find((action) => action.length > 128 || !/^[a-z0-9-]+:[a-z0-9]+$/i.test(action));
  return odd === undefined ? undefined : `${odd} is no action: service:Action, without wildcards`;
}

export const resourceProblem = (text: string) => (text === "*" || parseArn(text) !== undefined ? undefined : "An ARN, or * for any");

interface Place {
  readonly Line?: number | undefined;
  readonly Column?: number | undefined;
}

/** The statement at a place of a document, whose lines and columns count from one; undefined where none is there. */
export function statementAt(text: string, start: Place | undefined, end: Place | undefined): { readonly text: string; readonly sid: string | undefined } | undefined {
  const lines = text.split("\n");
  const offset = ({ Line = 1, Column = 1 }: Place) => lines.slice(0, Line - 1).reduce((sum, line) => sum + line.length + 1, 0) + Column - 1;
  if (start === undefined || end === undefined) return undefined;
  const value = parsedJson(text.slice(offset(start), offset(end)));
  return isMembers(value) ? { text: jsonText(value), sid: textOf(value["Sid"]) } : undefined;
}

/** The policy of a role that the simulation calls by an id of its own: `role_deploy_logs`, `ReadOnlyAccess`. */
export function sourceOf({ policies }: Role, id: string): Policy | undefined {
  return policies.find(({ name, arn }) => id === name || id === arn || id.endsWith(`_${name}`));
}

const DECISIONS: Readonly<Record<string, string>> = { allowed: "allowed", explicitDeny: "denied by a statement", implicitDeny: "denied: no statement allows it" };

/** What a simulation came to, as text, and what it could not see (IAM user guide, "Testing IAM policies"). */
export function simulationText({ arn }: Role, resource: string, verdicts: readonly Verdict[]): string {
  const lines = verdicts.flatMap(({ action, decision, by, missing, isInBoundary, isInOrganization }) => [
    `${action}: ${isInBoundary === false && by.length > 0 && decision === "implicitDeny" ? "denied: the role's boundary does not allow it" : (DECISIONS[decision] ?? decision)}`,
    ...by.flatMap(({ policy, kind, statement, sid }) => [
      `  by ${sid === undefined ? "a statement" : `statement ${sid}`} of ${policy}${kind === undefined ? "" : ` (${KINDS[kind]})`}`,
      ...(statement === undefined ? [] : statement.split("\n").map((line) => `    ${line}`)),
    ]),
    ...(missing.length === 0 ? [] : [`  Conditions ask for ${missing.join(", ")}, of which nothing was given: with the right values it may be decided otherwise.`]),
    ...(isInOrganization === false ? ["  The organization's policies do not allow it."] : []),
    "",
  ]);
  return [
    `As ${arn}`,
    `on ${resource === "*" ? "any resource (*): what is allowed for some resources alone does not count" : resource}`,
    "",
    ...lines,
    "This goes as far as the role's own policies and its boundary. Not seen: service and resource control policies with",
    "conditions, policies of the resource itself, of sessions and of VPC endpoints, and what a call really comes with.",
    "",
  ].join("\n");
}
