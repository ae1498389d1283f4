import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { refIn } from "../../base/resourceRef.ts";
import type { Tools } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import type { CdkApi } from "./api.ts";
import { apps, constructs, stacks } from "./kinds.ts";
import { type App, type Stack, isPlainPath } from "./model.ts";

export const actions = {
  openSource: look(constructs, {
    onClick: true,
    fits: ({ source }) => source !== undefined,
    none: "no construct tells its source: synthesise with --debug",
    async run({ api, item: { source }, up }) {
      if (source !== undefined) await api.showSource(up(apps), source);
    },
  }),

  openResource: look(constructs, {
    fits: ({ logicalId }) => logicalId !== undefined,
    none: "no construct is a resource",
    run: async ({ item: { logicalId }, up, context }, tools) => tools.openStackResource(up(stacks).name, logicalId, await placeOf(up(stacks), context, tools)),
  }),

  openStack: look(stacks, {
    run: async ({ item, context }, tools) => tools.openStackResource(item.name, undefined, await placeOf(item, context, tools)),
  }),

  openTemplate: look(stacks, {
    run: ({ api, item }) => api.showTemplate(item),
  }),

  synth: look(apps, {
    // lookups ask the account that is meant; the simulated one is not known to the command line
    run: ({ api, item, context }, tools) => runCdk({ api, app: item, context, tried: `synthesise ${item.label}` }, tools, ["synth", "--quiet", ...(context.origin === "simulated" ? ["--no-lookups"] : [])]),
  }),

  diff: look(stacks, {
    async run({ api, item, up, context }, tools) {
      const tried = `compare ${item.path}`;
      await runCdk({ api, app: up(apps), context: await reached(item, context, tools, tried), tried }, tools, ["diff", named(item, tried)]);
    },
  }),

  deploy: write(stacks, {
    operation: "deploy",
    verb: "Deploy",
    async before({ api, item, up, context }, tools) {
      const tried = `deploy ${item.path}`;
      const at = await reached(item, context, tools, tried);
      if (at.profile !== context.profile || at.region !== context.region) {
        const why = `it is meant for ${at.profile} · ${at.region}`;
        throw new DevOpsError({ kind: "conflict", tried, why, remedy: "Deploy it from that account and region." });
      }
      return { program: await api.commandLine(up(apps), tried), path: named(item, tried) };
    },
    plan: ({ item: { path, name }, up }) => ({
      title: `Deploy ${path}`,
      changes: [{ what: `Stack ${name}`, after: `as the app in ${up(apps).label} makes it now: its code is run, in a terminal, which asks before permissions are widened` }],
      undo: "deploy what the app was before; a deployment that fails is rolled back by CloudFormation.",
      resource: name,
    }),
    send: ({ context, item, up }, { program, path }, { ask }) =>
      ask.terminal({ ...nodeWith(program, context, ["deploy", path, "--progress", "events"]), title: `cdk deploy ${item.path}`, folder: up(apps).folder }),
  }),
};

/** The account that a stack is meant for, as far as it tells. @throws DevOpsError where it is none that is pinned */
function placeOf({ name, account = "", region }: Stack, context: AccountContext, { contextOf }: Pick<Tools, "contextOf">): Promise<AccountContext> {
  return contextOf(refIn(region ?? context.region, "cloudformation", `stack/${name}`, account), context);
}

/** As `placeOf`, where the command line reaches it. @throws DevOpsError unsupported of the simulated account */
function reached(stack: Stack, context: AccountContext, tools: Pick<Tools, "contextOf">, tried: string): Promise<AccountContext> {
  if (context.origin !== "simulated") return placeOf(stack, context, tools);
  throw new DevOpsError({ kind: "unsupported", tried, why: "the account is simulated, and the CDK's command line would reach another one" });
}

/** @throws DevOpsError where the command line could take a stack's name for something else */
function named({ path }: Stack, tried: string): string {
  if (isPlainPath(path)) return path;
  throw new DevOpsError({ kind: "invalid", tried, why: `${path} is no name that the command line takes as it is` });
}

interface CdkRun {
  readonly api: CdkApi;
  readonly app: App;
  readonly context: AccountContext;
  readonly tried: string;
}

async function runCdk({ api, app, context, tried }: CdkRun, { ask }: Pick<Tools, "ask">, args: readonly string[]): Promise<void> {
  const program = await api.commandLine(app, tried);
  await ask.terminal({ ...nodeWith(program, context, args), title: `cdk ${args.slice(0, 2).join(" ")}`, folder: app.folder });
}

/** The command line as a program of Node with its arguments: no shell reads them, and the profile is the row's. */
function nodeWith(program: string, { origin, profile, region }: AccountContext, args: readonly string[]): { readonly program: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const own = origin === "profile" ? ["--profile", profile] : [];
  return { program: "node", args: [program, ...args, ...own], env: origin === "simulated" ? {} : { AWS_REGION: region } };
}
