import type * as vscode from "vscode";
import { harmless } from "../base/foreignText.ts";

/**
 * The log with a lock on it: what others wrote can neither steer a terminal in which it is read, nor turn lines around,
 * nor pass for a line of its own, since what follows a line's end is indented.
 */
export function harmlessLog(channel: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const cleaned = (method: "trace" | "debug" | "info" | "warn" | "append" | "appendLine" | "replace") => ({
    value: (message: string) => channel[method](logText(message)),
  });
  return Object.create(channel, {
    trace: cleaned("trace"),
    debug: cleaned("debug"),
    info: cleaned("info"),
    warn: cleaned("warn"),
    error: { value: (message: string | Error) => channel.error(logText(message instanceof Error ? (message.stack ?? message.message) : message)) },
    append: cleaned("append"),
    appendLine: cleaned("appendLine"),
    replace: cleaned("replace"),
  }) as vscode.LogOutputChannel;
}

/** A message of one or more lines, those behind the first indented. */
export function logText(message: string): string {
  const text = harmless(message, "log");
  const end = text.endsWith("\n") ? "\n" : "";
  return text.slice(0, text.length - end.length).replaceAll("\n", "\n    ") + end;
}
