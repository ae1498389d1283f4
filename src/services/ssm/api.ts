import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type { ParameterMetadata, ParameterStringFilter } from "@aws-sdk/client-ssm";
import { apiOf } from "../../aws/serviceApi.ts";
import type { AwsSession } from "../../aws/session.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyItem, listed } from "../../base/pages.ts";
import { RunbookApi } from "./api/runbooks.ts";
import { type Entry, type Setting, type Version, entriesBelow, entriesFound, personOf } from "./model.ts";

/** The largest page of both lists (API reference). */
const PAGE = 50;
/** The largest page of values by path (API reference). */
const BY_PATH = 10;

/** Systems Manager of one context. Every method throws DevOpsError; no error tells a value. */
export class SsmApi extends apiOf(SSMClient) {
  readonly runbooks: RunbookApi;

  constructor(session: AwsSession) {
    super(session);
    this.runbooks = new RunbookApi(session);
  }

  /**
   * What a page of the parameters below a path shows there, without values. The service lists parameters, not folders: those
   * follow from the names of each page.
   * @param path without a slash at its end; empty for all
   */
  async list(path: string, filter: string | undefined, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Entry>> {
    const filters: ParameterStringFilter[] = [];
    if (path !== "") filters.push({ Key: "Path", Option: "Recursive", Values: [path] });
    if (filter !== undefined) filters.push({ Key: "Name", Option: "Contains", Values: [filter] });
    const command = new DescribeParametersCommand({ MaxResults: PAGE, NextToken, ...(filters.length === 0 ? {} : { ParameterFilters: filters }) });
    const page = await this.send(command, { signal, ...(path === "" ? {} : { subject: `parameters ${path}` }) });
    const parameters = (page.Parameters ?? []).map(toEntry);
    return { items: filter === undefined ? entriesBelow(path, parameters) : entriesFound(path, filter, parameters), next: page.NextToken };
  }

  /** Its versions, without the values that come along. */
  async listVersions(parameter: Entry, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Version>> {
    const command = new GetParameterHistoryCommand({ Name: parameter.name, MaxResults: PAGE, NextToken, WithDecryption: false });
    const page = await this.send(command, { signal, subject: `parameter ${parameter.name}` });
    return listed(page.Parameters, page.NextToken, ({ Version: version = 0, Labels: labels = [], LastModifiedDate, LastModifiedUser }) => ({
      parameter,
      version,
      labels,
      at: LastModifiedDate?.getTime(),
      by: personOf(LastModifiedUser),
    }));
  }

  /** The version that is the current one now. */
  async version({ name }: Entry): Promise<number> {
    const command = new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [name] }] });
    const { Parameters: [found] = [] } = await this.send(command, { subject: `parameter ${name}` });
    if (found === undefined) throw new DevOpsError({ kind: "notFound", tried: "read the parameter", on: `parameter ${name}`, why: "it is gone" });
    return found.Version ?? 0;
  }

  /** A value. Whoever asks shows it and keeps it nowhere. @param version the current one where left out */
  async value({ name }: Entry, version?: number): Promise<string> {
    const command = new GetParameterCommand({ Name: version === undefined ? name : `${name}:${version}`, WithDecryption: true });
    return (await this.send(command, { subject: `parameter ${name}` })).Parameter?.Value ?? "";
  }

  /** All that stands below a path, with what is not encrypted: ten a call, as the service gives them. */
  async settingsBelow(Path: string, signal: AbortSignal): Promise<readonly Setting[]> {
    return everyItem("read the parameters", async (NextToken) => {
      const command = new GetParametersByPathCommand({ Path, Recursive: true, WithDecryption: false, MaxResults: BY_PATH, NextToken });
      const page = await this.send(command, { signal, subject: `parameters ${Path}` });
      return listed(page.Parameters, page.NextToken, ({ Name: name = "", Type: type = "String", Value }) => ({ name, type, value: type === "SecureString" ? undefined : Value }));
    });
  }

  /** @throws DevOpsError where there is one of that name */
  async create({ name, type, value }: Pick<Entry, "name" | "type"> & { readonly value: string }): Promise<void> {
    await this.#put(name, new PutParameterCommand({ Name: name, Value: value, Type: type, Overwrite: false }), value);
  }

  async delete({ name }: Entry): Promise<void> {
    await this.send(new DeleteParameterCommand({ Name: name }), { subject: `parameter ${name}` });
  }

  /** Makes a new version, of the type and with the key that the parameter has. */
  async put({ name, type, key }: Entry, Value: string): Promise<void> {
    const command = new PutParameterCommand({ Name: name, Value, Type: type, Overwrite: true, ...(type === "SecureString" && key !== undefined ? { KeyId: key } : {}) });
    await this.#put(name, command, Value);
  }

  async #put(name: string, command: PutParameterCommand, Value: string): Promise<void> {
    try {
      await this.send(command, { subject: `parameter ${name}` });
    } catch (error) {
      // the service repeats what it refuses
      if (!(error instanceof DevOpsError) || Value === "" || !error.message.includes(Value)) throw error;
      throw new DevOpsError({ kind: error.kind, tried: "put the parameter", on: `parameter ${name}`, why: "the service refuses the value" });
    }
  }
}

function toEntry(found: ParameterMetadata): Entry {
  return {
    kind: "parameter",
    name: found.Name ?? "",
    label: found.Name ?? "",
    type: found.Type ?? "String",
    version: found.Version ?? 0,
    at: found.LastModifiedDate?.getTime(),
    by: personOf(found.LastModifiedUser),
    tier: found.Tier,
    key: found.KeyId,
    description: found.Description,
  };
}
