import {
  GetAccountAuthorizationDetails$,
  GetPolicy$,
  GetPolicyVersion$,
  GetRole$,
  GetRolePolicy$,
  IAMClient,
  InvalidInputException$,
  ListAccountAliases$,
  ListAttachedRolePolicies$,
  ListInstanceProfilesForRole$,
  ListRolePolicies$,
  ListRoles$,
  NoSuchEntityException$,
  SimulatePrincipalPolicy$,
} from "@aws-sdk/client-iam";
import type * as IamModule from "@aws-sdk/client-iam";
import type { ContextEntry, Role as SdkRole } from "@aws-sdk/client-iam";
import { hashText, Random } from "../../random.ts";
import { describeService } from "../../resources/descriptor.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { type PolicyDocument, documentText } from "./documents.ts";
import { type Context, evaluate } from "./evaluate.ts";
import { type Role, Roles, nameOf, noSuch } from "./roles.ts";

const INVALID = "ValidationError";
/** The one version that managed policies have here. */
const VERSION = "v1";

interface Paged {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

function paged<T>(all: readonly T[], key: (one: T) => string, { Marker, MaxItems }: Paged) {
  const size = pageSize(MaxItems, "maxItems", { standard: 100, most: 1000 }, INVALID);
  const badToken = () => new AwsError(INVALID, `Invalid Marker: ${Marker}`);
  const { items, nextToken } = page(all, key, { nextToken: Marker, size, badToken });
  return { items, rest: { IsTruncated: nextToken !== undefined, ...(nextToken === undefined ? {} : { Marker: nextToken }) } };
}

/** Documents are percent-encoded (API reference, "RFC 3986"). */
const encoded = (document: PolicyDocument) => encodeURIComponent(documentText(document).text);
const idOf = (prefix: string, name: string) => `${prefix}${new Random(hashText(name)).hex(17).toUpperCase()}`;
const attached = (arn: string) => ({ PolicyName: nameOf(arn), PolicyArn: arn });
const boundaryOf = ({ boundary }: Role) => (boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy" as const, PermissionsBoundaryArn: boundary } });
/** A role without tags is told without the list. */
const tagged = ({ tags }: Role) => (tags.length === 0 ? {} : { Tags: [...tags] });
const lastUsed = ({ used }: Role, region: string) => ({ RoleLastUsed: used === undefined ? {} : { LastUsedDate: new Date(used), Region: region } });

/** As `ListRoles` tells it: without its boundary and when it was used. */
function listed(role: Role): SdkRole {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: idOf("AROA", role.name),
    Arn: role.arn,
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encoded(role.trust),
    MaxSessionDuration: role.longest,
    ...(role.description === undefined ? {} : { Description: role.description }),
  };
}

function contextOf(entries: readonly ContextEntry[]): Context {
  return new Map(entries.map(({ ContextKeyName = "", ContextKeyValues = [] }) => [ContextKeyName.toLowerCase(), ContextKeyValues]));
}

/** AWS Identity and Access Management: roles, what they may do, and whether they may do something. */
export const iam = describeService<typeof IamModule, { readonly roles: Roles; readonly alias: string }>({
  name: "iam",
  types: "AWS::IAM::",
  invalid: INVALID,
  schemas: {
    GetAccountAuthorizationDetails$,
    GetPolicy$,
    GetPolicyVersion$,
    GetRole$,
    GetRolePolicy$,
    InvalidInputException$,
    ListAccountAliases$,
    ListAttachedRolePolicies$,
    ListInstanceProfilesForRole$,
    ListRolePolicies$,
    ListRoles$,
    NoSuchEntityException$,
    SimulatePrincipalPolicy$,
  },
  client: (options) => new IAMClient(options),
  open: (state) => ({ roles: new Roles(state), alias: state.alias }),
  rules: {},
  listed: ["Role", "Policy", "ManagedPolicy", "InstanceProfile"].map((kind) => `AWS::IAM::${kind}`),
  handlers: (world) => {
    const roles = (region: string) => world(region).roles;
    return {
      ListAccountAliases(input, { region }) {
        const { items, rest } = paged([world(region).alias], (alias) => alias, input);
        return { AccountAliases: items, ...rest };
      },
      ListRoles({ PathPrefix = "/", ...input }, { region }) {
        const { items, rest } = paged(roles(region).list().filter(({ path }) => path.startsWith(PathPrefix)), ({ arn }) => arn, input);
        return { Roles: items.map(listed), ...rest };
      },
      GetRole({ RoleName }, { region }) {
        const role = roles(region).find(RoleName);
        return { Role: { ...listed(role), ...tagged(role), ...boundaryOf(role), ...lastUsed(role, region) } };
      },
      GetAccountAuthorizationDetails({ Filter, ...input }, { region }) {
        if (Filter?.some((one) => one !== "Role") !== false) {
          throw partNotSimulated("Details of anything but roles");
        }
        const { items, rest } = paged(roles(region).list(), ({ arn }) => arn, input);
        const RoleDetailList = items.map((role) => {
          const { MaxSessionDuration: _longest, Description: _description, ...own } = listed(role);
          return {
            ...own,
            ...boundaryOf(role),
            ...lastUsed(role, region),
            AttachedManagedPolicies: role.attached.map(attached),
            RolePolicyList: role.inline.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encoded(document) })),
            InstanceProfileList: [],
            Tags: [...role.tags],
          };
        });
        return { RoleDetailList, UserDetailList: [], GroupDetailList: [], Policies: [], ...rest };
      },
      ListAttachedRolePolicies({ RoleName, PathPrefix: _path, ...input }, { region }) {
        const { items, rest } = paged(roles(region).find(RoleName).attached, (arn) => arn, input);
        return { AttachedPolicies: items.map(attached), ...rest };
      },
      ListRolePolicies({ RoleName, ...input }, { region }) {
        const { items, rest } = paged(roles(region).find(RoleName).inline, ({ name }) => name, input);
        return { PolicyNames: items.map(({ name }) => name), ...rest };
      },
      GetRolePolicy({ RoleName, PolicyName }, { region }) {
        const found = roles(region).find(RoleName).inline.find(({ name }) => name === PolicyName);
        if (found === undefined) {
          throw noSuch(`The role policy with name ${PolicyName} cannot be found.`);
        }
        return { RoleName, PolicyName, PolicyDocument: encoded(found.document) };
      },
      GetPolicy({ PolicyArn = "" }, { region }) {
        roles(region).managed(PolicyArn);
        return { Policy: { PolicyName: nameOf(PolicyArn), PolicyId: idOf("ANPA", PolicyArn), Arn: PolicyArn, DefaultVersionId: VERSION, IsAttachable: true } };
      },
      GetPolicyVersion({ PolicyArn = "", VersionId }, { region }) {
        const document = roles(region).managed(PolicyArn);
        if (VersionId !== VERSION) {
          throw noSuch(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
        }
        return { PolicyVersion: { Document: encoded(document), VersionId, IsDefaultVersion: true } };
      },
      ListInstanceProfilesForRole({ RoleName, ...input }, { region }) {
        const role = roles(region).find(RoleName);
        const { items, rest } = paged(roles(region).profilesOf(role), ({ arn }) => arn, input);
        const InstanceProfiles = items.map(({ name, arn, created }) => ({
          Path: "/",
          InstanceProfileName: name,
          InstanceProfileId: idOf("AIPA", name),
          Arn: arn,
          CreateDate: new Date(created),
          Roles: [listed(role)],
        }));
        return { InstanceProfiles, ...rest };
      },
      SimulatePrincipalPolicy({ PolicySourceArn, ActionNames = [], ResourceArns = ["*"], ContextEntries = [], ResourcePolicy, CallerArn, PolicyInputList, ...input }, { region }) {
        if (ResourcePolicy !== undefined || CallerArn !== undefined || PolicyInputList !== undefined) {
          throw partNotSimulated("Policies beside the role's own");
        }
        const role = roles(region).find(PolicySourceArn);
        const [policies, boundary] = [roles(region).policiesOf(role), roles(region).boundaryOf(role)];
        const context = contextOf(ContextEntries);
        const all = ActionNames.flatMap((action) => ResourceArns.map((resource) => ({ action, resource })));
        const { items, rest } = paged(all, ({ action, resource }) => `${action} ${resource}`, input);
        const EvaluationResults = items.map(({ action, resource }) => {
          const { decision, matched, missing, isInBoundary } = evaluate(policies, boundary, { action, resource, context });
          return {
            EvalActionName: action,
            EvalResourceName: resource,
            EvalDecision: decision,
            MatchedStatements: [...matched],
            MissingContextValues: [...missing],
            ...(isInBoundary === undefined ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: isInBoundary } }),
          };
        });
        return { EvaluationResults, ...rest };
      },
    };
  },
});
