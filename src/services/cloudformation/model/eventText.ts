import { formatDateTime } from "../../../base/time.ts";
import { type StackEvent, statusText } from "../model.ts";

/** An event as text, with its reasons whole: those of some services have many lines. */
export function eventDetails(event: StackEvent): string {
  const { logicalId, type, physicalId, status, reason, at, hook } = event;
  const lines = [
    `${logicalId}: ${statusText(status)}`,
    at === undefined ? undefined : formatDateTime(at),
    `Type: ${type}`,
    physicalId === undefined || physicalId === "" ? undefined : `Physical id: ${physicalId}`,
    reason === undefined || reason.trim() === "" ? undefined : `\nReason:\n${reason.trim()}`,
    hook === undefined ? undefined : `\n${hookText(event)}${hook.mode === undefined ? "" : ` (${modeText(hook.mode)})`}`,
    hook?.reason?.trim(),
  ];
  return `${lines.filter((line) => line !== undefined).join("\n")}\n`;
}

/** `Hook Kestrel::Guard::Names: complete failed`; undefined where no hook looked at the resource. */
export function hookText({ hook }: StackEvent): string | undefined {
  return hook === undefined ? undefined : `Hook ${hook.type}: ${statusText(hook.status.replace(/^HOOK_/, ""))}`;
}

/** What comes of a hook's failure (API reference, StackEvent). */
function modeText(mode: string): string {
  return mode === "WARN" ? "a failure is a warning, the operation goes on" : "a failure stops the operation";
}
