import {
  GetSecretValue$,
  InvalidNextTokenException$,
  InvalidParameterException$,
  InvalidRequestException$,
  ListSecretVersionIds$,
  ListSecrets$,
  ResourceNotFoundException$,
  RestoreSecret$,
  RotateSecret$,
  SecretsManagerClient,
  UpdateSecretVersionStage$,
} from "@aws-sdk/client-secrets-manager";
import type * as SecretsManagerModule from "@aws-sdk/client-secrets-manager";
import type { Filter } from "@aws-sdk/client-secrets-manager";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError, notSimulated } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { SECRET, Secrets } from "./secrets.ts";

const INVALID = "InvalidParameterException";
const PAGE = { standard: 100, most: 100 };

/** A filter takes what begins with one of its values, whatever the case; `!` turns it round (API reference, Filter). */
function fits(one: Resource, { Key, Values = [] }: Filter): boolean {
  const texts = new Map([["name", one.name], ["description", text(one, "Description")], ["owning-service", text(one, "OwningService")]]);
  const own = texts.get(Key ?? "")?.toLowerCase();
  if (own === undefined) {
    throw notSimulated("secretsmanager", `ListSecrets with a filter by ${Key}`);
  }
  return Values.some((value) => own.startsWith(value.replace("!", "").toLowerCase()) !== value.startsWith("!"));
}

/** AWS Secrets Manager. */
export const secretsmanager = describeService<typeof SecretsManagerModule, Secrets>({
  name: "secretsmanager",
  types: "AWS::SecretsManager::",
  invalid: INVALID,
  schemas: {
    GetSecretValue$,
    InvalidNextTokenException$,
    InvalidParameterException$,
    InvalidRequestException$,
    ListSecretVersionIds$,
    ListSecrets$,
    ResourceNotFoundException$,
    RestoreSecret$,
    RotateSecret$,
    UpdateSecretVersionStage$,
  },
  client: (options) => new SecretsManagerClient(options),
  open: (state) => new Secrets(state),
  rules: {
    ListSecrets: {
      type: SECRET, rows: "SecretList",
      where: (one, { Filters = [], IncludePlannedDeletion }) =>
        (IncludePlannedDeletion === true || one.properties["DeletedDate"] === undefined) && Filters.every((filter) => fits(one, filter)),
      facts: {
        SecretVersionsToStages: (one, secrets) =>
          Object.fromEntries(secrets.versions(one).filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]])),
      },
    },
  },
  handlers: (secrets) => ({
    ListSecretVersionIds({ SecretId, MaxResults, NextToken, IncludeDeprecated }, { region }) {
      const one = secrets(region).find(SecretId);
      const all = secrets(region).versions(one).filter(({ stages }) => IncludeDeprecated === true || stages.length > 0);
      const { items, nextToken } = page(all, ({ id }) => id, {
        nextToken: NextToken,
        size: pageSize(MaxResults, "maxResults", PAGE, INVALID),
        badToken: () => new AwsError("InvalidNextTokenException", "The NextToken value is invalid."),
      });
      const Versions = items.map(({ id, stages, created }) => ({ VersionId: id, VersionStages: [...stages], CreatedDate: new Date(created) }));
      return { ARN: one.arn, Name: one.name, Versions, NextToken: nextToken };
    },
    GetSecretValue({ SecretId, VersionId, VersionStage }, { region }) {
      const one = secrets(region).findThere(SecretId);
      const { id, value, created, stages } = secrets(region).version(one, VersionId, VersionStage);
      return { ARN: one.arn, Name: one.name, VersionId: id, SecretString: value, VersionStages: [...stages], CreatedDate: new Date(created) };
    },
    RotateSecret({ SecretId, ClientRequestToken = crypto.randomUUID() }, { region }) {
      const one = secrets(region).findThere(SecretId);
      if (one.properties["RotationEnabled"] !== true) {
        throw new AwsError("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.");
      }
      if (secrets(region).versions(one).some(({ stages }) => stages.includes("AWSPENDING"))) {
        throw new AwsError("InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted.");
      }
      secrets(region).rotate(one, ClientRequestToken);
      return { ARN: one.arn, Name: one.name, VersionId: ClientRequestToken };
    },
    UpdateSecretVersionStage({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }, { region }) {
      const one = secrets(region).findThere(SecretId);
      if (VersionStage !== "AWSCURRENT" || MoveToVersionId === undefined) {
        throw notSimulated("secretsmanager", `UpdateSecretVersionStage of ${VersionStage}`);
      }
      const { id } = secrets(region).version(one, MoveToVersionId);
      if (RemoveFromVersionId !== secrets(region).version(one, undefined).id) {
        const why = "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to another version.";
        throw new AwsError(INVALID, why);
      }
      secrets(region).moveCurrent(one, id);
      return { ARN: one.arn, Name: one.name };
    },
    RestoreSecret({ SecretId }, { region }) {
      const one = secrets(region).find(SecretId);
      secrets(region).restore(one);
      return { ARN: one.arn, Name: one.name };
    },
  }),
});
