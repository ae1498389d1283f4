import { variantsOf } from "../check/objects.ts";
import { type Path, fault, faultAt } from "../check/state.ts";
import { partitionOf } from "../model/pseudo.ts";
import { member, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

const FUNCTION = "Resources/AWS::Lambda::Function/Properties";

/** When a runtime ends, from "Lambda runtimes" of Lambda's developer guide. */
interface Runtime {
  readonly deprecated: string;
  readonly "create-block": string;
  readonly "update-block": string;
  readonly successor: string;
}

/** The path of the resource that a path leads through. */
function resourceAt(path: Path | undefined): Path | undefined {
  let at = path;
  while (at !== undefined && at.length > 2) at = at.parent;
  return at;
}

const runtimes: PathRule = {
  code: "E2533",
  paths: [`${FUNCTION}/Runtime`, "Resources/AWS::Serverless::Function/Properties/Runtime", "Globals/Function/Runtime"],
  check(state, value, _, faults) {
    // a transform makes a function of another: it is told where that begins
    const isMade = state.kindPath.startsWith("Resources/AWS::Serverless::");
    const place = isMade ? { path: resourceAt(state.path), mark: { start: value.start, end: value.end } } : {};
    const name = textOf(value);
    const known = state.names.schemas.table("runtimes") as Readonly<Record<string, Runtime>>;
    const runtime = name === undefined || !Object.hasOwn(known, name) ? undefined : known[name];
    if (runtime === undefined) return;
    const { deprecated, "create-block": create, "update-block": update, successor } = runtime;
    // days are compared as texts, which have the same order
    const { date } = state;
    const tell = (code: string, what: string) =>
      faults.push(fault(state, `${name} is deprecated since ${deprecated}: ${what}. Its successor is ${successor}.`, { code, ...place }));
    if (update <= date) tell("E2533", `functions with it cannot be changed since ${update}`);
    else if (create <= date) tell("E2531", `functions with it cannot be created since ${create}`);
    else if (deprecated <= date) tell("W2531", `functions with it cannot be created from ${create} on`);
  },
};

/** Where SnapStart is, as cfn-lint has it. */
const SNAP_START_REGIONS: ReadonlySet<string> = new Set([
  "us-east-2", "us-east-1", "us-west-1", "us-west-2", "af-south-1", "ap-east-1", "ap-southeast-3", "ap-south-1",
  "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ca-central-1", "eu-central-1",
  "eu-west-1", "eu-west-2", "eu-south-1", "eu-west-3", "eu-north-1", "me-south-1", "sa-east-1",
]);

const WITHOUT_SNAP_START: ReadonlySet<string> = new Set([
  "dotnet5.0", "dotnet6", "dotnet7", "java8.al2", "java8", "python3.10", "python3.11", "python3.7", "python3.8", "python3.9",
]);

const hasSnapStart = (runtime: string) => /^(?:python|java|dotnet(?!core))/.test(runtime) && !WITHOUT_SNAP_START.has(runtime);

const snapStart: PathRule = {
  code: "E2530",
  paths: [FUNCTION],
  check(state, value, _, faults) {
    const isEverywhere = state.regions.every((region) => SNAP_START_REGIONS.has(region));
    for (const { value: properties } of variantsOf(state, value, ["Runtime", "SnapStart"])) {
      const runtime = textOf(member(properties, "Runtime"));
      const setting = member(properties, "SnapStart");
      const at = { ...state, path: { parent: state.path, key: "SnapStart", length: (state.path?.length ?? 0) + 1 } };
      if (setting === undefined) {
        const isJava = runtime?.startsWith("java") === true && runtime !== "java8" && runtime !== "java8.al2";
        if (isJava && isEverywhere) faults.push(faultAt(at, "ApplyOn", `SnapStart starts functions of ${runtime} sooner.`, { code: "I2530" }));
        continue;
      }
      if (textOf(member(setting, "ApplyOn")) !== "PublishedVersions") continue;
      if (!isEverywhere) faults.push(faultAt(at, "ApplyOn", "SnapStart is not in all of the regions.", { code: "E2530" }));
      if (runtime !== undefined && !hasSnapStart(runtime)) faults.push(faultAt(at, "ApplyOn", `${runtime} has no SnapStart.`, { code: "E2530" }));
    }
  },
};

/** Properties that a function of a .zip file needs. */
const OF_ZIP = ["Handler", "Runtime"];

const zipFile: PathRule = {
  code: "W2533",
  paths: [FUNCTION],
  check(state, value, _, faults) {
    for (const { value: properties } of variantsOf(state, value, ["PackageType", "Code", ...OF_ZIP])) {
      const code = member(properties, "Code");
      const isZip = textOf(member(properties, "PackageType")) === "Zip";
      const hasCode = ["ZipFile", "S3Key"].some((key) => member(code, key) !== undefined);
      const missing = OF_ZIP.filter((key) => !properties.members.has(key));
      if (missing.length === 0 || !(isZip || hasCode)) continue;
      const message = `A function of a .zip file needs ${missing.join(" and ")}.`;
      faults.push(faultAt(state, isZip ? "PackageType" : "Code", message, { code: "W2533" }));
    }
  },
};

/** The most that environment variables can hold, from "Lambda quotas". */
const MOST_ENVIRONMENT = 4096;

const environmentSize: PathRule = {
  code: "E3697",
  paths: [`${FUNCTION}/Environment/Variables`],
  check(state, value, _, faults) {
    if (value.kind !== "map") return;
    let size = 0;
    for (const { name, value: inner } of value.members.values()) size += name.length + (textOf(inner)?.length ?? 0);
    if (size > MOST_ENVIRONMENT) faults.push(fault(state, `The variables have ${size} characters: at most ${MOST_ENVIRONMENT} fit.`, { code: "E3697" }));
  },
};

const layerLength: PathRule = {
  code: "E3716",
  paths: [`${FUNCTION}/Layers/*`],
  check(state, value, _, faults) {
    const text = textOf(value);
    for (const region of text === undefined ? [] : state.regions) {
      const most = 176 + partitionOf(region).length + region.length;
      if ((text?.length ?? 0) > most) faults.push(fault(state, `The ARN of a layer has at most ${most} characters in ${region}.`, { code: "E3716" }));
    }
  },
};

export const LAMBDA_RULES: readonly PathRule[] = [runtimes, snapStart, zipFile, environmentSize, layerLength];
