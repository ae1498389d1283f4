import { CodeStarConnectionsClient, ListConnectionsCommand, ListHostsCommand } from "@aws-sdk/client-codestar-connections";
import type { AwsSession } from "../../aws/session.ts";
import { type PageOf, listed } from "../../base/pages.ts";
import type { Connection, Host } from "./model.ts";

/** The service's largest pages (API reference). */
const MaxResults = 100;

/** CodeConnections of one context. Every method throws DevOpsError. */
export class CodeConnectionsApi {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Those of a host, or all: the call's own filter takes no host whose ARN begins in the new way (its model in the SDK). */
  async listConnections(host: Host | undefined, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Connection>> {
    const command = new ListConnectionsCommand({ MaxResults, NextToken });
    const page = await this.#session.send(CodeStarConnectionsClient, command, { signal, ...(host === undefined ? {} : { subject: `host ${host.name}` }) });
    const items = (page.Connections ?? []).map((one) => ({
      arn: one.ConnectionArn ?? "",
      name: one.ConnectionName ?? "",
      provider: one.ProviderType ?? "",
      status: one.ConnectionStatus ?? "",
      owner: one.OwnerAccountId ?? "",
      hostArn: one.HostArn,
    }));
    return { items: items.filter(({ hostArn }) => host === undefined || hostArn === host.arn), next: page.NextToken };
  }

  async listHosts(NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Host>> {
    const page = await this.#session.send(CodeStarConnectionsClient, new ListHostsCommand({ MaxResults, NextToken }), { signal });
    return listed(page.Hosts, page.NextToken, (one) => ({
      arn: one.HostArn ?? "",
      name: one.Name ?? "",
      provider: one.ProviderType ?? "",
      endpoint: one.ProviderEndpoint ?? "",
      status: one.Status ?? "",
      message: one.StatusMessage,
    }));
  }
}
