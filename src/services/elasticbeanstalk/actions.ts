import { DevOpsError } from "../../base/errors.ts";
import { formatAgo } from "../../base/time.ts";
import { joined } from "../../base/text.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { applications, environments, instances, versions } from "./kinds.ts";
import { type Environment, isDeployable, isReady } from "./model.ts";

const NONE_READY = "no environment is ready: the service takes nothing while it is changed";

export const actions = {
  openInstance: look(instances, {
    onClick: "link",
    run: ({ told, context }, tools) => openLink(told.ref, context, tools, "the instance"),
  }),

  openSource: look(versions, {
    onClick: true,
    fits: ({ sourceRef }) => sourceRef !== undefined,
    none: "no version tells what it was made of",
    async run({ item: { label, sourceRef }, context }, { open, contextOf }) {
      if (sourceRef === undefined) throw new DevOpsError({ kind: "notFound", tried: "open the source", on: label, why: "the version does not tell it" });
      await open(sourceRef, await contextOf({ ...sourceRef, region: sourceRef.region || context.region }, context));
    },
  }),

  copyUrl: look(environments, {
    fits: ({ cname }) => cname !== undefined,
    none: "no environment has a URL",
    // which of the protocols it answers, its listeners say and not its name
    run: ({ item: { cname = "" } }, { ask }) => ask.copy(`http://${cname}`),
  }),

  deploy: write(environments, {
    operation: "UpdateEnvironment",
    verb: "Deploy",
    fits: (one: Environment) => isReady(one),
    none: NONE_READY,
    async before({ api, item, up }, { ask }) {
      const { name } = up(applications);
      const [environment, { items }] = await Promise.all([api.getEnvironment(name, item.name), api.listVersions(name)]);
      const others = items.filter((one) => isDeployable(one) && one.label !== environment.version);
      if (others.length === 0) throw new DevOpsError({ kind: "conflict", tried: `deploy to ${item.name}`, why: `${name} has no other version that can be deployed` });
      const now = Date.now();
      const choices = others.map((one) => ({
        label: one.label,
        description: joined([one.description, one.createdAt === undefined ? undefined : formatAgo(one.createdAt, now)]),
        value: one,
      }));
      return { environment, version: await ask.pick(`Deploy to ${item.name}, now ${environment.version ?? "without a version"}`, "Version", choices) };
    },
    plan: ({ item: { name } }, { environment, version }) => ({
      title: `Deploy ${version.label} to ${name}`,
      changes: [
        { what: "Version", before: environment.version ?? "none", after: joined([version.label, version.description]) },
        ...(environment.cname === undefined ? [] : [{ what: "Reached by", after: `callers of ${environment.cname}` }]),
      ],
      undo:
        environment.version === undefined
          ? "there is no version to go back to."
          : `deploy ${environment.version} again: it stays among the versions of the application.`,
    }),
    send: ({ api }, { environment, version }) => api.deploy(environment, version.label),
  }),

  abort: write(environments, {
    operation: "AbortEnvironmentUpdate",
    verb: "Abort update",
    fits: ({ isAbortable }) => isAbortable,
    also: [from(applications, { fits: (_application, { environments: own = [] }) => own.some(({ isAbortable }) => isAbortable), isOnRows: false })],
    none: "no environment is being updated",
    async before({ api, item, up }) {
      const environment = await api.getEnvironment(up(applications).name, item.name);
      if (environment.isAbortable) return environment;
      throw new DevOpsError({ kind: "conflict", tried: `abort the update of ${item.name}`, why: "nothing that can be broken off is under way any more" });
    },
    plan: (_target, { name, version, status }) => ({
      title: `Abort the update of ${name}`,
      changes: [{ what: "Environment", before: status.toLowerCase(), after: `goes back to ${version ?? "what it was before"}, on instances that were changed already, too` }],
      undo: "deploy the version again.",
    }),
    send: ({ api }, environment) => api.abort(environment),
  }),

  swap: write(environments, {
    operation: "SwapEnvironmentCNAMEs",
    verb: "Swap",
    fits: (one) => isReady(one) && one.cname !== undefined,
    none: NONE_READY,
    async before({ api, item, up }, { ask }) {
      const { items } = await api.listEnvironments(up(applications).name);
      const own = items.find(({ name }) => name === item.name) ?? item;
      const others = items.filter((one) => one.name !== item.name && one.cname !== undefined && isReady(one));
      if (others.length === 0) throw new DevOpsError({ kind: "conflict", tried: `swap the URL of ${item.name}`, why: "no other environment of its application is ready and has one" });
      const choices = others.map((one) => ({ label: one.name, description: joined([one.health ?? one.colour, one.version, one.cname]), value: one }));
      return { own, other: await ask.pick(`Swap the URL of ${item.name}`, "With", choices) };
    },
    plan: (_target, { own, other }) => ({
      title: `Swap the URLs of ${own.name} and ${other.name}`,
      changes: [
        { what: joined([own.name, own.health, own.version]), before: own.cname ?? "no URL", after: other.cname ?? "no URL" },
        { what: joined([other.name, other.health, other.version]), before: other.cname ?? "no URL", after: own.cname ?? "no URL" },
      ],
      undo: "swap them again. Names that were looked up are kept for their time to live: some callers reach the other environment for a while, both ways.",
    }),
    send: ({ api }, { own, other }) => api.swap(own, other),
  }),

  restart: write(environments, {
    operation: "RestartAppServer",
    verb: "Restart",
    fits: (one: Environment) => isReady(one),
    none: NONE_READY,
    plan: ({ item: { name, version } }) => ({
      title: `Restart the app servers of ${name}`,
      changes: [{ what: "App servers", before: "running", after: `started again on all instances, with ${version ?? "the same version"}` }],
      undo: "there is nothing to undo: requests that are being answered meanwhile may fail.",
    }),
    send: ({ api, item }) => api.restart(item),
  }),
};
