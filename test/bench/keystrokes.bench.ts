// What a person waits for who types in a template: from didChange to publishDiagnostics, over the Language Server Protocol,
// in the server as it is shipped. For files of 50, 500 and 5,000 resources (CloudFormation takes 500).
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Diagnostic } from "vscode-languageserver/node";
import { TemplateDocument } from "../../src/language/document/templateDocument.ts";
import { ServerClient } from "../unit/server/client.ts";
import { largeTemplate } from "./largeTemplate.ts";
import { median } from "./side.ts";

const KEYS = 300;
const WORD = "abcdefghij";

const share = (times: readonly number[], part: number) => times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * part)] ?? Number.NaN;
const milliseconds = (time: number) => `${time.toFixed(1)} ms`;
const told = (times: readonly number[]) => `median ${milliseconds(median(times))}, p95 ${milliseconds(share(times, 0.95))}, worst ${milliseconds(share(times, 1))}`;

/** The memory that the server holds, in megabytes. Linux alone tells it. */
function memoryOf(pid: number | undefined): string {
  try {
    const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return `${(Number(kilobytes) / 1024).toFixed(0)} MB`;
  } catch {
    return "unknown";
  }
}

/** The time that the server's process took so far, in milliseconds; Linux alone tells it, in hundredths of a second. */
function cpuOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** How long the server is left alone before the file is opened, in milliseconds: it uses that to heat the engine. */
const STARTED = 3_000;
const AT_ONCE = 0;

for (const [resources, rest] of [[50, STARTED], [500, AT_ONCE], [500, STARTED], [5_000, STARTED]] as const) {
  const text = largeTemplate(resources, Math.min(200, resources));
  const lines = text.split("\n");
  const server = new ServerClient(path.resolve("dist/server.js"));
  await server.initialize();
  // started, as the server is when a person opens a second template
  await server.open("file:///small.yaml", "yaml", largeTemplate(10, 2));
  await server.diagnostics("file:///small.yaml", 1);
  await new Promise((resolve) => setTimeout(resolve, rest));
  const uri = "file:///large.yaml";
  const last = lines.findLastIndex((line) => /^ {6}(?:Bogus|Nonsense)/.test(line));
  // what takes long is told in parts: the mistake in the last resource comes with all others
  const isAll = (found: readonly Diagnostic[]) => found.some(({ range }) => range.start.line === last);
  const opened = performance.now();
  const cpuBefore = cpuOf(server.process.pid);
  await server.open(uri, "yaml", text);
  const found: readonly Diagnostic[] = await server.diagnostics(uri, 1, isAll);
  const first = performance.now() - opened;
  const cpu = cpuOf(server.process.pid) - cpuBefore;
  const parsing = performance.now();
  const { entries } = new TemplateDocument("yaml", text);
  const parsed = performance.now() - parsing;
  const places = lines.flatMap((line, index) => (line.includes("Value: !Sub") ? [index] : []));
  let version = 1;
  const key = async (line: number, character: number, typed: string) => {
    version += 1;
    const start = { line, character };
    const before = performance.now();
    await server.change(uri, version, { range: { start, end: start }, text: typed });
    await server.diagnostics(uri, version);
    return performance.now() - before;
  };
  const times: number[] = [];
  for (let word = 0; word < KEYS / WORD.length; word += 1) {
    const line = places[Math.floor((places.length * (word + 0.5)) / (KEYS / WORD.length))] ?? 0;
    const from = (lines[line] ?? "").indexOf("-service");
    for (let index = 0; index < WORD.length; index += 1) times.push(await key(line, from + index, WORD.charAt(index)));
  }
  // sixty edits at once, and as a fast person types
  const line = places[10] ?? 0;
  const published = () => (server.versions.get(uri) ?? []).length;
  const publishedBefore = published();
  const started = performance.now();
  for (let index = 0; index < 60; index += 1) {
    version += 1;
    void server.change(uri, version, { range: { start: { line, character: 30 }, end: { line, character: 30 } }, text: "x" });
  }
  await server.diagnostics(uri, version);
  const burst = performance.now() - started;
  console.log(`  ${resources} resources, ${(text.length / 1024).toFixed(0)} KB, ${entries.length} entries, ${found.length} findings`);
  console.log(`    first check, ${rest === AT_ONCE ? "at once" : `${rest / 1_000} s after the start`}, ${milliseconds(first)}, ${cpu} ms of CPU; parsing it here, for comparison, ${milliseconds(parsed)}`);
  console.log(`    a key in a resource: ${told(times)}`);
  console.log(`    sixty edits at once: ${published() - publishedBefore} publications in ${milliseconds(burst)}`);
  console.log(`    memory ${memoryOf(server.process.pid)}`);
  await server.stop();
}
