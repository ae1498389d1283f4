import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListInstanceProfilesForRoleCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import type { EvaluationResult, RoleDetail } from "@aws-sdk/client-iam";
import { apiOf } from "../../aws/serviceApi.ts";
import type { AwsSession } from "../../aws/session.ts";
import type { AccountContext } from "../../base/context.ts";
import type { FoundUsers } from "../../base/contracts.ts";
import { type PageOf, everyItem, listed } from "../../base/pages.ts";
import { parseArn } from "../../base/resourceRef.ts";
import { type Deciding, type Policy, type Role, type RoleUser, type Verdict, decoded, sourceOf, statementAt } from "./model.ts";

/** Roles a page: each comes with its documents. */
const PAGE = 100;

/** What other rooms know of who acts as a role. */
type Others = (role: string, context: AccountContext, signal: AbortSignal) => Promise<FoundUsers>;

/** IAM of one context; it is the same in all regions. Every method throws DevOpsError. */
export class IamApi extends apiOf(IAMClient) {
  readonly #others: Others;

  constructor(session: AwsSession, others: Others) {
    super(session);
    this.#others = others;
  }

  /** Roles with their policies and when they were used: one call tells of all what others would need one each for. */
  async listRoles(Marker: string | undefined, signal: AbortSignal): Promise<PageOf<Role>> {
    const command = new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: PAGE, Marker });
    const page = await this.send(command, { signal });
    return listed(page.RoleDetailList, page.IsTruncated === true ? page.Marker : undefined, toRole);
  }

  /** A document as it is stored, decoded. */
  async document({ name, arn, encoded }: Policy): Promise<string> {
    if (encoded !== undefined || arn === undefined) return decoded(encoded ?? "");
    const subject = `policy ${name}`;
    const { Policy: policy } = await this.send(new GetPolicyCommand({ PolicyArn: arn }), { subject });
    const command = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: policy?.DefaultVersionId });
    return decoded((await this.send(command, { subject })).PolicyVersion?.Document ?? "");
  }

  /** Who acts as a role: what other rooms know of it in the context's region, and instance profiles. */
  async usersOf({ name, arn }: Role, Marker: string | undefined, context: AccountContext, signal: AbortSignal): Promise<PageOf<RoleUser>> {
    const command = new ListInstanceProfilesForRoleCommand({ RoleName: name, Marker });
    const page = await this.send(command, { signal, subject: `role ${name}` });
    const profiles = (page.InstanceProfiles ?? []).map(({ InstanceProfileName: label = "", Arn = "" }) => ({ label, detail: "instance profile", ref: parseArn(Arn), isFailure: false }));
    const others = Marker === undefined ? await this.#others(arn, context, signal) : { users: [], failures: [] };
    const failures = others.failures.map(({ short, message }) => ({ label: short, detail: message, ref: undefined, isFailure: true }));
    const items = [...failures, ...others.users.map((user) => ({ ...user, isFailure: false })), ...profiles];
    return { items, next: page.IsTruncated === true ? page.Marker : undefined };
  }

  async simulate(role: Role, ActionNames: readonly string[], resource: string, signal: AbortSignal): Promise<readonly Verdict[]> {
    const results = await everyItem("simulate actions", async (Marker) => {
      const command = new SimulatePrincipalPolicyCommand({ PolicySourceArn: role.arn, ActionNames: [...ActionNames], ResourceArns: [resource], Marker });
      const page = await this.send(command, { signal, subject: `role ${role.name}` });
      return { items: page.EvaluationResults ?? [], next: page.IsTruncated === true ? page.Marker : undefined };
    });
    const texts = new Map<string, Promise<string>>();
    return Promise.all(results.map((result) => this.#verdict(role, result, texts)));
  }

  /** @param texts the documents that were read so far, each once */
  async #verdict(role: Role, result: EvaluationResult, texts: Map<string, Promise<string>>): Promise<Verdict> {
    const by = (result.MatchedStatements ?? []).map(async ({ SourcePolicyId: id = "", StartPosition, EndPosition }): Promise<Deciding> => {
      const policy = sourceOf(role, id);
      if (policy === undefined) return { policy: id, kind: undefined, statement: undefined, sid: undefined };
      const text = texts.get(id) ?? this.document(policy);
      texts.set(id, text);
      const found = statementAt(await text, StartPosition, EndPosition);
      return { policy: policy.name, kind: policy.kind, statement: found?.text, sid: found?.sid };
    });
    return {
      action: result.EvalActionName ?? "",
      decision: result.EvalDecision ?? "",
      by: await Promise.all(by),
      missing: result.MissingContextValues ?? [],
      isInBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
      isInOrganization: result.OrganizationsDecisionDetail?.AllowedByOrganizations,
    };
  }
}

function toRole(one: RoleDetail): Role {
  const managed = (one.AttachedManagedPolicies ?? []).map(({ PolicyName: name = "", PolicyArn: arn }): Policy => ({ kind: "managed", name, arn, encoded: undefined }));
  const inline = (one.RolePolicyList ?? []).map(({ PolicyName: name = "", PolicyDocument: encoded }): Policy => ({ kind: "inline", name, arn: undefined, encoded }));
  const boundary = one.PermissionsBoundary?.PermissionsBoundaryArn;
  const bounds: readonly Policy[] = boundary === undefined ? [] : [{ kind: "boundary", name: boundary.slice(boundary.lastIndexOf("/") + 1), arn: boundary, encoded: undefined }];
  return {
    name: one.RoleName ?? "",
    path: one.Path ?? "/",
    arn: one.Arn ?? "",
    createdAt: one.CreateDate?.getTime(),
    usedAt: one.RoleLastUsed?.LastUsedDate?.getTime(),
    usedIn: one.RoleLastUsed?.Region,
    trust: { kind: "trust", name: "Trust policy", arn: undefined, encoded: one.AssumeRolePolicyDocument },
    policies: [...inline, ...managed, ...bounds],
  };
}
