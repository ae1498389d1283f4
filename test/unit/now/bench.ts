import type { AttentionSource, OpenHead } from "../../../src/base/contracts.ts";
import { type Attention, attentionSource } from "../../../src/host/kinds/attention.ts";
import { listOf } from "../../../src/host/now/model.ts";
import { rowsOf } from "../../../src/host/now/rows.ts";
import { Watch } from "../../../src/host/now/watch.ts";
import { AlarmsApi } from "../../../src/services/alarms/api.ts";
import { alarmAttention } from "../../../src/services/alarms/attention.ts";
import { CloudFormationApi } from "../../../src/services/cloudformation/api.ts";
import { stackAttention } from "../../../src/services/cloudformation/attention.ts";
import { BeanstalkApi } from "../../../src/services/elasticbeanstalk/api.ts";
import { environmentAttention } from "../../../src/services/elasticbeanstalk/attention.ts";
import { CodeBuildApi } from "../../../src/services/codebuild/api.ts";
import { buildAttention } from "../../../src/services/codebuild/attention.ts";
import { CodeDeployApi } from "../../../src/services/codedeploy/api.ts";
import { deployAttention } from "../../../src/services/codedeploy/attention.ts";
import { CodePipelineApi } from "../../../src/services/codepipeline/api.ts";
import { pipelineAttention } from "../../../src/services/codepipeline/attention.ts";
import { EcsApi } from "../../../src/services/ecs/api.ts";
import { serviceAttention } from "../../../src/services/ecs/attention.ts";
import type { TestAccount } from "../account.ts";

export const MINUTE = 60_000;

/** The view without an editor: the sources of the rooms, a clock that the test moves, and what was told. */
export class NowBench {
  readonly pipelines: CodePipelineApi;
  readonly watch: Watch;
  readonly told: string[] = [];
  readonly failures: string[] = [];
  heads: readonly OpenHead[] = [];
  recent: readonly string[] = [];
  now = Date.now();
  readonly #account: TestAccount;

  constructor(account: TestAccount) {
    this.#account = account;
    const { session } = account;
    this.pipelines = new CodePipelineApi(session);
    const of = <Api>(title: string, attention: Attention<Api>, api: Api) => attentionSource(title, attention, () => Promise.resolve(api));
    const sources: readonly AttentionSource[] = [
      of("CodePipeline", pipelineAttention, this.pipelines),
      of("CodeBuild", buildAttention, new CodeBuildApi(session)),
      of("CodeDeploy", deployAttention, new CodeDeployApi(session)),
      of("CloudFormation", stackAttention, new CloudFormationApi(session)),
      of("ECS", serviceAttention, new EcsApi(session)),
      of("Elastic Beanstalk", environmentAttention, new BeanstalkApi(session)),
      of("Alarms", alarmAttention, new AlarmsApi(session)),
    ];
    this.watch = new Watch({
      sources: () => Promise.resolve(sources),
      heads: () => Promise.resolve(this.heads),
      contexts: () => [account.context],
      recent: () => this.recent,
      now: () => this.now,
      changed: () => undefined,
      pushStands: ({ label, standing, facts }, { branch }) => this.told.push(`${label} ${standing} (${branch}): ${facts[0] ?? ""}`),
      failed: ({ message }) => this.failures.push(message),
    });
  }

  /** What is asked of the account by a tick, some milliseconds after the last one. */
  async tick(later = 0): Promise<Readonly<Record<string, number>>> {
    this.now += later;
    await this.#account.control.clearCalls();
    await this.watch.tick();
    return this.#account.control.calls();
  }

  /** The rows as `icon label · description`. */
  get lines(): readonly string[] {
    const { entries, heads, remarks, isComplete } = this.watch;
    const rows = rowsOf(listOf(entries, heads), remarks, { now: this.now, namesContext: false, isComplete }, this.#account.context);
    return rows.map((row) => {
      const { icon, label, description } = row.view();
      return [icon?.id, label, ...(description === undefined ? [] : ["·", description])].join(" ");
    });
  }
}

/** How many calls went to a service. */
export function callsTo(calls: Readonly<Record<string, number>>, service: string): number {
  return Object.entries(calls).reduce((sum, [name, count]) => (name.startsWith(`${service}:`) ? sum + count : sum), 0);
}
