import type { SimulatedClock } from "../../clock.ts";
import { inSmall, textOf } from "../../resources/provisioner.ts";
import type { Provisioner } from "../../resources/provisioner.ts";
import type { BuildStore } from "./builds.ts";
import type { ProjectSpec } from "./project.ts";

/** Projects of stacks: they show what their template says, and build as the account's own do. */
export function projectProvisioner(builds: BuildStore, clock: SimulatedClock): Provisioner {
  return {
    has: (name) => builds.project(name) !== undefined,
    put(name, values) {
      const now = clock.now();
      const known = builds.project(name);
      const source = inSmall(values["Source"]) as { readonly type?: string; readonly location?: string };
      const own: ProjectSpec = known ?? {
        name,
        description: "",
        repository: source.location?.slice(source.location.lastIndexOf("/") + 1) ?? name,
        toolchain: "node",
        purpose: "build",
        inPipeline: source.type === "CODEPIPELINE",
      };
      const declared = { ...(inSmall(values) as object), name } as NonNullable<ProjectSpec["declared"]>["project"];
      const description = textOf(values["Description"]) ?? "";
      builds.putProject({ ...own, description, declared: { project: declared, created: known?.declared?.created ?? now, updated: now } });
    },
    remove: (name) => builds.removeProject(name),
  };
}
