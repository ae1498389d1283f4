// What a person waits for who completes and hovers in a template, over the Language Server Protocol, in the server as it is
// shipped: in files of 50 and 500 resources, and how much longer it takes in the larger.
import path from "node:path";
import { ServerClient } from "../unit/server/client.ts";
import { largeTemplate } from "./largeTemplate.ts";
import { median } from "./side.ts";

const ASKED = 200;

/** What is asked before anything is measured: the first check may still go on, and the server has compiled nothing. */
const WARM = 60;

const p95 = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * 0.95)] ?? Number.NaN;

const medians = new Map<string, number[]>();

for (const resources of [50, 500]) {
  const text = largeTemplate(resources, Math.min(200, resources));
  const lines = text.split("\n");
  const server = new ServerClient(path.resolve("dist/server.js"));
  await server.initialize();
  const uri = "file:///large.yaml";
  await server.open(uri, "yaml", text);
  await server.diagnostics(uri, 1);
  const placesOf = (word: string) => lines.flatMap((line, index) => (line.includes(word) ? [{ line: index, character: line.indexOf(word) + word.length }] : []));
  const ask = async (what: string, method: string, places: readonly { line: number; character: number }[]) => {
    const times: number[] = [];
    for (let index = -WARM; index < ASKED; index += 1) {
      const position = places[Math.floor((places.length * (Math.abs(index) + 0.5)) / ASKED)];
      const before = performance.now();
      await server.request(method, { textDocument: { uri }, position });
      if (index >= 0) times.push(performance.now() - before);
    }
    medians.set(what, [...(medians.get(what) ?? []), median(times)]);
    console.log(`  ${resources} resources, ${what}: median ${median(times).toFixed(1)} ms, p95 ${p95(times).toFixed(1)} ms`);
  };
  await ask("completion of a variable", "textDocument/completion", placesOf("Value: !Sub \"${"));
  await ask("completion of a type", "textDocument/completion", placesOf("Type: AWS::"));
  await ask("completion of a property", "textDocument/completion", placesOf("      VisibilityTime"));
  await ask("hover of a property", "textDocument/hover", placesOf("      VisibilityTime"));
  await ask("hover of a name", "textDocument/hover", placesOf("!GetAtt Queue"));
  await server.stop();
}

for (const [what, [small = Number.NaN, large = Number.NaN]] of medians) console.log(`  ${what}: ${(large / small).toFixed(1)} times as long in ten times the file`);
