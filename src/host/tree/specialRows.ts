import type { AccountContext } from "../../base/context.ts";
import { contextKey } from "../../base/context.ts";
import type { DevOpsError } from "../../base/errors.ts";
import { unreachable } from "../../base/errors.ts";
import { Branch, Row, type Page, type RowView } from "./rows.ts";

/** A failure in the place of children, or above the ones known from before. A click tries again. */
export class ErrorRow extends Row<DevOpsError> {
  declare readonly parent: Branch;

  constructor(parent: Branch, error: DevOpsError) {
    super(parent, parent.context, ":error", error);
  }

  view(): RowView {
    return {
      label: this.data.short,
      description: "Retry",
      icon: iconOf(this.data),
      facets: ["error"],
      spoken: `${this.data.short}, ${this.data.message} Press Enter to try again.`,
      command: { id: "awsDevOps.retry", title: "Retry" },
    };
  }

  override name(): string {
    return this.data.message;
  }

  override tooltip(): readonly string[] {
    const { short, message, remedy } = this.data;
    // what to do stands apart, at the end
    const isTold = remedy !== undefined && message.endsWith(remedy);
    return isTold ? [short, "", message.slice(0, -remedy.length).trimEnd(), "", remedy] : [short, "", message];
  }
}

/** What passes by itself is a warning, what a region does not have is no failure at all: it is grey. */
function iconOf(error: DevOpsError): NonNullable<RowView["icon"]> {
  const passes = error.kind === "throttled" || error.kind === "unavailable";
  const color = passes ? "list.warningForeground" : "list.errorForeground";
  return error.kind === "absent" ? { id: "circle-slash" } : { id: iconName(error), color };
}

function iconName(error: DevOpsError): string {
  switch (error.kind) {
    case "denied":
      return "lock";
    case "expired":
      return "key";
    case "throttled":
    case "unavailable":
      return "watch";
    case "offline":
      return "debug-disconnect";
    case "absent":
      return "circle-slash";
    case "notFound":
    case "invalid":
    case "conflict":
    case "unsupported":
    case "cancelled":
    case "internal":
      return "error";
    default:
      return unreachable(error.kind);
  }
}

/** Stands behind a page when there is another. */
export class MoreRow extends Row<number> {
  declare readonly parent: Branch;

  readonly #text: string | undefined;

  constructor(parent: Branch, shown: number, text?: string) {
    super(parent, parent.context, ":more", shown);
    this.#text = text;
  }

  view(): RowView {
    return {
      label: "Load more…",
      description: `${this.data} shown${this.#text === undefined ? "" : `; ${this.#text}`}`,
      icon: { id: "ellipsis" },
      facets: ["more"],
      command: { id: "awsDevOps.loadMore", title: "Load More" },
    };
  }
}

/** A pinned context, shown when there are several. */
export class ContextRow extends Branch<{ readonly isProtected: boolean }> {
  readonly #services: (parent: ContextRow) => Row[];

  constructor(context: AccountContext, isProtected: boolean, services: (parent: ContextRow) => Row[]) {
    super(undefined, context, contextKey(context), { isProtected });
    this.#services = services;
  }

  view(): RowView {
    return {
      label: this.context.profile,
      description: this.data.isProtected ? `${this.context.region} · protected` : this.context.region,
      icon: { id: this.data.isProtected ? "lock" : "account" },
      facets: ["context"],
      expanded: true,
    };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: this.#services(this) });
  }
}
