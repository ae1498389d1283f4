import { CloudFormationClient, DescribeTypeCommand, ListTypesCommand, type ListTypesInput } from "@aws-sdk/client-cloudformation";
import type { AwsSession } from "../../aws/session.ts";
import { everyItem } from "../../base/pages.ts";
import { type RegistrySchema, registrySchema } from "./model.ts";

/** Types that AWS's archive does not have: those that an account registered itself, and others' that it activated. */
const OWN: readonly ListTypesInput[] = [
  { Visibility: "PRIVATE", Filters: { Category: "REGISTERED" } },
  { Visibility: "PUBLIC", Filters: { Category: "ACTIVATED" } },
];

/** The registry of CloudFormation in one context. Every method throws DevOpsError. */
export class RegistryApi {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** The schemas of the resource types that are this account's own, one call each. */
  async ownTypes(signal: AbortSignal): Promise<readonly RegistrySchema[]> {
    const found: RegistrySchema[] = [];
    for (const which of OWN) {
      for (const name of await this.#names(which, signal)) {
        const schema = await this.#schema(name, signal);
        if (schema !== undefined) found.push(schema);
      }
    }
    return found;
  }

  async #names(which: ListTypesInput, signal: AbortSignal): Promise<readonly string[]> {
    return everyItem("list types of the registry", async (token) => {
      const command = new ListTypesCommand({ Type: "RESOURCE", DeprecatedStatus: "LIVE", ...which, NextToken: token });
      const { TypeSummaries = [], NextToken } = await this.#session.send(CloudFormationClient, command, { signal });
      return { items: TypeSummaries.flatMap(({ TypeName }) => TypeName ?? []), next: NextToken };
    });
  }

  async #schema(name: string, signal: AbortSignal): Promise<RegistrySchema | undefined> {
    const command = new DescribeTypeCommand({ Type: "RESOURCE", TypeName: name });
    const { Schema = "" } = await this.#session.send(CloudFormationClient, command, { signal, subject: `type ${name}` });
    return registrySchema(Schema);
  }
}
