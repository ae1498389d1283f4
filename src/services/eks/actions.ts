import { DevOpsError } from "../../base/errors.ts";
import { refIn } from "../../base/resourceRef.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { clusters, entries, nodeGroups } from "./kinds.ts";
import { isAtRest, moveText, sizesText } from "./model.ts";

/** More is not asked for: the service's own limit of nodes is far below it. */
const MOST = 100_000;

export const actions = {
  scale: write(nodeGroups, {
    operation: "UpdateNodegroupConfig",
    verb: "Scale",
    fits: (_group, more) => isAtRest(more),
    none: "no node group is at rest",
    async before({ api, item: { name }, up }, { ask }) {
      const cluster = up(clusters).name;
      const { sizes, status } = await api.getNodeGroup(cluster, name);
      if (!isAtRest({ status })) throw new DevOpsError({ kind: "conflict", tried: `scale ${name}`, why: `it is ${status.toLowerCase()}` });
      const title = `Scale ${name} of ${cluster}, now ${sizesText(sizes)}`;
      const min = await ask.number({ title, prompt: "At least", example: String(sizes.min), value: sizes.min, min: 0, max: MOST });
      const most = Math.max(min, sizes.max, 1);
      const max = await ask.number({ title, prompt: "At most", example: String(most + 1), value: most, min: Math.max(min, 1), max: MOST });
      const value = Math.min(max, Math.max(min, sizes.desired));
      const desired = await ask.number({ title, prompt: `From ${min} to ${max}`, example: String(Math.min(max, value + 1)), value, min, max });
      return { before: sizes, after: { min, max, desired } };
    },
    plan: ({ item: { name }, up }, { before, after }) => ({
      title: `Scale ${name} of ${up(clusters).name} to ${after.desired}`,
      changes: [
        { what: "Desired", before: String(before.desired), after: String(after.desired) },
        { what: "Minimum", before: String(before.min), after: String(after.min) },
        { what: "Maximum", before: String(before.max), after: String(after.max) },
        { what: "Nodes", after: `${moveText(before.desired, after.desired)}; an autoscaler in the cluster may set it otherwise` },
      ],
      undo: `set it to ${sizesText(before)} again: nodes that were terminated do not come back, others do.`,
    }),
    send: ({ api, item: { name }, up }, { after }) => api.scale(up(clusters).name, name, after),
  }),

  openGroup: look(nodeGroups, {
    fits: (_group, { groups }) => groups !== undefined && groups.length > 0,
    none: "no node group tells its Auto Scaling group",
    async run({ api, item: { name }, context, up }, { open, contextOf, ask }) {
      const { groups } = await api.getNodeGroup(up(clusters).name, name);
      const [first] = groups;
      if (first === undefined) throw new DevOpsError({ kind: "notFound", tried: "open the Auto Scaling group", on: name, why: "the node group has none" });
      const choices = groups.map((label) => ({ label, value: label }));
      const group = groups.length === 1 ? first : await ask.pick(`Auto Scaling groups of ${name}`, "Group", choices);
      const ref = refIn(context.region, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${group}`);
      await open(ref, await contextOf(ref, context));
    },
  }),

  openPrincipal: look(entries, {
    onClick: "link",
    async run({ told: { ref }, item: { name }, context }, { open, contextOf }) {
      if (ref === undefined) throw new DevOpsError({ kind: "notFound", tried: "open the principal", on: name, why: "its name is no ARN" });
      await open(ref, await contextOf({ ...ref, region: ref.region || context.region }, context));
    },
  }),
};
