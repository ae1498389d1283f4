/**
 * How something stands: icon, colour, order and polling follow from it, the same for every service.
 *
 * unknown: not read yet, or a status nobody has heard of · running: it goes on by itself · undoing: it is being rolled
 * back or stopped · waiting: for a person · passed · warned: it stands, but not as it should · failed · stopped: by a
 * person · skipped: it was not its turn, or is over without a result.
 */
export type Standing = keyof typeof standings;

/** What the editor draws: a codicon and a theme colour. */
export interface StandingIcon {
  readonly id: string;
  readonly color: string;
}

interface StandingLook {
  readonly icon: StandingIcon;
  /** Of what is over: nothing turns any more. */
  readonly past: StandingIcon;
  /** What is said of it where a service has no word of its own. */
  readonly word: string;
  /** Whether it is looked at again soon. */
  readonly isBusy: boolean;
  /** The order in pickers: what needs a person first. */
  readonly rank: number;
}

const look = (id: string, color: string, word: string, rank: number, more: Partial<StandingLook> = {}): StandingLook => ({
  icon: { id, color },
  past: { id, color },
  word,
  isBusy: false,
  rank,
  ...more,
});

/** Colours have 3:1 against the side bar in the default themes; `charts.orange` does not, nor `testing.iconPassed` in the light one. */
export const standings = {
  waiting: look("bell-dot", "list.warningForeground", "waiting", 0, { isBusy: true }),
  failed: look("error", "testing.iconFailed", "failed", 1),
  warned: look("warning", "list.warningForeground", "needs a look", 2),
  undoing: look("sync~spin", "list.warningForeground", "being undone", 3, {
    isBusy: true,
    past: { id: "discard", color: "list.warningForeground" },
  }),
  running: look("sync~spin", "charts.blue", "in progress", 4, {
    isBusy: true,
    past: { id: "circle-outline", color: "charts.blue" },
  }),
  stopped: look("circle-slash", "descriptionForeground", "stopped", 5),
  passed: look("pass-filled", "charts.green", "succeeded", 6),
  skipped: look("debug-step-over", "descriptionForeground", "skipped", 7),
  unknown: look("circle-outline", "descriptionForeground", "not known", 8),
} as const satisfies Record<string, StandingLook>;

/** How something of a status stands, by the API's names of statuses; one that nobody has heard of is no failure. */
export function standingBy(table: Readonly<Record<string, Standing>>): (status: string | undefined) => Standing {
  return (status = "") => (Object.hasOwn(table, status) ? table[status] : undefined) ?? "unknown";
}

/** A status as the API writes it, where the table has it; anything else is `Unknown` rather than a failure. */
export function statusIn<S extends string>(table: Readonly<Record<S, Standing>>): (text: string | undefined) => S | "Unknown" {
  return (text) => (text !== undefined && Object.hasOwn(table, text) ? (text as S) : "Unknown");
}

/** Whether what stands like this goes on by itself or by a person's answer. */
export function isBusy(standing: Standing | undefined): boolean {
  return standing !== undefined && standings[standing].isBusy;
}

/** Pickers show what has the lowest rank first. */
export function rankOf(standing: Standing | undefined): number {
  return standings[standing ?? "unknown"].rank;
}

/** The standing that a filter names: by its own name or by its word; undefined for any other text. */
export function standingOf(text: string): Standing | undefined {
  const wanted = text.trim().toLowerCase();
  return (Object.keys(standings) as Standing[]).find((name) => name === wanted || standings[name].word === wanted);
}
