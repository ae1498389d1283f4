import { awsCommand } from "../../base/awsCommand.ts";
import { DevOpsError, conflict } from "../../base/errors.ts";
import { refIn } from "../../base/resourceRef.ts";
import { moveText, sizesText } from "../../base/sizes.ts";
import { askDesired, askLimits, sizeChanges } from "../../host/kinds/askSizes.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { addons, clusters, entries, nodeGroups } from "./kinds.ts";
import { compareVersions, isAtRest } from "./model.ts";

/** What sizes of before do to nodes. */
function undone(before: number, after: number): string {
  if (before === after) return "";
  return after < before ? ": nodes that were terminated do not come back, others do" : ": nodes that are too many then are drained and terminated";
}

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
      // no node group may have a maximum of none
      const limits = await askLimits(ask, title, sizes, 1);
      const desired = await askDesired(ask, title, `From ${limits.min} to ${limits.max}`, sizes.desired, limits);
      return { before: sizes, after: { ...limits, desired } };
    },
    plan: ({ item: { name }, up }, { before, after }) => ({
      title: `Scale ${name} of ${up(clusters).name} to ${after.desired}`,
      changes: [
        ...sizeChanges(before, after),
        { what: "Nodes", after: `${moveText(before.desired, after.desired, "node", "drained and terminated")}; an autoscaler in the cluster may set it otherwise` },
      ],
      undo: `set it to ${sizesText(before)} again${undone(before.desired, after.desired)}.`,
    }),
    send: ({ api, item: { name }, up }, { after }) => api.scale(up(clusters).name, name, after),
  }),

  updateAddon: write(addons, {
    operation: "UpdateAddon",
    verb: "Update",
    fits: (_addon, more) => isAtRest(more),
    none: "no add-on is at rest",
    async before({ api, item: { name }, up }, { ask }) {
      const tried = `update ${name}`;
      const { version = "no version", status, versions } = await api.addonChoices(up(clusters).name, name);
      if (!isAtRest({ status })) throw conflict(tried, `it is ${status.toLowerCase()}`);
      const others = versions.filter((one) => one !== version);
      if (others.length === 0) throw conflict(tried, "there is no other version for the cluster's");
      const choices = others.map((value) => ({ label: value, description: compareVersions(value, version) > 0 ? (value === versions[0] ? "newest" : "newer") : "older", value }));
      return { before: version, after: await ask.pick(`Update ${name} of ${up(clusters).name}, now ${version}`, "Version", choices) };
    },
    plan: ({ item: { name }, up }, { before, after }) => ({
      title: `Update ${name} of ${up(clusters).name} to ${after}`,
      changes: [
        { what: "Version", before, after },
        { what: "Pods", after: "replaced one after the other; what was set in the cluster by hand stays" },
      ],
      undo: `update it to ${before} again.`,
    }),
    send: ({ api, item: { name }, up }, { after }) => api.updateAddon(up(clusters).name, name, after),
  }),

  copyKubeconfig: look(clusters, {
    run: ({ item: { name }, context }, { ask }) => ask.copy(awsCommand(context, "eks", "update-kubeconfig", "--name", name)),
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
    run: ({ told: { ref }, context }, tools) => openLink(ref, context, tools, "the principal"),
  }),
};
