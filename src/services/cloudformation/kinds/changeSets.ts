import { joined } from "../../../base/text.ts";
import { formatAgo, timeLine } from "../../../base/time.ts";
import type { Kind } from "../../../host/kinds/kind.ts";
import type { CloudFormationApi } from "../api.ts";
import { type Stack, type StackNews, reasonText, shortId, stackPage, typeText } from "../model.ts";
import {
  type Change,
  type ChangeSet,
  type PropertyChange,
  actionText,
  changeSetText,
  gravity,
  isBeingMade,
  isEmpty,
  standingOfChangeSet,
  valueText,
} from "../model/changeSets.ts";

/** What stands below the change sets of stacks. */
export function changeSetKinds(stacks: Kind<CloudFormationApi, Stack, Stack | undefined, StackNews>) {
  const changeSets: Kind<CloudFormationApi, ChangeSet, Stack> = {
    noun: "change set",
    icon: "git-pull-request-draft",
    none: "No change set: make one of a template in the editor",
    above: stacks,
    get below() {
      return [changes];
    },
    list: (api, stack, { cursor, signal }) => api.changeSets.list(stack.id, cursor, signal),
    order: (a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0),
    key: ({ name }) => name,
    tell: (set, _more, { now, up }) => {
      const { name, reason, description, createdAt } = set;
      const why = isEmpty(set) ? undefined : reasonText(reason);
      return {
        label: name,
        standing: standingOfChangeSet(set),
        facts: [changeSetText(set), why, formatAgo(createdAt, now)],
        tooltip: [`${name}: ${changeSetText(set)}`, reason, description, timeLine("Made", createdAt)],
        page: stackPage(up(stacks).id, "changesets"),
      };
    },
    isSettled: (set) => !isBeingMade(set),
  };

  /** The gravest first, as far as they are loaded. */
  const changes: Kind<CloudFormationApi, Change, ChangeSet> = {
    noun: "change",
    icon: "diff-modified",
    none: "No change",
    above: changeSets,
    get below() {
      return [properties];
    },
    belowOf: (change) => (change.properties.length > 0 ? [properties] : []),
    list: (api, set, { cursor, signal }) => api.changeSets.changes(set.id, cursor, signal),
    order: (a, b) => gravity(a) - gravity(b) || (a.logicalId < b.logicalId ? -1 : 1),
    key: ({ logicalId }) => logicalId,
    tell: (change, _more, { up }) => {
      const { logicalId, type, physicalId, properties: changed } = change;
      const grave = gravity(change) < 2;
      const what = actionText(change);
      return {
        label: logicalId,
        what: `${typeText(type)} change`,
        standing: grave && change.policy !== "Retain" ? "warned" : undefined,
        icon: { Add: "diff-added", Remove: "diff-removed" }[change.action],
        facts: [what, typeText(type), shortId(physicalId ?? ""), grave ? causeText(changed) : undefined],
        spoken: joined([what, typeText(type)], ", "),
        tooltip: [
          `${logicalId}: ${what}`,
          `Type: ${type}`,
          physicalId && `Physical id: ${physicalId}`,
          changed.length === 0 ? undefined : `Properties: ${changed.map(({ path }) => path).join(", ")}`,
        ],
        page: stackPage(up(changeSets).stackId, "changesets"),
      };
    },
  };

  const properties: Kind<CloudFormationApi, PropertyChange, Change> = {
    noun: "property",
    icon: "symbol-property",
    above: changes,
    of: (change) => change.properties,
    key: ({ path, cause }) => `${path} ${cause ?? ""}`,
    tell: ({ path, before, after, recreation, cause }) => {
      const recreated = recreation === "Always" ? "REPLACES the resource" : recreation === "Conditionally" ? "may REPLACE the resource" : undefined;
      const change = before === undefined && after === undefined ? undefined : `${valueText(before)} → ${valueText(after)}`;
      return {
        label: path.replace(/^Properties\//, ""),
        name: path,
        icon: recreated === undefined ? undefined : "warning",
        facts: [recreated, change, cause && `because of ${cause}`],
        tooltip: [path, before === undefined ? undefined : `Before: ${before}`, after === undefined ? undefined : `After: ${after}`, recreated],
      };
    },
  };

  return { changeSets, changes, properties };
}

/** Why a resource is made anew. */
function causeText(changed: readonly PropertyChange[]): string | undefined {
  const causes = changed.filter(({ recreation }) => recreation === "Always").map(({ path }) => path.replace(/^Properties\//, ""));
  return causes.length === 0 ? undefined : `for ${causes.join(", ")}`;
}
