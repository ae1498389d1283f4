import { parseArn, partitionOf } from "../../base/resourceRef.ts";
import { formatAgo, timeLine } from "../../base/time.ts";
import { plural } from "../../base/text.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { BeanstalkApi } from "./api.ts";
import {
  type Application,
  type ApplicationMore,
  type Environment,
  type EnvironmentMore,
  type Happening,
  type Instance,
  type Version,
  environmentsText,
  isDeployable,
  isReady,
  keysIn,
  standingOfEnvironment,
  standingOfHealth,
  worst,
} from "./model.ts";

const pageOf = ({ application, id }: Environment, tab: string) =>
  `elasticbeanstalk/home#/environment/${tab}?applicationName=${encodeURIComponent(application)}&environmentId=${encodeURIComponent(id)}`;

export const applications: Kind<BeanstalkApi, Application, undefined, ApplicationMore> = {
  noun: "application",
  icon: "rocket",
  none: "No application in this region",
  get below() {
    return [environments, versionsFolder];
  },
  list: (api, _service, { signal }) => api.listApplications(signal),
  more: (api, items, { signal }) => api.environmentsOf(items, signal),
  key: ({ name }) => name,
  tell: ({ name, arn, description, versions, updatedAt }, { environments: own }) => ({
    label: name,
    standing: own && worst(own.map(standingOfEnvironment)),
    facts: [environmentsText(own), plural(versions, "version"), description],
    tooltip: [name, description, ...(own ?? []).map((one) => `${one.name}: ${healthText(one) ?? one.status}`), timeLine("Changed", updatedAt)],
    ref: parseArn(arn),
    page: `elasticbeanstalk/home#/application/overview?applicationName=${encodeURIComponent(name)}`,
  }),
  find: (ref) => keysIn(ref, "application"),
};

const healthText = ({ health, colour }: Environment) => health ?? colour;

export const environments: Kind<BeanstalkApi, Environment, Application, EnvironmentMore> = {
  noun: "environment",
  icon: "server-environment",
  none: "No environment",
  above: applications,
  get below() {
    return [causes, instancesFolder, eventsFolder];
  },
  list: (api, { name }, { cursor, signal }) => api.listEnvironments(name, cursor, signal),
  get: (api, name, application, signal) => api.getEnvironment(application.name, name, signal),
  more: (api, items, { signal }) => api.health(items, signal),
  key: ({ name }) => name,
  tell: (one, more) => ({
    label: one.name,
    standing: standingOfEnvironment(one),
    facts: [isReady(one) ? undefined : one.status, healthText(one), one.version, more.requests, one.cname ?? one.tier?.toLowerCase()],
    tooltip: [
      one.name,
      ...(more.causes ?? []),
      one.version && `Version: ${one.version}`,
      more.requests,
      one.cname,
      one.platform,
      one.health === undefined ? "Basic health: it tells no causes" : undefined,
      timeLine("Changed", one.updatedAt),
    ],
    ref: parseArn(one.arn),
    page: pageOf(one, "overview"),
  }),
  find: (ref) => keysIn(ref, "environment"),
};

/** A cause, which tells nothing but itself. */
const causes: Kind<BeanstalkApi, string, Environment> = {
  noun: "cause",
  icon: "info",
  above: environments,
  of: (_environment, more: Partial<EnvironmentMore>) => [...new Set(more.causes)],
  key: (cause) => cause,
  tell: (cause, _more, { up }) => {
    const standing = standingOfEnvironment(up(environments));
    return { label: cause, standing: standing === "failed" || standing === "warned" ? "warned" : undefined, tooltip: [cause] };
  },
};

export const instances: Kind<BeanstalkApi, Instance, Environment> = {
  noun: "instance",
  icon: "vm",
  none: "No instance",
  above: environments,
  list: (api, environment, { cursor, signal }) => api.listInstances(environment, cursor, signal),
  key: ({ id }) => id,
  tell: ({ id, health, causes: why, busy, ...one }, _more, { up, context }) => ({
    label: id,
    standing: health === undefined ? undefined : standingOfHealth(health),
    facts: [health, ...why, busy === undefined ? undefined : `CPU ${busy} %`, one.version, one.type, one.zone],
    tooltip: [id, ...why, one.version && `Version: ${one.version}`, timeLine("Started", one.launchedAt)],
    ref: { partition: partitionOf(context.region), service: "ec2", region: context.region, account: parseArn(up(environments).arn)?.account ?? "", resource: `instance/${id}` },
    page: `ec2/home#InstanceDetails:instanceId=${id}`,
  }),
};
const instancesFolder = folder<BeanstalkApi, Environment>({ noun: "instances", label: "Instances", icon: "vm" }, () => [instances], (one) => ({ page: pageOf(one, "health") }));

const SEVERITIES: Readonly<Record<string, "failed" | "warned" | undefined>> = { FATAL: "failed", ERROR: "failed", WARN: "warned" };

const events: Kind<BeanstalkApi, Happening, Environment> = {
  noun: "event",
  icon: "history",
  none: "No event",
  isHistory: true,
  above: environments,
  list: (api, environment, { cursor, signal }) => api.listEvents(environment, cursor, signal),
  key: ({ key }) => key,
  tell: ({ message, severity, version, at }, _more, { now }) => ({
    label: message,
    name: message,
    standing: SEVERITIES[severity],
    isPast: true,
    facts: [SEVERITIES[severity] === undefined ? undefined : severity.toLowerCase(), version, at === undefined ? undefined : formatAgo(at, now)],
    tooltip: [message, version && `Version: ${version}`, timeLine("At", at)],
  }),
};
const eventsFolder = folder<BeanstalkApi, Environment>({ noun: "events", label: "Events", icon: "history" }, () => [events], (one) => ({ page: pageOf(one, "events") }));

export const versions: Kind<BeanstalkApi, Version, Application> = {
  noun: "version",
  icon: "versions",
  none: "No version",
  above: applications,
  list: (api, { name }, { cursor, signal }) => api.listVersions(name, cursor, signal),
  key: ({ label }) => label,
  tell: ({ label, arn, description, status, source, createdAt }, _more, { now }) => ({
    label,
    standing: status === "Failed" ? "failed" : isDeployable({ status }) ? undefined : "running",
    facts: [isDeployable({ status }) ? undefined : status.toLowerCase(), description, createdAt === undefined ? undefined : formatAgo(createdAt, now), source],
    tooltip: [label, description, source, `Status: ${status}`, timeLine("Made", createdAt)],
    ref: parseArn(arn),
  }),
  find: (ref) => keysIn(ref, "applicationversion"),
};
const versionsFolder = folder<BeanstalkApi, Application>({ noun: "versions", label: "Versions", icon: "versions" }, () => [versions]);
