import { hashText, Random } from "../../random.ts";
import type { ResourceBlueprint } from "./blueprint.ts";

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
    case "AWS::S3::Bucket":
      return `${physicalId} already exists`;
    default:
      return told("Rate exceeded", type.split("::")[1] ?? "AWS", 400, "Throttling");
  }
}
