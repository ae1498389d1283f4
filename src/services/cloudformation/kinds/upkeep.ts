import { joined, plural } from "../../../base/text.ts";
import { formatAgo, timeLine } from "../../../base/time.ts";
import { eachByItself } from "../../../host/kinds/details.ts";
import { type Kind, folder } from "../../../host/kinds/kind.ts";
import type { CloudFormationApi } from "../api.ts";
import { type Stack, type StackNews, isPlanned, shortId, stackPage, typeText } from "../model.ts";
import { type Drifted, type Importer, type StackExport, driftText, exportsOf } from "../model/upkeep.ts";

/** So many of the properties that differ are named in a row. */
const MOST_NAMED = 2;

/** Who imports an export, which decides whether it can be taken out. */
interface ExportUse {
  readonly users: readonly string[];
}

const useText = (users: readonly string[]) => (users.length === 0 ? "nobody imports it" : users.length === 1 ? `imported by ${users.join()}` : `imported by ${users.length} stacks`);

/** What stands below stacks of drift and of exports. */
export function upkeepKinds(stacks: Kind<CloudFormationApi, Stack, Stack | undefined, StackNews>) {
  const drifted: Kind<CloudFormationApi, Drifted, Stack> = {
    noun: "drifted resource",
    icon: "compare-changes",
    none: "Nothing is known to have drifted: look with Detect drift",
    above: stacks,
    list: (api, stack, { cursor, signal }) => api.upkeep.drifted(stack.id, cursor, signal),
    // what is gone stands first
    order: (a, b) => (a.status < b.status ? -1 : a.status > b.status ? 1 : a.logicalId < b.logicalId ? -1 : 1),
    key: ({ logicalId }) => logicalId,
    tell: (resource, _more, { now }) => {
      const { logicalId, physicalId, type, status, differences, at, ref, page, stackId } = resource;
      const isGone = status === "DELETED";
      return {
        label: logicalId,
        name: physicalId ?? logicalId,
        what: `${typeText(type)}, drifted`,
        standing: isGone ? "failed" : "warned",
        facts: [isGone ? "deleted behind its stack" : differencesText(resource), typeText(type), shortId(physicalId ?? ""), formatAgo(at, now)],
        tooltip: [
          `${logicalId}: ${isGone ? "deleted behind its stack" : plural(differences.length, "difference")}`,
          ...differences.map(({ path, expected, actual }) => `${path}: ${expected} → ${actual}`),
          physicalId && `Physical id: ${physicalId}`,
          timeLine("Looked at", at),
        ],
        ref,
        page: page ?? stackPage(stackId, "drifts"),
      };
    },
  };

  const exported: Kind<CloudFormationApi, StackExport, Stack, ExportUse> = {
    noun: "export",
    icon: "export",
    none: "No export",
    above: stacks,
    get below() {
      return [importers];
    },
    // read anew: who looks at them wants to know what may go now
    list: async (api, stack, { signal }) => (isPlanned(stack) ? [] : exportsOf(await api.getStack(stack.id, signal))),
    // there is no call for several
    more: (api, items) => eachByItself(items, ({ name }) => name, async ({ name }) => ({ users: await api.upkeep.allImporters(name) })),
    key: ({ name }) => name,
    tell: ({ name, value, output }, { users }, { up }) => ({
      label: name,
      facts: [users && useText(users), value],
      tooltip: [name, value, `Output ${output}`, users && (users.length === 0 ? "No stack imports it: it can be taken out" : `Imported by ${users.join(", ")}: as long as they do, it can be neither changed nor taken out`)],
      page: stackPage(up(stacks).id, "outputs"),
    }),
  };

  const importers: Kind<CloudFormationApi, Importer, StackExport> = {
    noun: "importer",
    icon: "layers",
    none: "No stack imports it",
    above: exported,
    list: (api, one, { cursor, signal }) => api.upkeep.importers(one.name, cursor, signal),
    key: ({ name }) => name,
    tell: ({ name }) => ({ label: name, what: "importing stack" }),
  };

  const driftFolder = folder({ noun: "drift", label: "Drift", icon: "compare-changes" }, () => [drifted], (stack: Stack) => {
    const told = driftText(stack);
    const at = stack.drift?.at;
    return { facts: [told ?? "never looked for", told && formatAgo(at, Date.now())], page: stackPage(stack.id, "drifts") };
  });
  const exportsFolder = folder({ noun: "exports", label: "Exports", icon: "export" }, () => [exported], (stack: Stack) => ({
    facts: [stack.isSummary ? undefined : String(exportsOf(stack).length)],
    page: stackPage(stack.id, "outputs"),
  }));
  return { drifted, exported, importers, driftFolder, exportsFolder };
}

function differencesText({ differences }: Drifted): string {
  const named = differences.slice(0, MOST_NAMED).map(({ path, expected, actual }) => `${path.replace(/^\//, "")}: ${expected} → ${actual}`);
  const left = differences.length - named.length;
  return joined([...named, left > 0 ? `${left} more` : undefined], ", ");
}
