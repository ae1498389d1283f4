import type { StackBlueprint } from "./blueprint.ts";
import type { Stack, StackResource } from "./model.ts";
import type { Plan } from "./plan.ts";
import type { DeclaredResource } from "./readTemplate.ts";

/** How an operation ended: with the reason that the stack gives where it was rolled back. */
export interface StackOutcome {
  readonly succeeded: boolean;
  readonly reason: string | undefined;
}

export interface StackChange {
  /** Values that the stack's parameters take; the others stay. */
  readonly parameters?: ReadonlyMap<string, string>;
  /** The text of the new template; the stack keeps its own where there is none. */
  readonly template?: string | undefined;
  /** What the stack is to bear from now on. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly capabilities?: StackBlueprint["capabilities"] | undefined;
  /** Whether it brings a new build, which changes what is deployed although its template stays; so where it is absent. */
  readonly isRelease?: boolean;
  /** A resource refuses, and the stack is rolled back. */
  readonly fails: boolean;
  readonly onEnd?: (outcome: StackOutcome) => void;
}

/** One resource of an operation: made, changed in place, or another put in its place. */
export interface Work {
  /** Absent for one that is only touched: what its template says of it did not change. */
  readonly declared: DeclaredResource | undefined;
  /** Absent for one that is added. */
  readonly resource: StackResource | undefined;
  readonly replaces: boolean;
}

export type Before = Pick<StackResource, "blueprint" | "physicalId" | "values" | "edited">;

/** An update or a creation under way. */
export interface Operation {
  readonly stack: Stack;
  readonly change: StackChange;
  /** What the stack was. */
  readonly before: Partial<Stack>;
  readonly work: readonly Work[];
  readonly removed: readonly StackResource[];
  /** Resources that were changed, as they were. */
  readonly touched: Map<StackResource, Before>;
  readonly added: StackResource[];
  isOver: boolean;
}

export function operationOf(stack: Stack, change: StackChange, { changes }: Plan): Operation {
  const isSame = change.isRelease !== false && changes.length === 0 && (change.template === undefined || change.template === stack.template);
  const touched = isSame ? stack.resources.filter(({ blueprint }) => blueprint.onUpdate !== undefined) : [];
  const planned = changes.flatMap((one): Work[] =>
    one.action === "Remove"
      ? []
      : [
          {
            declared: one.declared,
            resource: one.action === "Modify" ? one.resource : undefined,
            replaces: one.action === "Modify" && one.replacement === "True",
          },
        ],
  );
  const replaces = ({ blueprint }: StackResource) => blueprint.onUpdate === "replaced";
  return {
    stack,
    change,
    before: {
      parameters: stack.parameters,
      blueprint: stack.blueprint,
      declared: stack.declared,
      ...(change.template === undefined ? {} : { template: stack.template }),
    },
    work: [...planned, ...touched.map((resource): Work => ({ declared: undefined, resource, replaces: replaces(resource) }))],
    removed: changes.flatMap((one) => (one.action === "Remove" ? [one.resource] : [])),
    touched: new Map(),
    added: [],
    isOver: false,
  };
}
