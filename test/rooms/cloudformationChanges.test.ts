import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudFormationApi } from "../../src/services/cloudformation/api.ts";
import { room } from "../../src/services/cloudformation/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

// Change sets of the room: of a template in the editor, compared, executed and watched.

const account = useAccount(undefined, UNPACED);
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
let bench: ReturnType<typeof newBench>;
let api: CloudFormationApi;
beforeEach(() => {
  bench = newBench();
  api = new CloudFormationApi(account().session);
});
afterEach(() => bench.dispose());

const STACK = "dead-letter-drain";
const calls = async (operation: string) => (await account().control.calls())[`cloudformation:${operation}`] ?? 0;

/** Opens the stack's own template in the editor, with changes. */
async function edit(change: (text: string) => string, beside: Readonly<Record<string, string>> = {}): Promise<string> {
  const text = await api.getTemplate(STACK);
  const changed = change(text);
  bench.editor = { name: "template.yaml", text: changed, beside };
  return text;
}

const named = (text: string) => text.replace("MessageRetentionPeriod: 1209600", "QueueName: lost-letters").replace("MemorySize: 256", "MemorySize: 512");

async function makeChangeSet(): Promise<string> {
  await bench.run("createChangeSet", await bench.row(STACK), "As before", true);
  const row = bench.revealed;
  if (row === undefined) throw new Error("no change set is shown");
  return row.view().label;
}

describe("a change set of the template in the editor", () => {
  it("is made by a plan, waited for and shown: what is replaced first and loudly, with values before and after", async () => {
    await edit(named);
    const name = await makeChangeSet();
    expect(bench.plan).toContain("Call: cloudformation:CreateChangeSet");
    expect(bench.plan).toContain("Parameters as before: Version, LogLevel, PartnerApiKey");
    expect(bench.plan).toMatch(/Acknowledged: CAPABILITY_IAM: The following resource/);
    const changes = await bench.outline(await branchOf(STACK, "Change sets", name), 2);
    expect(changes[0]).toMatch(/^DeadLetters · REPLACED · SQS Queue · .* · for QueueName$/);
    expect(changes).toContain("  QueueName · REPLACES the resource · not set → lost-letters");
    expect(changes).toContain("  MemorySize · 256 → 512");
    expect((await bench.row(STACK, "Change sets", name, "DeadLetters")).view().icon?.id).toBe("warning");
  });

  it("is compared: templates, all properties, those of one resource", async () => {
    const before = await edit(named);
    const name = await makeChangeSet();
    const row = await bench.row(STACK, "Change sets", name);
    await bench.run("compareTemplates", row);
    expect(bench.compared.at(-1)).toMatchObject({ before: { name: `${STACK}.yaml`, text: before }, after: { text: named(before) } });
    await bench.run("compareProperties", row);
    expect(bench.compared.at(-1)?.before.text).toContain('"MemorySize": 256');
    expect(bench.compared.at(-1)?.after.text).toContain('"MemorySize": 512');
    await bench.run("showChange", await bench.row(STACK, "Change sets", name, "DeadLetters"));
    expect(bench.compared.at(-1)?.after.text).toContain('"QueueName": "lost-letters"');
  });

  it("is executed as its plan says and watched to its end; the template as it was is offered, and makes it as it was", async () => {
    const before = await edit(named);
    const row = await bench.row(STACK, "Change sets", await makeChangeSet());
    const queue = async () => (await bench.row(STACK, "Resources", "DeadLetters")).name();
    expect(await queue()).not.toContain("lost-letters");
    await bench.run("executeChangeSet", row, true, true);
    const lines = bench.plan.split("\n");
    expect(lines).toContain("Stack: update complete → 2 changes, 1 replaced");
    expect(lines.findIndex((line) => line.startsWith("DeadLetters (SQS Queue): REPLACED"))).toBeLessThan(lines.findIndex((line) => line.startsWith("Function (")));
    expect(bench.plan).toContain(`:stack/${STACK}/`);
    expect(bench.progress.join("\n")).toMatch(/^(DeadLetters|Function): (update|create) (in progress|complete)/m);
    expect(bench.asked.at(-1)?.title).toBe(`${STACK}: update complete`);
    await bench.refresh();
    expect(await queue()).toContain("lost-letters");

    expect(bench.documents.map(({ name }) => name)).toEqual([`${STACK}-before.params.json`, `${STACK}-before.yaml`]);
    const [parameters, template] = bench.documents;
    expect(template?.text).toBe(before);
    expect(parameters?.text).not.toContain("****");
    bench.editor = { name: "before.yaml", text: before, beside: { "before.params.json": parameters?.text ?? "" } };
    await bench.run("createChangeSet", await bench.row(STACK), "before.params.json", true);
    await bench.run("executeChangeSet", await bench.row(STACK, "Change sets", bench.revealed?.view().label ?? ""), true, false);
    await bench.refresh();
    expect(await queue()).not.toContain("lost-letters");
  });

  it("that changes nothing is said and deleted", async () => {
    await edit((text) => text);
    await bench.run("createChangeSet", await bench.row(STACK), "As before", true, false);
    expect(bench.asked.at(-1)?.title).toContain(`changes nothing in ${STACK}`);
    expect(await calls("DeleteChangeSet")).toBe(1);
    expect(await bench.outline(await branchOf(STACK, "Change sets"))).toEqual([expect.stringContaining("No change set")]);
  });

  it("tells what failed first where its execution fails, and what the roll-back made of it", async () => {
    // a function with a name of its own cannot be replaced
    await edit((text) => text.replace("FunctionName: dead-letter-drain", "FunctionName: dead-letter-drain\n      PackageType: Image"));
    await bench.run("createChangeSet", await bench.row(STACK), "As before", true);
    await bench.run("executeChangeSet", await bench.row(STACK, "Change sets", bench.revealed?.view().label ?? ""), true, false);
    expect(bench.asked.at(-1)?.title).toMatch(/^dead-letter-drain › Function: update failed\. /);
    expect((await api.getStack(STACK)).status).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  it("makes a new stack, whose plan says so", async () => {
    bench.editor = { name: "letters.yaml", text: "Parameters:\n  Days:\n    Type: Number\nResources:\n  Letters:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: !Ref Days\n" };
    await bench.run("createChangeSet", undefined, "New stack…", "parcel-letters", "86400", true);
    expect(bench.plan).toContain("Parameter Days: 86400");
    await bench.refresh();
    await bench.run("executeChangeSet", await bench.row("parcel-letters", "Change sets", "editor-"), true, false);
    expect(bench.plan).toContain("To undo: delete the stack.");
    expect((await api.getStack("parcel-letters")).status).toBe("CREATE_COMPLETE");
  });

  it("asks for parameters by their type, and never shows what is hidden", async () => {
    await edit((text) => text.replace("LogLevel:\n    Type: String", "LogLevel:\n    Type: String\n    AllowedValues: [info, debug]"));
    await bench.run("createChangeSet", await bench.row(STACK), "Ask for each", "2f0c1d", "debug", "a-new-key", true);
    expect(bench.asked.map(({ kind }) => kind)).toEqual(["pick", "text", "pick", "secret", "plan"]);
    expect(bench.plan).toContain("Parameter LogLevel: info → debug");
    expect(bench.plan).toContain("Parameter PartnerApiKey: **** → a value that is not shown");
    expect(JSON.stringify([bench.asked, bench.written])).not.toContain("a-new-key");
  });

  it("takes parameters of a file beside it, and says what is wrong with one", async () => {
    const files = {
      "cli.params.json": '[{"ParameterKey":"LogLevel","ParameterValue":"debug"}]',
      "sam.params.json": '{"Parameters":{"LogLevel":"warn"}}',
      "wrong.params.json": '{"LogLevle":"debug"}',
      "broken.params.json": "{secret",
    };
    const wanted = async (file: string, ...more: readonly boolean[]) => bench.run("createChangeSet", await bench.row(STACK), file, ...more);
    await edit((text) => text, files);
    await wanted("cli.params.json", true);
    expect(bench.plan).toContain("Parameter LogLevel: info → debug");
    await wanted("sam.params.json", true);
    expect(bench.plan).toContain("Parameter LogLevel: info → warn");
    expect((await failureOf(wanted("wrong.params.json"))).message).toContain("the template has no parameter LogLevle");
    const broken = await failureOf(wanted("broken.params.json"));
    expect(broken.message).toContain("it is no JSON");
    expect(broken.message).not.toContain("secret");
  });

  it("says what is too large, what is no template, and what its service refuses", async () => {
    await edit((text) => `${text}# ${"x".repeat(52_000)}\n`);
    expect((await failureOf(bench.run("createChangeSet", await bench.row(STACK)))).message).toMatch(/51,200/);
    bench.editor = { name: "notes.md", text: "# Notes" };
    expect(await failureOf(bench.run("createChangeSet", await bench.row(STACK)))).toMatchObject({ kind: "notFound" });
    await edit((text) => text.replace("!GetAtt FunctionRole.Arn", "!GetAtt Nobody.Arn"));
    expect((await failureOf(bench.run("createChangeSet", await bench.row(STACK), "As before", true))).message).toContain("Nobody");
    expect(await calls("ExecuteChangeSet")).toBe(0);
  });

  it("that its stack has outgrown is not executed", async () => {
    await edit(named);
    const first = await makeChangeSet();
    const stale = await bench.row(STACK, "Change sets", first);
    await edit((text) => text.replace("MemorySize: 256", "MemorySize: 1024"));
    await bench.run("executeChangeSet", await bench.row(STACK, "Change sets", await makeChangeSet()), true, false);
    expect(await failureOf(bench.run("executeChangeSet", stale))).toMatchObject({ kind: "notFound" });
    expect(await calls("ExecuteChangeSet")).toBe(1);
  });
});

async function branchOf(...labels: readonly string[]) {
  const row = await bench.row(...labels);
  return row as Parameters<typeof bench.outline>[0] & object;
}
