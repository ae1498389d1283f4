import type { SimulatedClock } from "../../clock.ts";
import { Random } from "../../random.ts";
import type { Deployer } from "../codepipeline/actions.ts";
import type { CommitSource } from "../codecommit/commitSource.ts";
import { TEMPLATE_FILE } from "../codecommit/seed.ts";
import type { StackSurroundings } from "./handlers.ts";
import { hasOutputs, isUpdatable } from "./model.ts";

/** Making a change set, in milliseconds of simulated time. */
const CHANGE_SET_MS = [2000, 4000] as const;
const STACK_PAGE = "https://console.aws.amazon.com/cloudformation/home";

/**
 * The stack actions of pipelines (CodePipeline user guide, "AWS CloudFormation deploy action reference"): `CREATE_UPDATE`
 * and `CHANGE_SET_EXECUTE` update the stack that is named and end with it, `CHANGE_SET_REPLACE` only prepares. The
 * stack's parameter `Version` takes the commit, and the stack the commit's template, unless that is one which the build
 * makes.
 */
export function stackDeployer({ store: stacks, engine }: StackSurroundings, commits: CommitSource, clock: SimulatedClock): Deployer {
  const random = new Random(`stack deployer ${stacks.accountId} ${stacks.region}`);
  return (run, fails, done) => {
    const { StackName: name = "", ActionMode: mode, TemplatePath: path = "" } = run.declaration.configuration ?? {};
    const failed = (code: string, message: string) => done({ status: "Failed", error: { code, message } });
    const stack = stacks.find(name);
    if (stack === undefined) {
      failed("ValidationError", `Stack [${name}] does not exist`);
      return;
    }
    run.externalExecutionId = stack.id;
    run.externalExecutionUrl =
      `${STACK_PAGE}?region=${stacks.region}#/stack/detail?stackId=${encodeURIComponent(stack.id)}`;
    if (mode === "CHANGE_SET_REPLACE") {
      clock.schedule(clock.now() + random.between(...CHANGE_SET_MS), () =>
        fails
          ? failed("JobFailed", "Failed to create the change set: Template format error: Unresolved resource dependencies")
          : done({ status: "Succeeded", summary: `Change set for stack ${name} was created.` }),
      );
      return;
    }
    if (!isUpdatable(stack.status)) {
      failed("ValidationError", `Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
      return;
    }
    const version = run.execution.revisions[0]?.revisionId;
    const { repository } = run.execution.pipeline.behaviour;
    const [artifact = "", file = ""] = path.split("::");
    let template: string | undefined;
    // A commit that is not at hand was never in the repository, or no branch's head: what it holds is not known.
    if (file === TEMPLATE_FILE && version !== undefined && commits.find(repository, version) !== undefined) {
      template = commits.template(repository, version);
      if (template === undefined) {
        failed("JobFailed", `File [${file}] does not exist in artifact [${artifact}]`);
        return;
      }
    }
    engine.update(stack, {
      template,
      parameters: new Map(version !== undefined && stack.parameters.has("Version") ? [["Version", version]] : []),
      fails,
      onEnd: ({ succeeded, reason }) => {
        if (!succeeded) {
          failed("JobFailed", reason ?? "The stack was rolled back.");
          return;
        }
        const outputs = hasOutputs(stack) ? stack.blueprint.outputs : [];
        run.outputVariables = Object.fromEntries(outputs.map((output) => [output.name, output.value]));
        done({ status: "Succeeded", summary: `Stack ${name} was updated.` });
      },
    });
  };
}
