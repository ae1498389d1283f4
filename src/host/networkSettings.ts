import * as vscode from "vscode";
import type { EditorNetwork } from "../aws/proxies.ts";

/** What the editor's own settings say of the network: the SDK is not among what the editor leads through its proxy. */
export function networkSettings(): EditorNetwork {
  const settings = vscode.workspace.getConfiguration("http");
  const text = (name: string): string => {
    const value: unknown = settings.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const exceptions: unknown = settings.get("noProxy");
  return {
    proxy: text("proxySupport") === "off" ? "" : text("proxy"),
    noProxy: Array.isArray(exceptions) ? exceptions.filter((host) => typeof host === "string") : [],
    proxyStrict: settings.get("proxyStrictSSL") !== false,
    proxyAuthorization: text("proxyAuthorization"),
    systemCertificates: settings.get("systemCertificates") !== false,
  };
}
