import { randomUUID } from "node:crypto";
import type { StartTraceRetrievalCommandInput } from "@aws-sdk/client-xray";
import { AwsError } from "../../wire/errors.ts";

/** So many retrievals are remembered. */
const KEPT = 100;

interface Retrieval {
  /** Those of the ids that were made within the time that was asked for. */
  readonly ids: readonly string[];
  asked: number;
}

/** Retrievals of traces out of spans: each runs while it is asked for the first time. */
export class Retrievals {
  readonly #retrievals = new Map<string, Retrieval>();

  /** @returns the token to ask with. @throws AwsError */
  start({ TraceIds = [], StartTime, EndTime }: StartTraceRetrievalCommandInput): string {
    const [from, to] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? 0];
    if (TraceIds.length === 0 || TraceIds.length > 5) {
      throw invalid("A retrieval is of one to five traces.");
    }
    if (to <= from) {
      throw invalid("The start time must be before the end time.");
    }
    const token = randomUUID();
    const made = (id: string) => Number.parseInt(id.split("-")[1] ?? "", 16) * 1000;
    this.#retrievals.set(token, { ids: TraceIds.filter((id) => made(id) >= from && made(id) <= to), asked: 0 });
    const [oldest] = this.#retrievals.keys();
    if (this.#retrievals.size > KEPT && oldest !== undefined) {
      this.#retrievals.delete(oldest);
    }
    return token;
  }

  /** The ids that can be told now. @throws AwsError where there is no such retrieval */
  ask(token: string): readonly string[] | "running" {
    const retrieval = this.#retrievals.get(token);
    if (retrieval === undefined) {
      throw new AwsError("ResourceNotFoundException", `The retrieval ${token} was not found`, { status: 404 });
    }
    retrieval.asked += 1;
    return retrieval.asked === 1 ? "running" : retrieval.ids;
  }
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
