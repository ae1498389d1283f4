import { bold, cyan, dim, green, red, yellow } from "./ansi.ts";
import type { ScriptStep } from "./scriptStep.ts";

/** Type check and bundle of a web application. */
export function nodeBuild(repository: string, failing: boolean): ScriptStep {
  const head = ["", `> ${repository}@4.18.2 build`, "> tsc --noEmit && vite build", ""];
  if (failing) {
    return {
      command: "npm run build",
      output: [
        ...head,
        `${cyan("src/solver/timeWindows.ts")}:${yellow("88")}:${yellow("17")} - ${red("error")} ${dim("TS2345:")} ` +
          "Argument of type 'Stop | undefined' is not assignable to parameter of type 'Stop'.",
        "",
        "88   return earliest(stops[index], window);",
        `                   ${red("~~~~~~~~~~~~")}`,
        "",
        `Found 1 error in src/solver/timeWindows.ts${dim(":88")}`,
      ],
    };
  }
  return {
    command: "npm run build",
    output: [
      ...head,
      `${cyan("vite v7.1.12")} ${green("building for production...")}`,
      "transforming...",
      `${green("✓")} 1842 modules transformed.`,
      "rendering chunks...",
      "computing gzip size...",
      `${dim("dist/")}${green("index.html                 ")}${dim(bold("  0.74 kB"))}${dim(" │ gzip:  0.41 kB")}`,
      `${dim("dist/")}${cyan("assets/map-C3x9dQ1k.js    ")}${dim(bold("214.32 kB"))}${dim(" │ gzip: 68.10 kB")}`,
      `${dim("dist/")}${cyan("assets/index-B7tqW0aZ.js  ")}${dim(bold("388.05 kB"))}${dim(" │ gzip: 119.7 kB")}`,
      yellow("(!) Some chunks are larger than 350 kB after minification."),
      green("✓ built in 6.42s"),
    ],
  };
}

/** A run of unit tests, with colours. */
export function nodeUnit(failing: boolean): ScriptStep {
  const passed = ["addresses", "labels", "manifest", "parcel", "rates", "routes", "scans", "weights"].map(
    (name, index) =>
      ` ${green("✓")} test/${name}.test.ts ${dim(`(${12 + index * 3} tests)`)} ${green(`${18 + index * 7}ms`)}`,
  );
  const output = ["", ` ${bold("RUN")} ${cyan("v4.0.6")} ${dim("/codebuild/output/src/app")}`, "", ...passed];
  if (failing) {
    output.push(
      ` ${red("❯")} test/rates.rounding.test.ts ${dim("(9 tests |")} ${red("1 failed")}${dim(")")}`,
      `   ${red("×")} rounds half a cent to even`,
      `${red("AssertionError")}: expected 1264 to be 1265`,
      `    at ${cyan("/codebuild/output/src/app/test/rates.rounding.test.ts")}:41:23`,
    );
  }
  output.push("", `${dim(" Test Files ")} ${failing ? `${red("1 failed")} | ` : ""}${green("8 passed")}`);
  return { command: "npx vitest run", output };
}

/** The failing run that the account is known for: a test of the tracking API with its stack trace. */
export function nodeIntegration(failing: boolean): ScriptStep {
  const passed = `${green("PASS")} ${dim("test/integration/")}`;
  const files = ["carriers", "customs", "depots", "eta", "events", "geofence", "webhooks"].map(
    (name, index) => `${passed}${bold(`${name}.int.test.ts`)} (${(1.2 + index * 0.37).toFixed(3)} s)`,
  );
  const head = [
    "",
    "> tracking-api@7.3.0 test:integration",
    "> jest --runInBand --config jest.integration.config.js",
    "",
  ];
  if (!failing) {
    const summary = [
      `${bold("Test Suites:")} ${green("8 passed")}, 8 total`,
      `${bold("Tests:")}       ${green("96 passed")}, 96 total`,
    ];
    return {
      command: "npm run test:integration",
      output: [
        ...head,
        ...files,
        `${green("PASS")} ${dim("test/integration/")}${bold("handover.int.test.ts")} (2.104 s)`,
        "",
        ...summary,
        `${bold("Time:")}        14.208 s`,
      ],
    };
  }
  return {
    command: "npm run test:integration",
    output: [
      ...head,
      ...files,
      `${red("FAIL")} ${dim("test/integration/")}${bold("handover.int.test.ts")} (3.871 s)`,
      `  ${red("●")} ${red("handover › keeps the order of scans when two depots report at once")}`,
      "",
      `    ${dim("expect(")}${red("received")}${dim(").toEqual(")}${green("expected")}${dim(")")}`,
      "",
      `    ${green("- Expected  - 1")}`,
      `    ${red("+ Received  + 1")}`,
      "",
      "      Array [",
      `    ${green('-   "RTM-ARRIVED",')}`,
      '        "RTM-DEPARTED",',
      `    ${red('+   "RTM-ARRIVED",')}`,
      "      ]",
      "",
      `      ${dim("61 |")}     const scans = await client.scans(parcel.id);`,
      `      ${dim("62 |")}`,
      `    ${red(">")} ${dim("63 |")}     expect(codesOf(scans)).toEqual(["RTM-ARRIVED", "RTM-DEPARTED"]);`,
      `      ${dim("   |")}                            ${red("^")}`,
      `      ${dim("64 |")}   });`,
      "",
      `      at Object.<anonymous> (${cyan("test/integration/handover.int.test.ts")}:63:28)`,
      "      at processTicksAndRejections (node:internal/process/task_queues:105:5)",
      `      at ScanRepository.merge (${cyan("src/scans/scanRepository.ts")}:118:11)`,
      "",
      `${bold("Test Suites:")} ${red("1 failed")}, ${green("7 passed")}, 8 total`,
      `${bold("Tests:")}       ${red("1 failed")}, ${green("95 passed")}, 96 total`,
      `${bold("Time:")}        15.930 s`,
      `npm ${red("error")} Lifecycle script \`test:integration\` failed with error:`,
      `npm ${red("error")} code 1`,
    ],
  };
}

/** A linter that has something to say. */
export function nodeLint(failing: boolean): ScriptStep {
  const output = [
    "",
    "/codebuild/output/src/app/src/http/router.ts",
    `  ${dim("24:9")}   ${yellow("warning")}  'correlation' is never used  ${dim("no-unused-vars")}`,
    "",
  ];
  if (failing) {
    output.push(
      `  ${dim("77:3")}   ${red("error")}    Promises must be awaited  ${dim("no-floating-promises")}`,
      "",
      red("✖ 2 problems (1 error, 1 warning)"),
    );
  } else {
    output.push(yellow("✖ 1 problem (0 errors, 1 warning)"));
  }
  return { command: "npm run lint", output };
}
