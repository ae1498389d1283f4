import { parseArn } from "../../base/resourceRef.ts";
import { formatDateTime, timeLine } from "../../base/time.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { IamApi } from "./api.ts";
import { type Policy, type Role, type RoleUser, KINDS, decoded, principalsOf, usedText } from "./model.ts";

const pageOf = ({ name }: Role, section: string) => `iam/home#/roles/details/${encodeURIComponent(name)}?section=${section}`;

export const roles: Kind<IamApi, Role> = {
  noun: "role",
  icon: "account",
  none: "No role in this account",
  get below() {
    return [trust, policies, usersFolder];
  },
  list: (api, _service, { cursor, signal }) => api.listRoles(cursor, signal),
  key: ({ name }) => name,
  tell: (role, _more, { now }) => {
    const { name, path, arn, createdAt, usedAt, usedIn } = role;
    return {
      label: name,
      facts: [usedText(role, now), path === "/" ? undefined : path],
      tooltip: [arn, usedAt === undefined ? undefined : `Used last ${formatDateTime(usedAt)}${usedIn === undefined ? "" : ` in ${usedIn}`}`, timeLine("Created", createdAt)],
      ref: parseArn(arn),
      page: pageOf(role, "permissions"),
    };
  },
  find: ({ service, resource }) => (service === "iam" && resource.startsWith("role/") ? [resource.slice(resource.lastIndexOf("/") + 1)] : undefined),
};

export const trust: Kind<IamApi, Policy, Role> = {
  noun: "trust policy",
  icon: "lock",
  above: roles,
  of: (role) => [role.trust],
  key: ({ name }) => name,
  tell: ({ name, encoded = "" }, _more, { up }) => {
    const { names, isOpen } = principalsOf(decoded(encoded));
    return {
      label: name,
      standing: isOpen ? "warned" : undefined,
      facts: [names.join(", ")],
      tooltip: [name, `May be assumed by ${names.join(", ")}${isOpen ? ", without a condition" : ""}`],
      page: pageOf(up(roles), "trust_relationships"),
    };
  },
};

export const policies: Kind<IamApi, Policy, Role> = {
  noun: "policy",
  icon: "law",
  above: roles,
  of: (role) => role.policies,
  key: ({ kind, name }) => `${kind} ${name}`,
  tell: ({ kind, name, arn }, _more, { up }) => ({
    label: name,
    name,
    what: `${KINDS[kind]} policy`,
    facts: [KINDS[kind], arn?.includes(":iam::aws:") === true ? "of AWS" : undefined],
    tooltip: [arn ?? name],
    ref: arn === undefined ? undefined : parseArn(arn),
    page: pageOf(up(roles), "permissions"),
  }),
};

export const users: Kind<IamApi, RoleUser, Role> = {
  noun: "user",
  icon: "references",
  none: "Nothing that is known here uses it",
  above: roles,
  list: (api, role, { cursor, context, signal }) => api.usersOf(role, cursor, context, signal),
  key: ({ label, detail }) => `${detail} ${label}`,
  tell: ({ label, detail, ref, isFailure }) => ({
    label,
    name: label,
    standing: isFailure ? "warned" : undefined,
    facts: [isFailure ? "not all is known" : detail],
    tooltip: [label, detail],
    ref,
  }),
};

const usersFolder: Kind<IamApi, Role, Role> = {
  ...folder<IamApi, Role>({ noun: "usedBy", label: "Used by", icon: "references" }, () => [users], () => ({
    facts: ["in this region, as far as it is known here"],
    tooltip: [
      "Used by",
      "Functions, services and task definitions, pipelines and projects of this region, and instance profiles.",
      "Not seen: other regions, other accounts that assume it, and services that have no view here.",
    ],
  })),
  // whoever looks asks several services for all that they have: not again by itself
  isSettled: () => true,
};
