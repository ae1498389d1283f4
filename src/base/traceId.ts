/** A load balancer's own part of the header (`Self=`) looks like a trace, and is none ("Request tracing", Application Load Balancers guide). */
const XRAY = /(?<!\bSelf=)\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/i;
/** 32 digits alone may be anything; behind `traceId`, or as the second part of a `traceparent`, they are a trace. JSON within JSON has its quotes escaped. */
const W3C = /(?:trace_?-?id\\*["']?\s*[:=]\s*\\*["']?|\b00-)([0-9a-f]{32})(?![0-9a-f])/i;

/**
 * The trace that a log line, a header (`X-Amzn-Trace-Id`, `traceparent`) or any other text names, in X-Ray's form;
 * undefined where it names none.
 */
export function traceIdIn(text: string): string | undefined {
  const xray = XRAY.exec(text)?.[0];
  if (xray !== undefined) return xray.toLowerCase();
  const digits = W3C.exec(text)?.[1] ?? /^\s*([0-9a-f]{32})\s*$/i.exec(text)?.[1];
  return digits === undefined ? undefined : `1-${digits.slice(0, 8)}-${digits.slice(8)}`.toLowerCase();
}

/** A trace id of X-Ray as W3C writes it: 32 digits. OpenTelemetry's loggers do so. */
export function w3cTraceId(traceId: string): string {
  return traceId.slice(2).replaceAll("-", "");
}
