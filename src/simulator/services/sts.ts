import type * as StsModule from "@aws-sdk/client-sts";
import { newAccessKeyId } from "../credentials.ts";
import type { Identity, KeyStore } from "../credentials.ts";
import { AwsError } from "../wire/errors.ts";
import type { Handlers } from "../wire/types.ts";

/** Lifetimes of temporary keys when none is asked for, in seconds (STS API reference). */
const ROLE_SECONDS = 3600;
const SESSION_SECONDS = 43_200;

/**
 * The simulated operations of STS: who am I, and temporary keys that really end.
 * @param accountIds the accounts whose roles may be assumed, each from the others too
 */
export function stsHandlers(keys: KeyStore, accountIds: readonly string[]): Handlers<typeof StsModule> {
  return {
    GetCallerIdentity(_input, { accountId, callerArn, userId }) {
      return { Account: accountId, Arn: callerArn, UserId: userId };
    },

    AssumeRole(input) {
      const [, accountId, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(input.RoleArn ?? "") ?? [];
      if (accountId === undefined || !accountIds.includes(accountId)) {
        throw new AwsError(
          "AccessDenied",
          `User is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
          { status: 403 },
        );
      }
      const arn = `arn:aws:sts::${accountId}:assumed-role/${role}/${input.RoleSessionName}`;
      const userId = `${newAccessKeyId("AROA")}:${input.RoleSessionName}`;
      const identity = keys.issue({ accountId, arn, userId }, input.DurationSeconds ?? ROLE_SECONDS);
      return { Credentials: credentialsOf(identity), AssumedRoleUser: { AssumedRoleId: userId, Arn: arn } };
    },

    GetSessionToken(input, { accountId, callerArn, userId }) {
      const principal = { accountId, arn: callerArn, userId };
      return { Credentials: credentialsOf(keys.issue(principal, input.DurationSeconds ?? SESSION_SECONDS)) };
    },
  };
}

function credentialsOf(identity: Identity) {
  return {
    AccessKeyId: identity.accessKeyId,
    SecretAccessKey: identity.secretAccessKey,
    SessionToken: identity.sessionToken,
    Expiration: new Date(identity.expiresAt ?? 0),
  };
}
