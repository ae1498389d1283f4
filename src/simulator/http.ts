import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { WireRequest, WireResponse } from "./wire/types.ts";

/** A request before its body. */
export type RequestHead = Omit<WireRequest, "body">;

/** Reads what a request says before its body. */
export function readHead(message: IncomingMessage): RequestHead {
  const target = message.url ?? "/";
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const rawQuery = question < 0 ? "" : target.slice(question + 1);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    headers[name] = Array.isArray(value) ? value.join(",") : (value ?? "");
  }
  return { method: message.method ?? "GET", path, rawQuery, query: new URLSearchParams(rawQuery), headers };
}

/**
 * Reads a request's body to its end.
 * @param limit bytes
 * @returns undefined as soon as it is known to be larger: what is still on its way is then read and forgotten, so that
 *   the caller can hear the answer.
 */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = Number(message.headers["content-length"] ?? 0);
  if (size <= limit) {
    size = 0;
    for await (const chunk of message.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > limit) {
        break;
      }
      chunks.push(chunk as Buffer);
    }
  }
  if (size > limit) {
    message.resume();
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Writes an answer; returns when it is written or the caller has gone. */
export async function writeResponse(
  response: ServerResponse,
  answer: WireResponse,
  signal: AbortSignal,
): Promise<void> {
  response.statusCode = answer.status;
  const id = randomUUID();
  response.setHeader("x-amzn-requestid", id);
  for (const [name, value] of Object.entries(answer.headers)) {
    response.setHeader(name, value);
  }
  if (Buffer.isBuffer(answer.body)) {
    if (response.req.method !== "HEAD") {
      response.setHeader("content-length", answer.body.length);
    }
    response.end(answer.body);
    return;
  }
  response.flushHeaders();
  for await (const chunk of answer.body) {
    if (signal.aborted) {
      return;
    }
    if (!response.write(chunk)) {
      await Promise.race([once(response, "drain"), once(response, "close")]);
    }
  }
  response.end();
}
