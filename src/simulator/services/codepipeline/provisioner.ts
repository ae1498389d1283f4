import type { SimulatedClock } from "../../clock.ts";
import { inSmall } from "../../resources/provisioner.ts";
import type { Provisioner } from "../../resources/provisioner.ts";
import type { Pipeline } from "./model.ts";
import type { PipelineStore } from "./pipelines.ts";

/** Members whose names are those of an action's own settings. */
const SETTINGS = new Set(["Configuration"]);
/** Properties that a pipeline's declaration does not have. */
const NOT_DECLARED = new Set(["tags", "restartExecutionOnUpdate", "disableInboundStageTransitions"]);

/** Pipelines of stacks; a new one runs at once (user guide, "Start a pipeline in CodePipeline"). */
export function pipelineProvisioner(pipelines: PipelineStore, clock: SimulatedClock): Provisioner {
  return {
    has: (name) => pipelines.find(name) !== undefined,
    put(name, values) {
      const now = clock.now();
      const known = pipelines.find(name);
      const said = Object.entries(inSmall(values, SETTINGS) as object).filter(([member]) => !NOT_DECLARED.has(member));
      const version = (known?.declaration.version ?? 0) + 1;
      const declaration = { ...Object.fromEntries(said), name, version } as Pipeline["declaration"];
      if (known !== undefined) {
        pipelines.change(known, declaration, now);
        return;
      }
      const source = declaration.stages?.[0]?.actions?.[0]?.configuration ?? {};
      const repository = source["RepositoryName"] ?? source["FullRepositoryId"]?.split("/").at(-1) ?? name;
      const behaviour = { repository, failsFirst: [], broken: undefined, held: undefined, flakiness: 0 };
      const made = pipelines.add(declaration, behaviour, now, now);
      const triggerDetail = `arn:aws:iam::${pipelines.accountId}:root`;
      pipelines.start(made, { trigger: { triggerType: "CreatePipeline", triggerDetail }, reliable: true });
    },
    remove: (name) => pipelines.remove(name),
  };
}
