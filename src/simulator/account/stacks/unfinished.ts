import type { SimulatedClock } from "../../clock.ts";
import { STACKS } from "../past.ts";
import type { Past } from "../past.ts";
import type { StackSurroundings } from "../../services/cloudformation/handlers.ts";
import type { Stack } from "../../services/cloudformation/model.ts";
import { wantedOf } from "../../services/cloudformation/stackWrites.ts";

const MINUTE = 60_000;

/** What lies about in stacks: change sets that nobody has executed yet, drift that somebody found, a rollback that failed. */
export const UNFINISHED = { planned: "dispatch-board", drifted: "platform-network", stuck: "fleet-dashboard" } as const;

/** @param now when the account is opened */
export function addUnfinished(stacks: StackSurroundings, past: Past, clock: SimulatedClock, now: number): void {
  const of = (name: string, minutesAgo: number, run: (stack: Stack) => void) =>
    past.schedule(past.strandOf(`stack ${name}`) ?? STACKS, now - minutesAgo * MINUTE, () => {
      const stack = stacks.store.find(name);
      if (stack !== undefined) {
        run(stack);
      }
    });
  const plan = (name: string, minutesAgo: number, description: string, edit: (template: string) => string) =>
    of(UNFINISHED.planned, minutesAgo, (stack) => {
      const Parameters = [...stack.parameters.keys()].map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }));
      const input = { TemplateBody: edit(stack.template), Parameters, Capabilities: [...stack.blueprint.capabilities] };
      stacks.changeSets.create(UNFINISHED.planned, name, "UPDATE", (known) => wantedOf(input, stacks.store.outside, known), description);
    });
  plan("more-memory", 90, "It runs out of memory at the end of the month", (text) => text.replace("MemorySize: 256", "MemorySize: 1024"));
  plan("as-it-was", 80, "After the rollback", (text) => text);
  plan("named-dead-letters", 60, "The queue gets a name that alarms can tell", namedDeadLetters);
  of(UNFINISHED.drifted, 30, (stack) => {
    drift(stacks, stack);
  });
  of(UNFINISHED.stuck, 45, (stack) => {
    stack.updated = clock.now();
    getStuck(stacks, stack);
  });
}

/** The queue is replaced, what uses it is changed, and the parameter that tells the version goes. */
function namedDeadLetters(text: string): string {
  const named = text.replace("MessageRetentionPeriod: 1209600", "MessageRetentionPeriod: 1209600\n      QueueName: dispatch-board-dead-letters");
  const slower = named.replace("rate(5 minutes)", "rate(15 minutes)");
  return slower.replace(/\n {2}DeployedVersion:\n(?: {4}.*\n)+/, "\n");
}

/** Somebody opened a security group by hand, and made two more things otherwise. */
function drift({ drift: detector }: StackSurroundings, stack: Stack): void {
  const { name } = stack.blueprint;
  const anywhere = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" };
  detector.edit(name, "EndpointSecurityGroup", { SecurityGroupIngress: [anywhere] });
  detector.edit(name, "Vpc8378EB38", { EnableDnsHostnames: false });
  detector.edit(name, "LogGroup", { RetentionInDays: 7 });
  detector.detect(stack, undefined);
}

/** An update failed, and so did its rollback: the role that it needs was deleted by hand. */
function getStuck({ store }: StackSurroundings, stack: Stack): void {
  const group = stack.resources.find(({ blueprint }) => blueprint.type === "AWS::CodeDeploy::DeploymentGroup");
  if (group === undefined) {
    return;
  }
  const reason = `Resource handler returned message: "AWS CodeDeploy does not have the permissions required to assume the role ${stack.blueprint.name}-DeploymentRole. (Service: CodeDeploy, Status Code: 400, Request ID: 5b0f7f0e-4f3e-4d0a-9a51-3f1f4c3e2d10)" (RequestToken: 1c9f6b1c-5d2f-4a58-8a5b-0a8f6d0f8f7e, HandlerErrorCode: InvalidRequest)`;
  store.setStatus(stack, "UPDATE_IN_PROGRESS", "User Initiated");
  store.setResource(stack, group, "UPDATE_IN_PROGRESS");
  store.setResource(stack, group, "UPDATE_FAILED", reason);
  store.setStatus(stack, "UPDATE_ROLLBACK_IN_PROGRESS", `The following resource(s) failed to update: [${group.blueprint.logicalId}]. `);
  store.setResource(stack, group, "UPDATE_IN_PROGRESS");
  store.setResource(stack, group, "UPDATE_FAILED", reason);
  store.setStatus(stack, "UPDATE_ROLLBACK_FAILED", `The following resource(s) failed to update: [${group.blueprint.logicalId}]. `);
}
