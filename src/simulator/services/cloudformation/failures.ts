import { hashText, Random } from "../../random.ts";
import type { ResourceBlueprint } from "./blueprint.ts";
import type { HookEvent } from "./model.ts";

/** Why a resource refuses, in the words of its service as CloudFormation's resource handlers pass them on. */
export function failureOf({ logicalId, type, physicalId }: ResourceBlueprint, what: "create" | "update"): string {
  const random = new Random(hashText(`${logicalId} ${what}`));
  const [request, token] = [random.uuid(), random.uuid()];
  const told = (text: string, service: string, status: number, code: string) =>
    `Resource handler returned message: "${text} (Service: ${service}, Status Code: ${status}, Request ID: ${request})" ` +
    `(RequestToken: ${token}, HandlerErrorCode: ${code})`;
  switch (type) {
    case "AWS::Lambda::Function":
      return told(
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
        "Lambda",
        400,
        "GeneralServiceException",
      );
    case "AWS::ECS::TaskDefinition":
      return told("Invalid request provided: Create TaskDefinition: Role is not valid", "AmazonECS", 400, "InvalidRequest");
    case "AWS::CloudFormation::Stack": {
      const made = what === "create" ? "created" : "updated";
      return `Embedded stack ${physicalId} was not successfully ${made}: The following resource(s) failed to ${what}: [Bucket]. `;
    }
    case "AWS::S3::Bucket":
      return `${physicalId} already exists`;
    default:
      return told("Rate exceeded", type.split("::")[1] ?? "AWS", 400, "Throttling");
  }
}

/** What the account's hook on buckets says of one that is about to be made; resources of other types have no hook. */
export function hookEvents({ type }: ResourceBlueprint): HookEvent[] {
  if (type !== "AWS::S3::Bucket") {
    return [];
  }
  const hook = { type: "Kestrel::Guard::BucketEncryption" };
  const found =
    "Hook failed with message: The bucket names no key of its own for encryption.\n" +
    "Set BucketEncryption with SSEAlgorithm aws:kms and a KMSMasterKeyID of the company's, as the handbook says.";
  return [
    { ...hook, status: "HOOK_IN_PROGRESS", reason: "Invoking hook" },
    { ...hook, status: "HOOK_COMPLETE_FAILED", reason: found },
  ];
}
