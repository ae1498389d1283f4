import {
  type AliasConfiguration,
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { apiOf } from "../../aws/serviceApi.ts";
import type { ImageName, ResourceUser } from "../../base/contracts.ts";
import { noneWhereGone } from "../../base/errors.ts";
import { type PageOf, everyItem, listed } from "../../base/pages.ts";
import { formatArn, parseArn } from "../../base/resourceRef.ts";
import { formatBytes } from "../../base/text.ts";
import { traceIdIn } from "../../base/traceId.ts";
import { type Alias, type Func, type FuncState, type Invocation, type Part, type Traffic, type Version, callersOf, functionRef } from "./model.ts";

/** Events that were sent are remembered while the window is open, and nowhere else: they may hold secrets. */
const REMEMBERED = 5;

/**
 * Lambda of one context. Every method throws DevOpsError. Lambda answers lists with all variables in clear text: their
 * values end here.
 */
export class LambdaApi extends apiOf(LambdaClient) {
  readonly #last = new Map<string, Invocation>();
  readonly #payloads = new Map<string, readonly string[]>();
  readonly #before = new Map<string, Traffic>();

  async listFunctions(Marker: string | undefined, signal: AbortSignal): Promise<PageOf<Func>> {
    const page = await this.send(new ListFunctionsCommand({ Marker }), { signal });
    return listed(page.Functions, page.NextMarker, toFunction);
  }

  async listAliases(FunctionName: string, Marker: string | undefined, signal?: AbortSignal): Promise<PageOf<Alias>> {
    const command = new ListAliasesCommand({ FunctionName, Marker });
    const page = await this.send(command, { signal, subject: `function ${FunctionName}` });
    return listed(page.Aliases, page.NextMarker, toAlias);
  }

  async getAlias(FunctionName: string, Name: string): Promise<Alias> {
    const command = new GetAliasCommand({ FunctionName, Name });
    return toAlias(await this.send(command, { subject: `alias ${Name} of ${FunctionName}` }));
  }

  /** `$LATEST`, then the newest first: the service lists the oldest first, so that all are read. */
  async listVersions(FunctionName: string, signal?: AbortSignal): Promise<readonly Version[]> {
    const all = await everyItem("list versions", async (Marker) => {
      const command = new ListVersionsByFunctionCommand({ FunctionName, Marker });
      const page = await this.send(command, { signal, subject: `function ${FunctionName}` });
      return { items: page.Versions ?? [], next: page.NextMarker };
    });
    const versions = all.map(({ Version: version = "", Description, CodeSize, LastModified }) => ({
      version,
      description: Description || undefined,
      size: CodeSize,
      modifiedAt: timeOf(LastModified),
    }));
    const rank = ({ version }: Version) => (version === "$LATEST" ? Number.POSITIVE_INFINITY : Number(version));
    return versions.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
  }

  /** Queues and streams that it reads, then who may call it. */
  async listTriggers(FunctionName: string, Marker: string | undefined, signal: AbortSignal): Promise<PageOf<Part>> {
    const subject = `function ${FunctionName}`;
    const page = await this.send(new ListEventSourceMappingsCommand({ FunctionName, Marker }), { signal, subject });
    const mappings = (page.EventSourceMappings ?? []).map(({ UUID = "", EventSourceArn = "", State = "", BatchSize, LastProcessingResult }): Part => {
      const ref = parseArn(EventSourceArn);
      const isOff = State === "Disabled" || State === "Disabling";
      return {
        key: UUID,
        label: ref?.resource ?? UUID,
        facts: [ref?.service, State.toLowerCase(), BatchSize === undefined ? undefined : `${BatchSize} at once`, LastProcessingResult],
        ref,
        standing: isOff ? "stopped" : /^(?:PROBLEM|ERROR)/i.test(LastProcessingResult ?? "") ? "failed" : "passed",
      };
    });
    if (page.NextMarker) return { items: mappings, next: page.NextMarker };
    const policy = await this.send(new GetPolicyCommand({ FunctionName }), { signal, subject }).catch(noneWhereGone);
    return { items: [...mappings, ...(policy?.Policy === undefined ? [] : callersOf(policy.Policy))], next: undefined };
  }

  /** What it is made of, and how it stands. */
  async getConfiguration(FunctionName: string, signal?: AbortSignal): Promise<{ readonly parts: readonly Part[]; readonly state: FuncState; readonly logGroup: string }> {
    const command = new GetFunctionConfigurationCommand({ FunctionName });
    const one = await this.send(command, { signal, subject: `function ${FunctionName}` });
    const state = { state: one.State, stateReason: one.StateReason, update: one.LastUpdateStatus, updateReason: one.LastUpdateStatusReason };
    return { parts: partsOfFunction(one), state, logGroup: one.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}` };
  }

  /** Runs a function once, and waits for it. @param payload JSON */
  async invoke(FunctionName: string, Qualifier: string | undefined, payload: string): Promise<Invocation> {
    this.#payloads.set(FunctionName, [payload, ...this.payloads(FunctionName).filter((one) => one !== payload)].slice(0, REMEMBERED));
    const at = this.session.now();
    const command = new InvokeCommand({ FunctionName, Qualifier, LogType: "Tail", Payload: new TextEncoder().encode(payload) });
    const answer = await this.send(command, { once: true, subject: `function ${FunctionName}` });
    const tail = Buffer.from(answer.LogResult ?? "", "base64").toString("utf8");
    const result: Invocation = {
      version: answer.ExecutedVersion,
      error: answer.FunctionError,
      answer: answer.Payload?.transformToString() ?? "",
      tail,
      requestId: /RequestId: ([0-9a-f-]{36})/.exec(tail)?.[1] ?? answer.$metadata.requestId,
      traceId: traceIdIn(tail),
      at,
      took: this.session.now() - at,
    };
    this.#last.set(FunctionName, result);
    return result;
  }

  /** What the last call from here came to. */
  last(name: string): Invocation | undefined {
    return this.#last.get(name);
  }

  /** Events that were sent from here, the last one first. */
  payloads(name: string): readonly string[] {
    return this.#payloads.get(name) ?? [];
  }

  /** Sends an alias elsewhere, and remembers where it went before. Refused where somebody else has changed it since it was read. */
  async updateAlias(FunctionName: string, before: Alias, after: Traffic): Promise<void> {
    const AdditionalVersionWeights = after.other === undefined ? {} : { [after.other.version]: after.other.weight };
    // left out, the weights would stay
    const parts = { FunctionVersion: after.version, RoutingConfig: { AdditionalVersionWeights }, RevisionId: before.revision };
    const command = new UpdateAliasCommand({ FunctionName, Name: before.name, ...parts });
    await this.send(command, { subject: `alias ${before.name} of ${FunctionName}` });
    this.#before.set(before.arn, before);
  }

  /** Where an alias went before it was sent elsewhere from here. */
  before({ arn }: Alias): Traffic | undefined {
    return this.#before.get(arn);
  }

  /** Functions that run an image: only they are looked at one by one. */
  async imageUsers({ uri, digest, tags }: ImageName, signal: AbortSignal): Promise<readonly ResourceUser[]> {
    const all = await everyItem("list functions", (cursor) => this.listFunctions(cursor, signal));
    const names = [`${uri}@${digest}`, ...tags.map((tag) => `${uri}:${tag}`)];
    const users: ResourceUser[] = [];
    for (const { name } of all.filter(({ isImage }) => isImage)) {
      const { Code } = await this.send(new GetFunctionCommand({ FunctionName: name }), { signal, subject: `function ${name}` });
      // the digest is what runs; a tag may have gone on since
      if (names.includes(Code?.ResolvedImageUri ?? Code?.ImageUri ?? "")) {
        users.push({ ref: functionRef(this.session.context.region, name), label: name, detail: "function" });
      }
    }
    return users;
  }

  /** Functions that act as a role. */
  async roleUsers(arn: string, signal: AbortSignal): Promise<readonly ResourceUser[]> {
    const all = await everyItem("list functions", (cursor) => this.listFunctions(cursor, signal));
    const { region } = this.session.context;
    return all.filter(({ role }) => role === arn).map(({ name }) => ({ ref: functionRef(region, name), label: name, detail: "function" }));
  }
}

function toFunction(one: FunctionConfiguration): Func {
  return {
    name: one.FunctionName ?? "",
    arn: one.FunctionArn ?? "",
    runtime: one.Runtime,
    isImage: one.PackageType === "Image",
    memory: one.MemorySize,
    role: one.Role,
    description: one.Description || undefined,
    modifiedAt: timeOf(one.LastModified),
  };
}

function toAlias({ Name: name = "", AliasArn: arn = "", FunctionVersion: version = "", Description, RevisionId: revision, RoutingConfig }: AliasConfiguration): Alias {
  const [[other, weight] = []] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  const traffic = other === undefined || weight === undefined ? { version } : { version, other: { version: other, weight } };
  return { name, arn, description: Description || undefined, revision, ...traffic };
}

/** The service writes the zone without a colon. */
function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse((text ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(at) ? undefined : at;
}

function partsOfFunction(one: FunctionConfiguration): readonly Part[] {
  const part = (label: string, value: string | number | undefined, arn?: string): readonly Part[] =>
    value === undefined || value === "" ? [] : [{ key: label, label, facts: [String(value)], ref: arn === undefined ? undefined : parseArn(arn) }];
  const group = one.LoggingConfig?.LogGroup;
  return [
    ...part("State", [one.State?.toLowerCase(), one.StateReason].filter(Boolean).join(": ")),
    ...part("Last update", [one.LastUpdateStatus?.toLowerCase(), one.LastUpdateStatusReason].filter(Boolean).join(": ")),
    ...part("Runtime", one.Runtime),
    ...part("Handler", one.Handler),
    ...part("Memory", one.MemorySize && `${one.MemorySize} MB`),
    ...part("Timeout", one.Timeout && `${one.Timeout} s`),
    ...part("Code", one.CodeSize && formatBytes(one.CodeSize)),
    ...part("Role", one.Role?.split("/").at(-1), one.Role),
    ...part("Tracing", one.TracingConfig?.Mode?.toLowerCase()),
    ...part("Log group", group, group && logGroupArn(one.FunctionArn, group)),
    ...part("Network", one.VpcConfig?.VpcId),
    ...Object.keys(one.Environment?.Variables ?? {}).toSorted().map((name): Part => ({ key: `variable ${name}`, label: name, facts: ["variable"], ref: undefined })),
  ];
}

/** A log group beside a function: in its partition, region and account. */
function logGroupArn(functionArn: string | undefined, group: string): string | undefined {
  const ref = parseArn(functionArn ?? "");
  return ref && formatArn({ ...ref, service: "logs", resource: `log-group:${group}` });
}
