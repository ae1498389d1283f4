/** The IAM actions that one call of an SDK command needs. */
export interface Permission {
  /** The service id of the SDK client, e.g. `CodePipeline`. */
  readonly service: string;
  /** The command without its ending, e.g. `ListPipelines`; or what else needs the actions, e.g. `pull` of git. */
  readonly operation: string;
  readonly access: "read" | "reveal" | "write";
  readonly actions: readonly string[];
}

/**
 * What a room's `api.ts` sends with one SDK client. Source of the actions: AWS Service Authorization Reference, "Actions,
 * resources, and condition keys" of the service (docs.aws.amazon.com/service-authorization/latest/reference/).
 */
export interface Calls {
  /** The service id of the SDK client, e.g. `CodePipeline`. */
  readonly service: string;
  /** How its IAM actions begin, where that is not the room's id: `logs`. */
  readonly prefix?: string;
  /** Commands without their ending, which change nothing. */
  readonly read?: readonly string[];
  /** Those that show what is secret: they change nothing, and yet the policy for reading has no part in them. */
  readonly reveal?: readonly string[];
  /** Those that write, whose plan is shown. */
  readonly write?: readonly string[];
  /** What a command needs where that is not the action of its own name alone. */
  readonly actions?: Readonly<Record<string, readonly string[]>>;
}

/** A row for each call of a room. @param id the room's, with which its IAM actions begin if nothing else is said */
export function permissionRows(id: string, calls: readonly Calls[]): readonly Permission[] {
  return calls.flatMap(({ service, prefix = id, read = [], reveal = [], write = [], actions = {} }) => {
    const row = (access: Permission["access"]) => (operation: string) => ({
      service,
      operation,
      access,
      actions: actions[operation] ?? [`${prefix}:${operation}`],
    });
    return [...read.map(row("read")), ...reveal.map(row("reveal")), ...write.map(row("write"))];
  });
}
