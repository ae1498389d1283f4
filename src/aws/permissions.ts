import { type Permission, permissionRows } from "../base/permission.ts";
import { roomCalls } from "./calls.gen.ts";

/** What belongs to no room: who somebody is, and what the account is called. */
export const OWN_CALLS = {
  sts: [{ service: "STS", read: ["GetCallerIdentity"] }],
  iam: [{ service: "IAM", read: ["ListAccountAliases"] }],
} as const;

/** Every SDK command that an `api.ts` or `aws/` sends, and git's own two. A test fails when a command has no row here. */
export const PERMISSIONS: readonly Permission[] = [...Object.entries(OWN_CALLS), ...Object.entries(roomCalls)].flatMap(([id, calls]) => permissionRows(id, calls));

/** The row of an operation; undefined where the table has none. */
export function permissionsOf(service: string, operation: string): Permission | undefined {
  return PERMISSIONS.find((row) => row.service === service && row.operation === operation);
}
