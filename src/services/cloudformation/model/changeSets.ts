import { plural } from "../../../base/text.ts";
import type { Standing } from "../../../base/standing.ts";
import { typeText } from "../model.ts";

/** A change of a stack that is computed and not made yet. Times are epoch milliseconds. */
export interface ChangeSet {
  readonly name: string;
  /** Its ARN. */
  readonly id: string;
  /** The stack's ARN. */
  readonly stackId: string;
  /** As the API writes it: `CREATE_COMPLETE`. */
  readonly status: string;
  /** Whether it can be executed: `AVAILABLE`. */
  readonly execution: string;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  readonly createdAt: number | undefined;
}

/** What a change set does to one resource. */
export interface Change {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  /** `Add`, `Modify`, `Remove`, `Import`, `Dynamic`, as the API writes it. */
  readonly action: string;
  /** `True`, `False`, `Conditional`; of a resource that is modified. */
  readonly replacement: string | undefined;
  /** What becomes of what goes: `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete` … */
  readonly policy: string | undefined;
  /** Its properties as JSON, before and after. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly properties: readonly PropertyChange[];
}

/** What a change set does to one property, as deep as the service tells. */
export interface PropertyChange {
  /** `Properties/Environment/Variables/LEVEL`, or the attribute alone: `Tags`. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** `Always`, `Conditionally`, `Never`: whether the resource is made anew for it. */
  readonly recreation: string | undefined;
  /** What brings it about where that is not the template itself: a parameter or another resource. */
  readonly cause: string | undefined;
}

/** How the service says that a change set would change nothing; it has no status of its own for that. */
const EMPTY = /didn't contain changes|No updates are to be performed|no changes to deploy/i;

export function isEmpty({ status, reason }: Pick<ChangeSet, "status" | "reason">): boolean {
  return status === "FAILED" && EMPTY.test(reason ?? "");
}

export function canExecute({ execution }: Pick<ChangeSet, "execution">): boolean {
  return execution === "AVAILABLE";
}

/** Whether it is still being computed. */
export function isBeingMade({ status }: Pick<ChangeSet, "status">): boolean {
  return status === "CREATE_PENDING" || status === "CREATE_IN_PROGRESS";
}

/** Undefined of one that lies ready: nothing goes on in it. */
export function standingOfChangeSet(set: ChangeSet): Standing | undefined {
  if (isEmpty(set)) return "skipped";
  if (set.status.endsWith("FAILED") || set.execution === "EXECUTE_FAILED") return "failed";
  if (set.execution === "EXECUTE_IN_PROGRESS" || /_(PENDING|IN_PROGRESS)$/.test(set.status)) return "running";
  if (set.execution === "EXECUTE_COMPLETE") return "passed";
  return set.execution === "OBSOLETE" ? "stopped" : undefined;
}

/** How a change set stands, in words. */
export function changeSetText(set: ChangeSet): string {
  if (isEmpty(set)) return "changes nothing";
  if (set.status === "FAILED") return "failed";
  if (isBeingMade(set)) return "being computed";
  const told: Readonly<Record<string, string>> = {
    AVAILABLE: "can be executed",
    EXECUTE_IN_PROGRESS: "being executed",
    EXECUTE_COMPLETE: "executed",
    EXECUTE_FAILED: "execution failed",
    OBSOLETE: "obsolete: its stack was updated since",
  };
  return told[set.execution] ?? set.status.toLowerCase().replaceAll("_", " ");
}

/** How grave a change is: 0 for the gravest. What is lost stands before what is made. */
export function gravity({ action, replacement }: Change): number {
  if (action === "Modify") return replacement === "True" ? 0 : replacement === "Conditional" ? 2 : 4;
  return action === "Remove" ? 1 : action === "Dynamic" ? 3 : 5;
}

/** `REPLACED`: what becomes of the resource. What is lost is written loudly. */
export function actionText({ action, replacement, policy }: Change): string {
  if (action === "Modify") return replacement === "True" ? "REPLACED" : replacement === "Conditional" ? "modified, perhaps REPLACED" : "modified";
  if (action === "Remove") return policy === "Retain" ? "removed from the stack, kept" : policy === "Snapshot" ? "DELETED after a snapshot" : "DELETED";
  return { Add: "added", Import: "imported", Dynamic: "not known before it is executed" }[action] ?? action.toLowerCase();
}

/** `2 replaced, 1 deleted, 4 others`. */
export function changesText(changes: readonly Change[]): string {
  const count = (fits: (change: Change) => boolean) => changes.filter(fits).length;
  const replaced = count((change) => gravity(change) === 0);
  const deleted = count(({ action, policy }) => action === "Remove" && policy !== "Retain");
  const parts = [plural(changes.length, "change"), replaced > 0 ? `${replaced} replaced` : "", deleted > 0 ? `${deleted} deleted` : ""];
  return parts.filter((part) => part !== "").join(", ");
}

/** A value in a line. */
export function valueText(value: string | undefined): string {
  return value === undefined ? "not set" : value === "{{changeSet:KNOWN_AFTER_APPLY}}" ? "known once it is executed" : value;
}

/** So many lines a plan has room for. */
const MOST_PLANNED = 14;

/** What a plan says of changes: the gravest first, and how many more there are. */
export function plannedOf(changes: readonly Change[]): { readonly what: string; readonly after: string }[] {
  const sorted = changes.toSorted((a, b) => gravity(a) - gravity(b));
  const lines = sorted.slice(0, MOST_PLANNED).map((change) => ({ what: `${change.logicalId} (${typeText(change.type)})`, after: actionText(change) }));
  const left = sorted.length - lines.length;
  return left === 0 ? lines : [...lines, { what: "And", after: `${plural(left, "more change")}, none graver than these` }];
}
