import type { AccountContext } from "../../base/context.ts";
import type { PlannedChange } from "../../base/plan.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { Ask, Tools } from "./ask.ts";
import type { Kind, Told, Up } from "./kind.ts";

/** What an action works on, wherever it came from: a row, or a picker. */
export interface Target<Api, T, More extends object = object> {
  readonly api: Api;
  readonly context: AccountContext;
  readonly item: T;
  readonly more: Partial<More>;
  readonly told: Told;
  /** The items above it. */
  readonly up: Up;
  /** The id of its row, whether that is shown or not. */
  readonly id: string;
}

/** A kind from whose rows an action is offered, too: *Stop* of an execution on its pipeline. */
export interface Way<Api> {
  readonly kind: Kind<Api, unknown, never>;
  /** Whether it is offered there; such items come first in pickers. */
  fits(item: unknown, more: object): boolean;
  /** Whether the rows offer it, too; else it only sorts pickers. */
  readonly isOnRows: boolean;
  /** The key of the target below the row, where the row tells it; else it is picked among those that fit. */
  key(item: unknown, more: object): string | undefined;
}

/** Offers an action on rows of a kind above, or beside, its own. */
export function from<Api, T, More extends object>(
  kind: Kind<Api, T, never, More>,
  parts: { fits?(item: T, more: Partial<More>): boolean; key?(item: T, more: Partial<More>): string | undefined; isOnRows?: boolean } = {},
): Way<Api> {
  return {
    kind: kind,
    isOnRows: parts.isOnRows ?? true,
    fits: (item, more) => parts.fits?.(item as T, more) ?? true,
    key: (item, more) => parts.key?.(item as T, more),
  };
}

/** An item that is still to be made. */
export interface Fresh<T> {
  /** As the picker offers it, before what there is: `New stack…`. */
  readonly label: string;
  make(ask: Ask): Promise<T>;
}

interface ActionParts<Api, T, More> {
  readonly fresh?: Fresh<T>;
  /** Whether it can be done now: makes the menu's facet, and sorts and narrows the picker. Must be cheap. */
  fits?(item: T, more: Partial<More>): boolean;
  readonly also?: readonly Way<Api>[];
  /** What is said where nothing fits: `no execution is in progress`. */
  readonly none?: string;
}

/** An action that changes nothing. */
export interface Look<Api, T, More extends object = object> extends ActionParts<Api, T, More> {
  /** Whether a click on the row runs it, where nothing stands below. `link`: only where a room has a view for the row's resource. */
  readonly onClick?: boolean | "link";
  run(target: Target<Api, T, More>, tools: Tools): Promise<void>;
}

/** What a write says of itself before it is done. */
export interface Planned {
  readonly title: string;
  readonly changes: readonly PlannedChange[];
  /** How to undo it, in a sentence; that it cannot be, where it cannot. */
  readonly undo: string;
  /** The name that a protected context asks for, where it is not the target's key. */
  readonly resource?: string;
  /** The resource that is written, where it is not the target's own. */
  readonly ref?: ResourceRef | undefined;
}

/** An action that writes. Account, region and ARN of its plan come from the target; the target is looked at again. */
export interface Write<Api, T, Input = undefined, More extends object = object, Result = unknown> extends ActionParts<Api, T, More> {
  /** The call's name: `StartBuild`. */
  readonly operation: string;
  /** The dialog's button. */
  readonly verb: string;
  /** Whatever has to be asked or looked up first. @throws DevOpsError where it cannot be done */
  before?(target: Target<Api, T, More>, tools: Tools): Promise<Input>;
  plan(target: Target<Api, T, More>, input: Input): Planned;
  send(target: Target<Api, T, More>, input: Input, tools: Tools): Promise<Result>;
  /** What is shown of the result; giving it up is no failure. */
  after?(target: Target<Api, T, More>, result: Result, tools: Tools): Promise<void>;
}
