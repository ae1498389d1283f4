import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { jsonText } from "../../base/jsonText.ts";
import { formatBytes } from "../../base/text.ts";
import type { Ask, Choice, Tools } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import type { LambdaApi } from "./api.ts";
import { aliases, functions, settings, triggers } from "./kinds.ts";
import {
  type Func,
  type Traffic,
  canRollBack,
  invocationText,
  isSame,
  payloadProblem,
  shifted,
  thrown,
  trafficText,
  versionText,
} from "./model.ts";

/** How many earlier versions a picker offers. */
const EARLIER = 20;
/** From before a call to after it, in milliseconds: clocks differ. */
const AROUND = 60_000;

/** An alias that is half shifted may be on its way by CodeDeploy. */
const UNDER_WAY = { what: "CodeDeploy", after: "would shift it on where a deployment of this function runs: stop that one instead" };

export const actions = {
  openLog: look(functions, {
    async run({ api, item: { name }, context }, { showLog }) {
      const { logGroup } = await api.getConfiguration(name);
      await showLog({ context, group: logGroup, title: name });
    },
  }),

  invoke: write(functions, {
    operation: "Invoke",
    verb: "Invoke",
    async before({ api, item: { name } }, { ask }) {
      const { items } = await api.listAliases(name, undefined);
      const latest = { label: "$LATEST", description: "the code as it was uploaded last", value: { qualifier: undefined, told: "$LATEST" } };
      const named = items.map((alias) => ({ label: alias.name, description: trafficText(alias), value: { qualifier: alias.name, told: `${alias.name} (${trafficText(alias)})` } }));
      const chosen = items.length === 0 ? latest.value : await ask.pick<{ qualifier: string | undefined; told: string }>(`Invoke ${name}`, "As", [...named, latest]);
      return { ...chosen, payload: await askPayload(ask, api, name) };
    },
    plan: ({ item: { name } }, { told, payload }) => ({
      title: `Invoke ${name}`,
      changes: [{ what: "Run", after: `once, as ${told}, with an event of ${formatBytes(Buffer.byteLength(payload))}` }],
      undo: "whatever the function does stays done. It is called once and never again by itself.",
    }),
    send: ({ api, item: { name } }, { qualifier, payload }) => api.invoke(name, qualifier, payload),
    async after({ api, item, context }, result, tools) {
      await tools.show(`${item.name} invocation.log`, invocationText(item.name, result, jsonText));
      if (result.error === undefined) return;
      if (await tools.ask.tell(`${item.name} failed: ${thrown(result)}`, "Log and trace…", "warning")) await follow(api, item, context, tools);
    },
  }),

  lastInvocation: look(functions, {
    run: ({ api, item, context }, tools) => follow(api, item, context, tools),
  }),

  openTarget: look([settings, triggers], {
    onClick: "link",
    fits: ({ ref }) => ref !== undefined,
    none: "nothing of it can be opened",
    run: ({ item: { ref }, context }, tools) => openLink(ref, context, tools),
  }),

  shift: write(aliases, {
    operation: "UpdateAlias",
    verb: "Shift",
    fits: ({ version }) => version !== "$LATEST",
    none: "an alias of $LATEST cannot share its calls",
    async before({ api, item, up }, { ask }) {
      const { name } = up(functions);
      const [alias, versions] = await Promise.all([api.getAlias(name, item.name), api.listVersions(name)]);
      const others = versions.filter(({ version }) => version !== "$LATEST" && version !== alias.version);
      if (others.length === 0) throw new DevOpsError({ kind: "conflict", tried: `shift ${item.name} of ${name}`, why: "no other version was published" });
      const title = `Shift ${item.name} of ${name} (${trafficText(alias)})`;
      const other = await ask.pick(title, "To", others.map(({ version, description }) => ({ label: versionText(version), description, value: version })));
      const share = await ask.number({ title, prompt: `Per cent of the calls for ${versionText(other)}`, example: "10", min: 1, max: 100 });
      return { alias, after: shifted(alias, other, share) };
    },
    plan: ({ item, up }, { alias, after }) => aliasPlan("Shift", `${item.name} of ${up(functions).name}`, alias, after),
    send: ({ api, up }, { alias, after }) => api.updateAlias(up(functions).name, alias, after),
  }),

  rollBack: write(aliases, {
    operation: "UpdateAlias",
    verb: "Roll back",
    fits: (alias) => canRollBack(alias),
    none: "no alias has anything to go back to",
    async before({ api, item, up }, { ask }) {
      const { name } = up(functions);
      const alias = await api.getAlias(name, item.name);
      const captured = api.before(alias);
      const choices: Choice<Traffic>[] = [];
      const offer = (description: string, value: Traffic) => {
        if (!isSame(value, alias) && !choices.some((one) => isSame(one.value, value))) choices.push({ label: trafficText(value), description, value });
      };
      if (captured !== undefined) offer("as it was before it was changed from here", captured);
      if (alias.other !== undefined) offer(`nothing more to ${versionText(alias.other.version)}`, { version: alias.version });
      const earlier = (await api.listVersions(name)).filter(({ version }) => Number(version) < Number(alias.version)).slice(0, EARLIER);
      for (const { version, description = "an earlier version" } of earlier) offer(description, { version });
      if (choices.length === 0) throw new DevOpsError({ kind: "conflict", tried: `roll ${item.name} of ${name} back`, why: "it has no earlier version" });
      return { alias, after: await ask.pick(`Roll ${item.name} of ${name} back (${trafficText(alias)})`, "To", choices) };
    },
    plan: ({ item, up }, { alias, after }) => aliasPlan("Roll back", `${item.name} of ${up(functions).name}`, alias, after),
    send: ({ api, up }, { alias, after }) => api.updateAlias(up(functions).name, alias, after),
  }),
};

function aliasPlan(verb: string, what: string, before: Traffic, after: Traffic) {
  return {
    title: `${verb} ${what}`,
    changes: [{ what: "Calls", before: trafficText(before), after: trafficText(after) }, ...(before.other === undefined ? [] : [UNDER_WAY])],
    undo: `roll the alias back: it is remembered that it had ${trafficText(before)}.`,
  };
}

/** An event that was sent before, or one that is written now. */
async function askPayload(ask: Ask, api: LambdaApi, name: string): Promise<string> {
  const known = api.payloads(name);
  const choices: Choice<string | undefined>[] = [
    ...known.map((value, index) => ({ label: oneLine(value), description: index === 0 ? "sent last" : "sent before", id: String(index), value })),
    { label: "Write an event…", description: "JSON, in an editor", value: undefined },
    { label: "Empty event", description: "{}", value: "{}" },
  ];
  const chosen = await ask.pick(`Invoke ${name}`, "With which event", choices);
  return chosen ?? ask.edit({ name: `${name}-event.json`, text: `${known[0] ?? "{}"}\n`, example: '{ "carrier": "dhl" }', check: payloadProblem });
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** The last call's result, its lines in the log and its trace. */
async function follow(api: LambdaApi, { name }: Func, context: AccountContext, { ask, show, showLog, openTrace }: Tools): Promise<void> {
  const last = api.last(name);
  if (last === undefined) {
    await ask.tell(`${name} was not invoked from here since this window was opened.`);
    return;
  }
  const { traceId, requestId, at, took } = last;
  const what = await ask.pick<"result" | "log" | "trace">(`Last invocation of ${name}`, last.error === undefined ? "It succeeded" : `It failed: ${thrown(last)}`, [
    ...(requestId === undefined ? [] : [{ label: "Log lines", description: `request ${requestId}`, value: "log" as const }]),
    ...(traceId === undefined ? [] : [{ label: "Trace", description: traceId, value: "trace" as const }]),
    { label: "Result", description: "answer and the end of the log", value: "result" },
  ]);
  if (what === "result") await show(`${name} invocation.log`, invocationText(name, last, jsonText));
  if (what === "trace" && traceId !== undefined) await openTrace({ context, traceId });
  if (what === "log" && requestId !== undefined) {
    const { logGroup } = await api.getConfiguration(name);
    await showLog({ context, group: logGroup, from: at - AROUND, to: at + took + AROUND, pattern: `"${requestId}"`, title: `${name} ${requestId.slice(0, 8)}` });
  }
}
