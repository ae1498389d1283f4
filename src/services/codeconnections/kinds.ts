import { parseArn } from "../../base/resourceRef.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { CodeConnectionsApi } from "./api.ts";
import { type Connection, type Host, idOf, providerText, standingOfStatus, statusText } from "./model.ts";

const settings = (account: string, region: string) => `codesuite/settings/${account}/${region}`;

/** All of them, and below a host those that go to it. */
export const connections: Kind<CodeConnectionsApi, Connection, Host | undefined> = {
  noun: "connection",
  icon: "plug",
  none: "No connection",
  filter: "Name contains, or how it stands: failed",
  list: (api, host, { cursor, signal }) => api.listConnections(host, cursor, signal),
  key: ({ arn }) => idOf(arn),
  tell: ({ arn, name, provider, status, owner, hostArn }, _more, { context }) => ({
    label: name,
    name,
    standing: standingOfStatus(status),
    facts: [statusText(status), providerText(provider)],
    tooltip: [
      `${name}: ${providerText(provider)}`,
      statusText(status),
      hostArn === undefined ? undefined : `Host: ${idOf(hostArn)}`,
      `Owned by account ${owner}`,
      arn,
    ],
    ref: parseArn(arn),
    page: connectionPage({ arn, owner }, context.region),
  }),
  find: ({ resource }) => (resource.startsWith("connection/") ? [idOf(resource)] : undefined),
};

/** Where a connection is finished. */
export function connectionPage({ arn, owner }: Pick<Connection, "arn" | "owner">, region: string): string {
  return `${settings(owner, region)}/connections/${idOf(arn)}`;
}

const hosts: Kind<CodeConnectionsApi, Host> = {
  noun: "host",
  icon: "server",
  none: "No host: nobody's own server is connected",
  get below() {
    return [connections];
  },
  list: (api, _service, { cursor, signal }) => api.listHosts(cursor, signal),
  key: ({ arn }) => idOf(arn),
  tell: ({ arn, name, provider, endpoint, status, message }, _more, { context }) => ({
    label: name,
    name,
    standing: standingOfStatus(status),
    facts: [statusText(status), endpoint],
    tooltip: [`${name}: ${providerText(provider)}`, endpoint, statusText(status), message, arn],
    ref: parseArn(arn),
    page: `${settings(parseArn(arn)?.account ?? "", context.region)}/hosts`,
  }),
  find: ({ resource }) => (resource.startsWith("host/") ? [idOf(resource)] : undefined),
};

export const hostsFolder = folder<CodeConnectionsApi, undefined>({ noun: "hosts", label: "Hosts", icon: "server" }, () => [hosts]);
