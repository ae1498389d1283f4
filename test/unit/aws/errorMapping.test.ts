import { describe, expect, it } from "vitest";
import { mapSdkError } from "../../../src/aws/errorMapping.ts";

const facts = { service: "CodeBuild", operation: "StopBuild", subject: "build web:1", context: "kestrel · eu-west-1" };
const thrown = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name, ...more });

describe("what AWS says", () => {
  it("names the missing action when AWS does, else by the table", () => {
    const named = thrown("AccessDeniedException", "User: x is not authorized to perform: iam:PassRole on resource: y");
    expect(mapSdkError(named, facts).missingAction).toBe("iam:PassRole");
    expect(mapSdkError(thrown("AccessDeniedException", "no"), facts).missingAction).toBe("codebuild:StopBuild");
  });

  it.each([
    ["ExpiredToken", "expired"], // as the query protocol spells it
    ["ExpiredTokenException", "expired"],
    ["InvalidClientTokenId", "expired"],
    ["CredentialsProviderError", "expired"],
    ["AccessDenied", "denied"],
    ["Throttling", "throttled"],
    ["TooManyRequestsException", "throttled"],
    ["PipelineNotFoundException", "notFound"],
    ["ApprovalAlreadyCompletedException", "conflict"],
    ["StageNotRetryableException", "conflict"],
    ["InvalidParameterException", "invalid"],
    ["ValidationError", "invalid"],
    ["NotImplementedException", "unsupported"],
    ["TimeoutError", "offline"],
    ["InvalidToken", "expired"],
    ["ServiceUnavailable", "unavailable"],
    ["InternalFailure", "unavailable"],
    ["KMSDisabledException", "conflict"],
    ["EncryptionKeyDisabledException", "conflict"],
    ["KMSAccessDeniedException", "denied"],
    ["EncryptionKeyUnavailableException", "unavailable"],
    ["OptInRequired", "absent"],
    ["SubscriptionRequiredException", "absent"],
    ["RegionDisabledException", "absent"],
    ["IncompleteSignature", "internal"],
    ["MissingAuthenticationTokenException", "internal"],
    ["Surprise", "internal"],
  ])("%s is %s", (name, kind) => expect(mapSdkError(thrown(name, "why"), facts).kind).toBe(kind));

  it("is only the first line, with what was tried and on what", () => {
    const error = mapSdkError(thrown("ValidationError", "wrong\n    at stack"), facts);
    expect(error.message).toBe("Could not stop build (build web:1, kestrel · eu-west-1): wrong.");
  });

  it("is told apart from an answer that is not AWS's", () => {
    const page = thrown("SyntaxError", "Unexpected token '<'", { $metadata: { httpStatusCode: 400 } });
    expect(mapSdkError(page, facts)).toMatchObject({ kind: "unsupported", short: "Not supported by this endpoint" });
    const refused = thrown("Surprise", "no", { $metadata: { httpStatusCode: 400 }, $fault: "client" });
    expect(mapSdkError(refused, facts).kind).toBe("internal");
  });

  it("is AWS's own failure where the server says so, whatever its name", () => {
    const own = thrown("Surprise", "oops", { $metadata: { httpStatusCode: 500 }, $fault: "server" });
    expect(mapSdkError(own, { ...facts, operation: "ListBuilds" }).message).toMatch(
      /CodeBuild failed on its own side \(HTTP 500\): Surprise, oops\. It is tried again by itself\.$/,
    );
  });

  it("of a signature that was lost on the way is no question of signing in", () => {
    const error = mapSdkError(thrown("IncompleteSignature", "no Credential"), facts);
    expect(error.message).toMatch(/found no complete signature.*IncompleteSignature.*proxy that removes headers/);
    expect(error.message).not.toContain("Sign in");
  });

  it("of a clock that is wrong says so", () => {
    const error = mapSdkError(thrown("SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2"), facts);
    expect(error.message).toContain("Set this computer's clock");
  });

  it("of a permission set that is not assigned any more is a denial", () => {
    const error = mapSdkError(thrown("CredentialsProviderError", "No access"), facts);
    expect(error).toMatchObject({ kind: "denied", short: "The permission set is no longer assigned", missingAction: undefined });
    expect(error.message).not.toMatch(/Sign in again|IAM action/);
  });

  it.each([
    ["with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o/p", "a service control policy", /organization/],
    ["with an explicit deny in a resource control policy", "a resource control policy", /organization/],
    ["with an explicit deny in a permissions boundary", "a permissions boundary", /set the boundary/],
    ["with an explicit deny in a session policy", "a session policy", /gave out this session/],
    ["with an explicit deny in a resource-based policy", "a resource-based policy", /owner of the resource/],
    ["with an explicit deny in an identity-based policy", "an identity-based policy", /administrators of the account/],
    ["with an explicit deny in a VPC endpoint policy", "a VPC endpoint policy", /network/],
    ["with an explicit deny", "a policy", /administrators of the account/],
    ["because no permissions boundary allows the codebuild:StopBuild action", "a permissions boundary", /set the boundary/],
    ["because no service control policy allows the codebuild:StopBuild action", "a service control policy", /organization/],
    ["because no session policy allows the codebuild:StopBuild action", "a session policy", /gave out/],
  ])("%s names the policy and whom to ask", (reason, policy, owner) => {
    const message = `User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: codebuild:StopBuild on resource: x ${reason}`;
    const error = mapSdkError(thrown("AccessDeniedException", message), facts);
    expect(error).toMatchObject({ kind: "denied", short: `Denied by ${policy}`, missingAction: undefined });
    expect(error.message).toMatch(owner);
    expect(error.message).not.toContain("is missing");
  });

  it("is a missing permission where no identity-based policy allows it", () => {
    const message = "User: a is not authorized to perform: codebuild:StopBuild because no identity-based policy allows the codebuild:StopBuild action";
    expect(mapSdkError(thrown("AccessDeniedException", message), facts).missingAction).toBe("codebuild:StopBuild");
  });

  it("stays cancelled when somebody gave up", () => {
    expect(mapSdkError(thrown("AbortError", "Request aborted"), facts).kind).toBe("cancelled");
  });
});
