import { matchesArn, parseArn } from "./arn.ts";
import type { ResourceRef } from "./arn.ts";
import { refIn } from "./resourceRef.ts";

/** What actions of pipelines by a provider run as, and take ("Action structure reference" of the CodePipeline guide). */
export interface PipelineProvider {
  /** The ARN of a run, by its service and what stands behind the account: `codebuild:build/{id}`. */
  readonly run?: string;
  /** A regular expression of the whole ids of its runs: an id is all that is told where the definition may not be read. */
  readonly runId?: string;
  /** What a source action of it can be started at, where that is no commit. */
  readonly revision?: "IMAGE_DIGEST" | "S3_OBJECT_VERSION_ID";
}

/** A provider, with what some room has of its runs. */
interface PipelineRun extends Omit<PipelineProvider, "runId"> {
  readonly runId?: RegExp;
  readonly opens?: "log" | "view";
}

/** What the rooms' manifests tell of pipelines' actions. */
export interface PipelineRuns {
  readonly providers: Readonly<Record<string, PipelineRun>>;
  /** Patterns of the ARNs for which some room has a view. */
  readonly shown: readonly string[];
}

/** An action, as far as it takes to find what it runs as. */
export interface RunningAction {
  /** Undefined where the definition may not be read. */
  readonly provider: string | undefined;
  readonly externalExecutionId: string | undefined;
  readonly externalUrl?: string | undefined;
  /** The account of its role, where that is another one. */
  readonly account?: string | undefined;
}

/**
 * What an action runs as, where a room has that: a log of it, or a view. Some providers tell an ARN as the run's id, or, as
 * CloudFormation of change sets, in the address of its page alone.
 */
export function runOf(runs: PipelineRuns, opens: "log" | "view", region: string, action: RunningAction): ResourceRef | undefined {
  const { provider, externalExecutionId: id, externalUrl, account = "" } = action;
  const named = refInText(id) ?? refInText(/[?&][A-Za-z]+=(arn[^&]+)/.exec(externalUrl ?? "")?.[1]);
  // whoever writes a custom action writes its address: only what the provider is itself is taken
  const isOwn = named !== undefined && provider?.toLowerCase() === named.service;
  if (isOwn) return opens === "view" && runs.shown.some((pattern) => matchesArn(named, pattern)) ? named : undefined;
  if (id === undefined) return undefined;
  const candidates = Object.entries(runs.providers).filter(([name]) => provider === undefined || name === provider);
  const found = candidates.find(([, one]) => one.opens === opens && one.runId?.test(id) !== false)?.[1];
  const [, service = "", resource = ""] = /^([^:]+):(.+)$/.exec(found?.run ?? "") ?? [];
  return found === undefined ? undefined : refIn(region, service, resource.replace("{id}", () => id), account);
}

/** The resource of a text that is an ARN, percent-encoded or not. */
function refInText(text: string | undefined): ResourceRef | undefined {
  return /^arn(?:%3A|:)/i.test(text ?? "") ? parseArn((text ?? "").replaceAll(/%3A/gi, ":").replaceAll(/%2F/gi, "/")) : undefined;
}
