import type { CallContext, CommandNames, InputOf, OutputOf } from "../wire/types.ts";
import type { AwsError } from "../wire/errors.ts";
import type { Resource } from "./inventory.ts";

/** The rows of an output's member: a list's elements, or the one structure. */
type RowOf<T> = NonNullable<T> extends readonly (infer Item)[] ? Item : NonNullable<T>;

/**
 * What a row says that no property of the resource does. `world` is what the service makes of the region (its behaviour).
 * A fact decides: where it gives undefined, the row lacks the member.
 */
export type Facts<Row, World, Input = object> = {
  readonly [Member in keyof Row]?: (one: Resource, world: World, input: Input) => Row[Member];
};

/** What a resource stands in, as its cluster. */
export interface Within<Input> {
  /** The type of what it stands in. */
  readonly type: string;
  /** The member of the input that names it. */
  readonly by: keyof Input & string;
  /** What is meant where the member is absent; nothing in particular without. */
  readonly standard?: string;
  /** The property that holds its name, id or ARN. */
  readonly property: string;
  readonly missing: (name: string, context: CallContext) => AwsError;
}

interface Common<Input, Output, World> {
  readonly type: string;
  /** The member of the input that names what is asked for: one name, or a list of them. */
  readonly by?: keyof Input & string;
  /** What is asked for where `by` is absent; everything without. */
  readonly standard?: string;
  readonly within?: Within<Input>;
  readonly where?: (one: Resource, input: Input, world: World) => boolean;
  /**
   * Members of the input that choose, each with the property that is one of what it says, or with what the resource itself
   * has: `name`, `id`. Where such a member is absent, every resource is meant.
   */
  readonly equal?: { readonly [Member in keyof Input & string]?: string };
  /** By name where absent. */
  readonly order?: (a: Resource, b: Resource, input: Input) => number;
  /** How many rows a page has when none is asked for, how many may be asked for, and how many it has at most. */
  readonly page?: { readonly standard: number; readonly most: number; readonly given?: number };
  /** What the service says where a name of `by` is nothing's: an error, or a row of its own in another member. */
  readonly missing?: (name: string, context: CallContext) => AwsError;
  readonly failures?: { readonly in: keyof Output & string; readonly row: (name: string, context: CallContext) => unknown };
  /** Refuses an input. @throws AwsError */
  readonly judge?: (input: Input, world: World) => void;
  /** Further members of the output. */
  readonly more?: (found: readonly Resource[], input: Input, world: World) => Partial<Output>;
}

interface RowsRule<Input, Output, Member extends keyof Output, World> extends Common<Input, Output, World> {
  /** The member of the output that holds the rows, or the one row. */
  readonly rows: Member;
  /** The row, where it is not the resource in the shape of the output. */
  readonly row?: (one: Resource, world: World) => RowOf<Output[Member]>;
  readonly facts?: Facts<RowOf<Output[Member]>, World, Input>;
}

/** The output itself is the one thing that is asked for. */
interface WholeRule<Input, Output, World> extends Common<Input, Output, World> {
  readonly rows?: undefined;
  readonly row?: undefined;
  readonly facts?: Facts<Output, World, Input>;
}

/** How an operation is answered from the inventory, typed by its own input and output. */
export type Rule<Input, Output, World> =
  | WholeRule<Input, Output, World>
  | { [Member in keyof Output & string]: RowsRule<Input, Output, Member, World> }[keyof Output & string];

/** The rules of a service: `M` is the type of its client's module. */
export type Rules<M, World> = {
  readonly [Name in CommandNames<M>]?: Rule<
    InputOf<M, Name>,
    OutputOf<M, Name>,
    World
  >;
};
