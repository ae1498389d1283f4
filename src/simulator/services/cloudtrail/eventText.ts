import type { NormalizedSchema } from "@smithy/core/schema";
import { membersOf, traitsOf } from "../../wire/schema.ts";
import type { Members } from "../../wire/types.ts";
import type { Call, Caller } from "./calls.ts";
import type { NamedResource } from "./resources.ts";

/** What CloudTrail writes in the place of what is secret. */
const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
/** Larger parameters are left out ("CloudTrail record contents", omitted fields: 100 KB). */
const LARGEST = 100 * 1024;
/** Names of what is secret though the service's model does not say so: values of environment variables among them. */
const SECRET_NAME = /password|passphrase|privatekey|^secret(string|binary|value)?$|^environmentVariables/i;
const READS = /^(Get|List|Describe|Batch(Get|Describe|Check)|Lookup|Search|Head|Validate|Filter|Select|View|Preview|Estimate|AssumeRole|Simulate)/;
/** Operations of Lambda whose events bear the date of its API ("Logging AWS Lambda API calls", developer guide). */
const LAMBDA_DATED: Readonly<Record<string, string>> = {
  CreateFunction: "20150331", DeleteFunction: "20150331", ListFunctions: "20150331", PublishVersion: "20150331", CreateAlias: "20150331",
  UpdateAlias: "20150331", DeleteAlias: "20150331", GetFunction: "20150331v2", UpdateFunctionCode: "20150331v2", UpdateFunctionConfiguration: "20150331v2",
};

export function isReadOnly(operation: string): boolean {
  return READS.test(operation);
}

/** `UpdateFunctionCode20150331v2` */
export function eventName({ service, operation }: Call): string {
  return service === "lambda" ? `${operation}${LAMBDA_DATED[operation] ?? ""}` : operation;
}

export function eventSource({ service }: Call): string {
  return `${service}.amazonaws.com`;
}

/** Who an event is listed under: the user, or the session of a role. */
export function userName({ callerArn, invokedBy }: Caller): string {
  return invokedBy !== undefined && !callerArn.includes(":assumed-role/") ? invokedBy : callerArn.slice(callerArn.lastIndexOf("/") + 1);
}

/** An event as CloudTrail writes it ("CloudTrail record contents", user guide). @param id of the event */
export function eventText(call: Call, id: string, resources: readonly NamedResource[]): string {
  const { at, region, caller, address, agent, input, additional, schema, size, error } = call;
  const arns = resources.filter(({ name }) => name.startsWith("arn:"));
  return JSON.stringify({
    eventVersion: "1.11",
    userIdentity: identityOf(caller, at),
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: eventSource(call),
    eventName: eventName(call),
    awsRegion: region,
    sourceIPAddress: address,
    userAgent: agent,
    ...(error === undefined ? {} : { errorCode: codeOf(call, error.code), errorMessage: error.message }),
    requestParameters: size > LARGEST ? { omitted: true, originalSize: size, reason: "size limit exceeded" } : parametersOf(input, schema),
    responseElements: null,
    ...(additional === undefined ? {} : { additionalEventData: additional }),
    requestID: id.split("-").toReversed().join("-"),
    eventID: id,
    readOnly: isReadOnly(call.operation),
    ...(arns.length === 0 ? {} : { resources: arns.map(({ type, name }) => ({ accountId: caller.accountId, type, ARN: name })) }),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: caller.accountId,
    eventCategory: "Management",
  });
}

/** EC2's codes bear the side that made the mistake. */
function codeOf({ service }: Call, code: string): string {
  return service === "ec2" ? `Client.${code}` : code;
}

/** The element userIdentity ("CloudTrail userIdentity element", user guide). */
function identityOf(caller: Caller, at: number): object {
  const { accountId, callerArn: arn, userId, accessKeyId, invokedBy } = caller;
  const invoked = invokedBy === undefined ? {} : { invokedBy };
  const [, kind, name = ""] = /:(user|assumed-role)\/(.+)$/.exec(arn) ?? [];
  if (kind === undefined) {
    return { type: "AWSService", ...invoked };
  }
  const base = { principalId: userId, arn, accountId, accessKeyId };
  if (kind === "user") {
    return { type: "IAMUser", ...base, userName: name.slice(name.lastIndexOf("/") + 1), ...invoked };
  }
  const [role = ""] = name.split("/");
  const [principalId] = userId.split(":");
  const sessionIssuer = { type: "Role", principalId, arn: `arn:aws:iam::${accountId}:role/${role}`, accountId, userName: role };
  // a session is an hour old at most: this one began with the hour
  const creationDate = `${new Date(at).toISOString().slice(0, 13)}:00:00Z`;
  return { type: "AssumedRole", ...base, sessionContext: { sessionIssuer, attributes: { creationDate, mfaAuthenticated: "false" } }, ...invoked };
}

function parametersOf(input: Members, schema: NormalizedSchema | undefined): unknown {
  const shown = shownOf(input, schema) as object;
  return Object.keys(shown).length === 0 ? null : shown;
}

/** A value without what is secret, its members as CloudTrail spells them; bytes and streams are not told. */
function shownOf(value: unknown, schema: NormalizedSchema | undefined): unknown {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (schema !== undefined && "sensitive" in traitsOf(schema)) {
    return HIDDEN;
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value !== "object") {
    return typeof value === "bigint" ? String(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((one) => shownOf(one, schema?.isListSchema() === true ? schema.getValueSchema() : undefined));
  }
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) {
    return undefined;
  }
  const members = new Map(schema === undefined ? [] : membersOf(schema));
  const ofMap = schema?.isMapSchema() === true ? schema.getValueSchema() : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      ofMap === undefined ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name,
      SECRET_NAME.test(name) && inner !== undefined ? HIDDEN : shownOf(inner, members.get(name) ?? ofMap),
    ]),
  );
}
