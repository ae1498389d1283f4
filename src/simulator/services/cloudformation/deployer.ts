import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Deployer } from "../codepipeline/actions.ts";
import type { CommitSource } from "../codecommit/commitSource.ts";
import { TEMPLATE_FILE } from "../codecommit/seed.ts";
import type { StackSurroundings } from "./handlers.ts";
import { hasOutputs, isUpdatable } from "./model.ts";
import type { StackChange } from "./operation.ts";
import { parameterValues } from "./parameters.ts";
import { readTemplate } from "./readTemplate.ts";
import { addStack, capabilitiesOf } from "./stackWrites.ts";

/** Making a change set, in milliseconds of simulated time. */
const CHANGE_SET_MS = [2000, 4000] as const;
const STACK_PAGE = "https://console.aws.amazon.com/cloudformation/home";

/**
 * The stack actions of pipelines (CodePipeline user guide, "AWS CloudFormation deploy action reference"): `CREATE_UPDATE`
 * and `CHANGE_SET_EXECUTE` update the stack that is named and end with it, `CHANGE_SET_REPLACE` only prepares. The
 * stack's parameter `Version` takes the commit, and the stack the commit's template, unless that is one which the build
 * makes.
 */
export function stackDeployer({ store: stacks, engine }: Pick<StackSurroundings, "store" | "engine">, commits: CommitSource, clock: SimulatedClock): Deployer {
  const dice = new Dice(`stack deployer ${stacks.accountId} ${stacks.region}`);
  return (run, fails, done) => {
    const { StackName: name = "", ActionMode: mode, TemplatePath: path = "" } = run.declaration.configuration ?? {};
    const failed = (code: string, message: string) => done({ status: "Failed", error: { code, message } });
    const version = run.execution.revisions[0]?.revisionId;
    const { repository } = run.execution.pipeline.behaviour;
    const [artifact = "", file = ""] = path.split("::");
    // A commit that is not at hand was never in the repository, or no branch's head: what it holds is not known.
    const isKnown = file === TEMPLATE_FILE && version !== undefined && commits.find(repository, version) !== undefined;
    const template = isKnown ? commits.template(repository, version) : undefined;
    const known = stacks.find(name);
    if (known === undefined && mode === "CREATE_UPDATE" && template !== undefined) {
      attempt(failed, () => {
        const given = version === undefined ? [] : [{ ParameterKey: "Version", ParameterValue: version }];
        const read = readTemplate(template);
        const parameters = parameterValues(read, given.filter(({ ParameterKey }) => read.parameters.has(ParameterKey)));
        const wanted = { text: template, template: read, parameters, tags: {}, capabilities: capabilitiesOf(read) };
        const made = addStack({ store: stacks }, name, wanted, clock.now());
        run.externalExecutionId = made.id;
        engine.provision(made, "ROLLBACK", (succeeded) =>
          succeeded ? done({ status: "Succeeded", summary: `Stack ${name} was created.` }) : failed("JobFailed", "The stack was rolled back."),
        );
      });
      return;
    }
    const stack = known;
    if (stack === undefined) {
      failed("ValidationError", `Stack [${name}] does not exist`);
      return;
    }
    run.externalExecutionId = stack.id;
    run.externalExecutionUrl =
      `${STACK_PAGE}?region=${stacks.region}#/stack/detail?stackId=${encodeURIComponent(stack.id)}`;
    if (mode === "CHANGE_SET_REPLACE") {
      clock.schedule(clock.now() + dice.of(name).between(...CHANGE_SET_MS), () =>
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
    if (isKnown && template === undefined) {
      failed("JobFailed", `File [${file}] does not exist in artifact [${artifact}]`);
      return;
    }
    const change: StackChange = {
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
    };
    attempt(failed, () => engine.update(stack, change));
  };
}

/** What CloudFormation refuses at once, the action fails with. */
function attempt(failed: (code: string, message: string) => void, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    failed(error.code, error.message);
  }
}
