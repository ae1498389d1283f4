import type { AccountContext } from "../../base/context.ts";
import { contextLabel } from "../../base/context.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { standings } from "../../base/standing.ts";
import { joined } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import { Row, type RowView } from "../tree/rows.ts";
import { type Entry, type HeadEntry, type NowList, pushedText } from "./model.ts";
import type { Remark } from "./watch.ts";

/** How rows are told: with several accounts each says where it is. */
export interface Telling {
  readonly now: number;
  readonly namesContext: boolean;
}

/** Something that fails, waits or runs. A click opens it. */
export class EntryRow extends Row<Entry & Telling> {
  constructor(entry: Entry, telling: Telling, key = entry.key) {
    super(undefined, entry.context, key, { ...entry, ...telling });
  }

  view(): RowView {
    const { label, standing } = this.data;
    const description = factsOf(this.data, this.data);
    return {
      label,
      description,
      icon: standings[standing].icon,
      facets: ["attention"],
      spoken: joined([label, standings[standing].word, description], ", "),
      command: { id: "awsDevOps.openAttention", title: "Open" },
    };
  }

  override ref(): ResourceRef {
    return this.data.ref;
  }

  override tooltip(): readonly string[] {
    const { title, label, standing, facts, at, context } = this.data;
    const since = at === undefined ? [] : [`Since ${formatDateTime(at)}`];
    return [`${title}: ${label}`, standings[standing].word, ...facts.filter((fact) => fact !== undefined), ...since, contextLabel(context)];
  }
}

/** The commit of an open working copy: whether it is pushed, and where it is. */
export class HeadRow extends Row<HeadEntry & Telling> {
  constructor(of: HeadEntry, telling: Telling, context: AccountContext) {
    super(undefined, of.entry?.context ?? context, `head ${of.head.root} ${of.entry?.key ?? ""}`, { ...of, ...telling });
  }

  view(): RowView {
    const { head, entry } = this.data;
    const label = `${head.branch} ${head.commit.slice(0, 8)}`;
    // what a pipeline has is pushed
    const description =
      entry === undefined
        ? joined([pushedText(head), head.ahead === 0 ? "in no pipeline that is watched" : undefined])
        : joined([entry.label, factsOf(entry, this.data)], ": ");
    return {
      label,
      description,
      icon: entry === undefined ? { id: "git-commit" } : standings[entry.standing].icon,
      facets: ["attention"],
      spoken: joined([`checked out: ${label}`, entry && standings[entry.standing].word, description], ", "),
      ...(entry === undefined ? {} : { command: { id: "awsDevOps.openAttention", title: "Open" } }),
    };
  }

  override ref(): ResourceRef | undefined {
    return this.data.entry?.ref;
  }

  override tooltip(): readonly string[] {
    const { head, entry } = this.data;
    return [`${head.branch} at ${head.commit}`, head.root, ...(entry === undefined ? [] : new EntryRow(entry, this.data).tooltip())];
  }
}

/** What could not be read or was not looked at, or that there is nothing. */
export class RemarkRow extends Row<Remark> {
  constructor(remark: Remark, namesContext: boolean) {
    const text = namesContext ? `${remark.text} (${contextLabel(remark.context)})` : remark.text;
    super(undefined, remark.context, `remark ${text}`, { ...remark, text });
  }

  view(): RowView {
    return { label: this.data.text, icon: { id: this.data.error === undefined ? "info" : "lock" } };
  }

  override tooltip(): readonly string[] {
    return [this.data.error?.message ?? this.data.text];
  }
}

function factsOf({ facts, at, context }: Entry, { now, namesContext }: Telling): string {
  return joined([...facts, at === undefined ? undefined : formatAgo(at, now), namesContext ? contextLabel(context) : undefined]);
}

/** The rows of the view, from the top. */
export function rowsOf(list: NowList, remarks: readonly Remark[], how: Telling & { readonly isComplete: boolean }, context: AccountContext): readonly Row[] {
  const { now, namesContext, isComplete } = how;
  const telling = { now, namesContext };
  const nothing = { context, text: isComplete ? "Nothing fails, waits or runs" : "Looking…", error: undefined };
  return [
    ...list.heads.map((head) => new HeadRow(head, telling, context)),
    ...list.entries.map((entry) => new EntryRow(entry, telling)),
    ...(list.entries.length === 0 ? [new RemarkRow(nothing, false)] : []),
    ...remarks.map((remark) => new RemarkRow(remark, namesContext)),
  ];
}
