import type { RegionState } from "../../account/account.ts";
import { Random } from "../../random.ts";
import type { Properties } from "../../resources/inventory.ts";

const DAY = 86_400_000;

export const CONNECTION = "AWS::CodeStarConnections::Connection";
export const HOST = "AWS::CodeStarConnections::Host";

interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** Newer connections are of `codeconnections`, whatever asks for them (developer tools console guide, "Connections rename"). */
export function connectionArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:codeconnections:${region}:${accountId}:connection/${new Random(`${accountId} ${region} connection ${name}`).uuid()}`;
}

function hostArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:codeconnections:${region}:${accountId}:host/${name}-${new Random(`${accountId} ${region} host ${name}`).hex(8)}`;
}

const HOSTS = [
  { name: "ghe-frankfurt", provider: "GitHubEnterpriseServer", endpoint: "https://ghe.kestrel.example", status: "AVAILABLE" },
  { name: "gitlab-lab", provider: "GitLabSelfManaged", endpoint: "https://gitlab.lab.kestrel.example", status: "PENDING" },
  {
    name: "ghe-legacy",
    provider: "GitHubEnterpriseServer",
    endpoint: "https://ghe.old.kestrel.example",
    status: "VPC_CONFIG_FAILED_INITIALIZATION",
    message: "The subnet has no free address",
  },
] as const;

const CONNECTIONS: readonly { readonly name: string; readonly provider: string; readonly status: string; readonly host?: string }[] = [
  { name: "kestrel-github", provider: "GitHub", status: "AVAILABLE" },
  { name: "partners-bitbucket", provider: "Bitbucket", status: "PENDING" },
  { name: "customs-gitlab", provider: "GitLab", status: "ERROR" },
  { name: "platform-ghe", provider: "GitHubEnterpriseServer", status: "AVAILABLE", host: "ghe-frankfurt" },
  { name: "depots-ghe", provider: "GitHubEnterpriseServer", status: "AVAILABLE", host: "ghe-frankfurt" },
  { name: "firmware-ghe", provider: "GitHubEnterpriseServer", status: "PENDING", host: "ghe-frankfurt" },
];

/** What the platform team has set up by hand, in a region that has pipelines. */
export function openConnections({ inventory, clock, pipelines }: RegionState): void {
  if (pipelines.all().length === 0) return;
  const put = (type: string, arn: string, name: string, age: number, properties: Properties) => {
    const created = clock.now() - age * DAY;
    inventory.put({ type, id: arn, arn, name, properties, created, updated: created });
  };
  HOSTS.forEach(({ name, provider, endpoint, status, ...more }, at) =>
    put(HOST, hostArn(inventory, name), name, 400 - at * 60, {
      Name: name,
      ProviderType: provider,
      ProviderEndpoint: endpoint,
      Status: status,
      StatusMessage: "message" in more ? more.message : undefined,
    }),
  );
  CONNECTIONS.forEach(({ name, provider, status, host }, at) =>
    put(CONNECTION, connectionArn(inventory, name), name, 300 - at * 40, {
      ConnectionName: name,
      ProviderType: provider,
      ConnectionStatus: status,
      HostArn: host && hostArn(inventory, host),
    }),
  );
}
