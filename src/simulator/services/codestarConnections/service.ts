import { CodeStarConnectionsClient, InvalidInputException$, ListConnections$, ListHosts$, ResourceNotFoundException$ } from "@aws-sdk/client-codestar-connections";
import type * as ConnectionsModule from "@aws-sdk/client-codestar-connections";
import { describeService } from "../../resources/descriptor.ts";
import { standard } from "../../resources/project.ts";
import { CONNECTION, HOST, openConnections } from "./connections.ts";

const PAGE = { standard: 100, most: 100 };

/** AWS CodeConnections, under the name that its SDK still signs with. */
export const codestarConnections = describeService<typeof ConnectionsModule, void>({
  name: "codestar-connections",
  types: "AWS::CodeStarConnections::",
  invalid: "InvalidInputException",
  schemas: { InvalidInputException$, ListConnections$, ListHosts$, ResourceNotFoundException$ },
  client: (options) => new CodeStarConnectionsClient(options),
  open: openConnections,
  rules: {
    ListConnections: {
      type: CONNECTION, rows: "Connections", page: PAGE, equal: { ProviderTypeFilter: "ProviderType", HostArnFilter: "HostArn" },
      facts: { OwnerAccountId: ({ arn }) => arn.split(":")[4], ConnectionStatus: standard("PENDING" as const) },
    },
    ListHosts: { type: HOST, rows: "Hosts", page: PAGE },
  },
});
