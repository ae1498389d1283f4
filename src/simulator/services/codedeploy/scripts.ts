import type { Random } from "../../random.ts";
import type { EventFailure } from "./model.ts";

/** What goes wrong on an instance: at which event, and what its script leaves behind. */
export interface InstanceFailure extends EventFailure {
  readonly event: string;
}

/** A failing hook of an instance's deployment, as the agent reports it: the tail of the script's output. */
export function instanceFailure(component: string, random: Random): InstanceFailure {
  const port = random.pick([3000, 8080, 8443]);
  const pid = random.between(2100, 31_000);
  return random.pick([
    {
      event: "ValidateService",
      code: "ScriptFailed",
      script: "deploy/validate_service.sh",
      message: "Script at specified location: deploy/validate_service.sh run as user root failed with exit code 1",
      logTail: [
        "LifecycleEvent - ValidateService",
        "Script - deploy/validate_service.sh",
        `[stdout]Waiting for ${component} on port ${port}`,
        "[stdout]attempt 1: 503 Service Unavailable",
        "[stdout]attempt 2: 503 Service Unavailable",
        "[stdout]attempt 3: 503 Service Unavailable",
        `[stderr]${component} did not become healthy: GET http://127.0.0.1:${port}/health answered 503`,
        `[stderr]last log line: FATAL could not read /etc/${component}/rates.json: no such file or directory`,
      ].join("\n"),
    },
    {
      event: "ApplicationStart",
      code: "ScriptFailed",
      script: "deploy/start.sh",
      message: "Script at specified location: deploy/start.sh run as user kestrel failed with exit code 98",
      logTail: [
        "LifecycleEvent - ApplicationStart",
        "Script - deploy/start.sh",
        `[stdout]Starting ${component}`,
        `[stderr]Error: listen EADDRINUSE: address already in use 0.0.0.0:${port}`,
        `[stderr]    held by process ${pid}`,
        `[stderr]${component}: main process exited, code=exited, status=98`,
      ].join("\n"),
    },
    {
      event: "AfterInstall",
      code: "ScriptTimedOut",
      script: "deploy/after_install.sh",
      message: "Script at specified location: deploy/after_install.sh failed to complete in 120 seconds",
      logTail: [
        "LifecycleEvent - AfterInstall",
        "Script - deploy/after_install.sh",
        "[stdout]Resolving dependencies",
        "[stdout]Fetching from the internal registry",
        "[stderr]registry.kestrel.example:443: connection timed out, trying again (1 of 5)",
        "[stderr]registry.kestrel.example:443: connection timed out, trying again (2 of 5)",
      ].join("\n"),
    },
  ]);
}

/** What the agent says where a file is in the way (user guide, "Deployments fail ... file already exists at this location"). */
export function filesExist(component: string): InstanceFailure {
  const message =
    "The deployment failed because a specified file already exists at this location: " +
    `/opt/${component}/site.conf`;
  return { event: "Install", code: "UnknownError", script: "", message, logTail: "" };
}

/** A validation hook of traffic shifting that says no: it has no log of its own, the function's log group has. */
export function hookFailure(component: string): EventFailure {
  const script = `${component}-smoke-test`;
  return {
    code: "ScriptFailed",
    script,
    message: `Lambda function ${script} reported that validation failed: 2 of 14 requests answered 502`,
    logTail: [
      `[${script}] GET /health 200 in 41 ms`,
      `[${script}] GET /parcels/KES-90412771 502 in 30 ms`,
      `[${script}] POST /labels 502 in 29 ms`,
      `[${script}] 2 of 14 requests failed: status Failed`,
    ].join("\n"),
  };
}
