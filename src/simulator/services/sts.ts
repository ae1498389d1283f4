import type * as StsModule from "@aws-sdk/client-sts";
import { newAccessKeyId } from "../credentials.ts";
import type { Identity, KeyStore } from "../credentials.ts";
import { AwsError } from "../wire/errors.ts";
import type { Handlers } from "../wire/types.ts";

/** Lifetimes of temporary keys when none is asked for, in seconds (STS API reference). */
const ROLE_SECONDS = 3600;
const SESSION_SECONDS = 43_200;

/** The simulated operations of STS: who am I, and temporary keys that really end. */
export function stsHandlers(keys: KeyStore, accountId: string): Handlers<typeof StsModule> {
  return {
    GetCallerIdentity(_input, { callerArn, userId }) {
      return { Account: accountId, Arn: callerArn, UserId: userId };
    },

    AssumeRole(input) {
      const role = new RegExp(`^arn:aws:iam::${accountId}:role/(?:.*/)?([\\w+=,.@-]+)$`).exec(input.RoleArn ?? "")?.[1];
      if (role === undefined) {
        throw new AwsError(
          "AccessDenied",
          `User is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
          { status: 403 },
        );
      }
      const arn = `arn:aws:sts::${accountId}:assumed-role/${role}/${input.RoleSessionName}`;
      const userId = `${newAccessKeyId("AROA")}:${input.RoleSessionName}`;
      const identity = keys.issue(arn, userId, input.DurationSeconds ?? ROLE_SECONDS);
      return { Credentials: credentialsOf(identity), AssumedRoleUser: { AssumedRoleId: userId, Arn: arn } };
    },

    GetSessionToken(input, { callerArn, userId }) {
      return { Credentials: credentialsOf(keys.issue(callerArn, userId, input.DurationSeconds ?? SESSION_SECONDS)) };
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
