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
    ["Surprise", "internal"],
  ])("%s is %s", (name, kind) => expect(mapSdkError(thrown(name, "why"), facts).kind).toBe(kind));

  it("is only the first line, with what was tried and on what", () => {
    const error = mapSdkError(thrown("ValidationError", "wrong\n    at stack"), facts);
    expect(error.message).toBe("Could not stop build (build web:1, kestrel · eu-west-1): wrong.");
  });

  it("is told apart from an answer that is not AWS's", () => {
    const page = thrown("SyntaxError", "Unexpected token '<'", { $metadata: { httpStatusCode: 500 } });
    expect(mapSdkError(page, facts)).toMatchObject({ kind: "unsupported", short: "Not supported by this endpoint" });
    const refused = thrown("Surprise", "no", { $metadata: { httpStatusCode: 400 }, $fault: "client" });
    expect(mapSdkError(refused, facts).kind).toBe("internal");
  });

  it("stays cancelled when somebody gave up", () => {
    expect(mapSdkError(thrown("AbortError", "Request aborted"), facts).kind).toBe("cancelled");
  });
});
