import { bold, green, red } from "./ansi.ts";
import type { ScriptStep } from "./scriptStep.ts";

/** Python tests. */
export function pytest(failing: boolean): ScriptStep {
  const output = [
    "============================= test session starts ==============================",
    "platform linux -- Python 3.12.12, pytest-8.4.2, pluggy-1.6.0",
    "collected 148 items",
    "",
    `tests/test_demand.py ${green("....................")} [ 13%]`,
    `tests/test_features.py ${green("..........................")} [ 31%]`,
    `tests/test_model.py ${green("........................................")} [ 58%]`,
    `tests/test_routing.py ${green("....................")}${failing ? red("F") : green(".")} [ 72%]`,
    `tests/test_store.py ${green(".........................................")} [100%]`,
    "",
  ];
  if (failing) {
    output.push(
      "=================================== FAILURES ===================================",
      red("__________________________ test_route_respects_driver_hours __________________________"),
      "",
      ">       assert plan.driving_minutes <= 540",
      red("E       assert 552 <= 540"),
      "",
      `${bold("tests/test_routing.py")}:131: AssertionError`,
      red("========================= 1 failed, 147 passed in 11.26s ========================="),
    );
  } else {
    output.push(green("============================= 148 passed in 10.94s ============================="));
  }
  return { command: "python -m pytest", output };
}

/** A Java build with its tests. */
export function gradle(failing: boolean): ScriptStep {
  const tasks = ["compileJava", "processResources", "classes", "compileTestJava", "testClasses"].map((task) =>
    bold(`> Task :${task}`),
  );
  if (failing) {
    return {
      command: "./gradlew build --console=plain",
      output: [
        ...tasks,
        `${bold("> Task :test")} ${red("FAILED")}`,
        "",
        `InvoiceTotalsTest > ${red("vatIsRoundedPerLine FAILED")}`,
        "    org.opentest4j.AssertionFailedError: expected: <1204.17> but was: <1204.18>",
        "        at com.kestrel.billing.InvoiceTotalsTest.vatIsRoundedPerLine(InvoiceTotalsTest.java:57)",
        "",
        "212 tests completed, 1 failed",
        red("BUILD FAILED in 13s"),
      ],
    };
  }
  return {
    command: "./gradlew build --console=plain",
    output: [
      ...tasks,
      bold("> Task :test"),
      bold("> Task :bootJar"),
      bold("> Task :build"),
      "",
      `${green("BUILD SUCCESSFUL")} in 13s`,
      "9 actionable tasks: 9 executed",
    ],
  };
}

/** Go tests. */
export function goTest(failing: boolean): ScriptStep {
  const packages = ["cmd/server", "internal/cache", "internal/geo", "internal/http", "internal/store"];
  const lines = packages.map(
    (name, index) => `ok  \tkestrel.example/geo-lookup/${name}\t${(0.2 + index * 0.31).toFixed(3)}s`,
  );
  if (failing) {
    lines.push(
      "--- FAIL: TestNearestDepot (0.02s)",
      "    nearest_test.go:74: nearest(52.01, 4.36) = AMS-2, want RTM-1",
      "FAIL",
      "FAIL\tkestrel.example/geo-lookup/internal/nearest\t0.118s",
    );
  }
  return { command: "go test ./...", output: lines };
}
