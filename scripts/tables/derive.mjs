// Derives src/simulator/tables/constraints.gen.ts, and source.json that says what of, from the models of the Python package
// botocore (Apache-2.0): what the inputs of the operations that the simulator plays may be.
// Run by hand when an operation is added or that package is updated, with a Python that has it:
// node scripts/tables/derive.mjs
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { importTypeScript } from "../importTypeScript.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/** Reads `{service: [operation, …]}`; prints, by service, the constraints of each operation's input, each shape once. */
const PROGRAM = `
import json, sys
import botocore
from botocore.loaders import Loader
loader = Loader()
wanted = json.load(sys.stdin)
# What the services sign as is not always what the models are called.
NAMES = {"monitoring": "cloudwatch"}
# What the SDK's own models know already, and that package does not yet.
NEWER = {("monitoring", "AlarmType"): ["LogAlarm"]}
# Services that have errors called after shapes: theirs are told apart by name.
NAMED = {"codecommit", "codedeploy"}
result = {}
for service, operations in wanted.items():
    model = loader.load_service_model(NAMES.get(service, service), "service-2")
    shapes, index, busy, alike = [], {}, set(), {}
    def of(name):
        if name in index:
            return index[name]
        if name in busy:
            return None
        shape = model["shapes"][name]
        busy.add(name)
        kept = {key: shape[key] for key in ("min", "max", "pattern") if key in shape}
        if shape.get("enum"):
            kept["enum"] = shape["enum"] + NEWER.get((service, name), [])
        if kept and shape["type"] == "string" and service in NAMED:
            kept["name"] = name
        if shape["type"] == "structure":
            members = {key: of(member["shape"]) for key, member in shape["members"].items()}
            members = {key: at for key, at in members.items() if at is not None}
            if members:
                kept["members"] = members
        if shape["type"] in ("list", "map"):
            inner = of((shape.get("member") or shape.get("value"))["shape"])
            if inner is not None:
                kept["item"] = inner
        busy.discard(name)
        index[name] = None
        if kept:
            index[name] = alike.setdefault(json.dumps(kept), len(shapes))
            if index[name] == len(shapes):
                shapes.append(kept)
        return index[name]
    inputs, unknown, free = {}, [], []
    for operation in operations:
        known = model["operations"].get(operation)
        if known is None:
            unknown.append(operation)
        elif "input" in known and of(known["input"]["shape"]) is not None:
            inputs[operation] = of(known["input"]["shape"])
        else:
            free.append(operation)
    result[service] = {"inputs": inputs, "shapes": shapes, "unknown": unknown, "free": free}
json.dump({"version": botocore.__version__, "services": result}, sys.stdout)
`;

const { simulatedServices } = await importTypeScript(path.join(root, "src/simulator/services/services.ts"));
const nowhere = () => {
  throw new Error("No region is looked at here");
};
const services = simulatedServices(nowhere, { clock: undefined, keys: undefined, accountIds: [], endpoint: nowhere });
/** @type {[string, string[]][]} */
const played = services.map((/** @type {{ name: string, handlers: Map<string, unknown> }} */ { name, handlers }) => [name, [...handlers.keys()].toSorted()]);
const wanted = Object.fromEntries(played);
const printed = execFileSync("python3", ["-c", PROGRAM], { input: JSON.stringify(wanted), maxBuffer: 64 * 1024 * 1024 });
/** @typedef {{ inputs: Record<string, number>, shapes: ({ name?: string } & Record<string, unknown>)[], unknown: string[], free: string[] }} Derived */
/** @type {{ version: string, services: Record<string, Derived> }} */
const { version, services: derived } = JSON.parse(printed.toString());

const lines = Object.entries(derived).map(([service, { inputs, shapes, unknown, free }]) => {
  const rows = shapes.map((shape) => `      ${JSON.stringify(shape)},`);
  return `  ${/^\w+$/.test(service) ? service : JSON.stringify(service)}: {
    unknown: ${JSON.stringify(unknown)},
    free: ${JSON.stringify(free)},
    inputs: ${JSON.stringify(inputs)},
    shapes: [
${rows.join("\n")}
    ],
  },`;
});
writeFileSync(
  path.join(root, "src/simulator/tables/constraints.gen.ts"),
  `// Written by scripts/tables/derive.mjs from the models of botocore ${version} (Apache-2.0). Not edited by hand.
import type { ServiceConstraints } from "./constraints.ts";

/** By the name that a service signs as. */
export const CONSTRAINTS: Readonly<Record<string, ServiceConstraints>> = {
${lines.join("\n")}
};
`,
);
writeFileSync(path.join(import.meta.dirname, "source.json"), `${JSON.stringify({ name: "botocore", version }, undefined, 2)}\n`);
