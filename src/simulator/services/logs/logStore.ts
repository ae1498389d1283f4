import type { LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../wire/errors.ts";
import { ownName } from "../ownArn.ts";
import type { LogStreamSource } from "./logStream.ts";

/** A log group. Its streams are made when they are asked for. */
export interface LogGroupSource {
  readonly name: string;
  readonly creationTime: number;
  readonly retentionInDays: number | undefined;
  streams(): readonly LogStreamSource[];
  /** `STANDARD` when absent. */
  readonly logGroupClass?: LogGroupClass;
  /** Whether its streams may tell of traced requests. */
  readonly hasRequests?: boolean;
}

/** The log groups of one region. */
export class LogStore {
  readonly region: string;
  readonly accountId: string;
  readonly #groups = new Map<string, LogGroupSource>();

  constructor(region: string, accountId: string) {
    this.region = region;
    this.accountId = accountId;
  }

  add(group: LogGroupSource): void {
    this.#groups.set(group.name, group);
  }

  has(name: string): boolean {
    return this.#groups.has(name);
  }

  remove(group: LogGroupSource): void {
    this.#groups.delete(group.name);
  }

  /** All groups by name, in the order of their code units, as DescribeLogGroups gives them. */
  groups(): LogGroupSource[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  groupArn(name: string): string {
    return `arn:aws:logs:${this.region}:${this.accountId}:log-group:${name}`;
  }

  /**
   * The group that a request names, by name or by ARN (with or without `:*` at its end).
   * @throws AwsError
   */
  find(request: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }): LogGroupSource {
    const { logGroupName, logGroupIdentifier } = request;
    if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
      throw new AwsError(
        "InvalidParameterException",
        "You must specify either logGroupName or logGroupIdentifier, not both.",
      );
    }
    const name = ownName(this, "logs", "log-group:", logGroupName ?? logGroupIdentifier ?? "");
    const group = this.#groups.get(name?.replace(/:\*$/, "") ?? "");
    if (group === undefined) {
      throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
    }
    return group;
  }

  /** A group's stream. @throws AwsError */
  findStream(group: LogGroupSource, name: string | undefined): LogStreamSource {
    const stream = group.streams().find((one) => one.name === name);
    if (stream === undefined) {
      throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    return stream;
  }
}
