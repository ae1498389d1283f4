import type { AlarmHistoryItem, StateValue } from "@aws-sdk/client-cloudwatch";
import type { RegionState } from "../../account/account.ts";
import { hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { conditionOf, judge } from "./evaluation.ts";
import type { Condition, Judged } from "./evaluation.ts";
import { readRule } from "./rule.ts";
import type { CompositeRule } from "./rule.ts";
import { seedAlarms } from "./seed.ts";
import { Metrics } from "./series.ts";

const DAY = 86_400_000;
/** History is kept so long (user guide, "Alarm history"). */
const KEPT_MS = 30 * DAY;

export const ALARM = "AWS::CloudWatch::Alarm";
export const COMPOSITE = "AWS::CloudWatch::CompositeAlarm";

/** A change of state. Milliseconds since 1970. */
interface Change extends Judged {
  readonly at: number;
  readonly before: StateValue;
  /** What it was before, as the history tells it. */
  readonly reasonBefore: string;
  /** The actions that were taken at once. */
  readonly actions: readonly string[];
}

/** What is known of one alarm's past. */
interface Course {
  /** What it was made from: another one begins anew. */
  readonly made: string;
  readonly condition: Condition | undefined;
  readonly rule: CompositeRule | undefined;
  readonly begun: number;
  readonly changes: Change[];
  /** How it stood before the first change. */
  first: Judged & { readonly at: number };
  /** The end of the last period that was looked at. */
  judgedTo: number;
}

const ACTIONS: Readonly<Record<StateValue, string>> = { ALARM: "AlarmActions", OK: "OKActions", INSUFFICIENT_DATA: "InsufficientDataActions" };
const UNCHECKED = { state: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", data: "{}" } as const;

/** The alarms of one region: what they say follows their metrics, until the next period also what somebody says. */
export class Alarms {
  readonly metrics: Metrics;
  readonly #state: RegionState;
  readonly #opened: number;
  readonly #courses = new Map<string, Course>();
  readonly #silenced = new Map<string, boolean>();
  readonly #edits = new Map<string, { readonly at: number; readonly summary: string }[]>();
  readonly #deleted = new Set<string>();
  /** Composite alarms whose children are being looked at: templates can write circles. */
  readonly #busy = new Set<string>();

  constructor(state: RegionState) {
    this.#state = state;
    this.#opened = state.clock.now();
    this.metrics = new Metrics(state);
    seedAlarms(state);
  }

  get now(): number {
    return this.#state.clock.now();
  }

  /** Metric and composite alarms by name. */
  all(): readonly Resource[] {
    const { inventory } = this.#state;
    const there = [...inventory.list(ALARM), ...inventory.list(COMPOSITE)].filter((one) => this.isThere(one));
    return there.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  isThere({ arn }: Resource): boolean {
    return !this.#deleted.has(arn);
  }

  /** @throws AwsError where there is none */
  get(name: string): Resource {
    const found = this.all().find((one) => one.name === name);
    if (found === undefined) {
      throw new AwsError("ResourceNotFound", `Unknown alarm: ${name}`);
    }
    return found;
  }

  hasActions(one: Resource): boolean {
    const made = one.properties["ActionsEnabled"];
    // a template may say it as a text
    return this.#silenced.get(one.arn) ?? (made !== false && made !== "false");
  }

  setActions(one: Resource, enabled: boolean): void {
    if (this.hasActions(one) !== enabled) {
      this.#silenced.set(one.arn, enabled);
      this.#edited(one, `Alarm "${one.name}" updated`);
    }
  }

  put(one: Resource, isNew: boolean): void {
    this.#state.inventory.put(one);
    this.#deleted.delete(one.arn);
    this.#silenced.delete(one.arn);
    this.#edited(one, `Alarm "${one.name}" ${isNew ? "created" : "updated"}`);
  }

  remove(one: Resource): void {
    this.#state.inventory.remove(one);
    this.#deleted.add(one.arn);
    this.#courses.delete(one.arn);
  }

  #edited({ arn }: Resource, summary: string): void {
    this.#edits.set(arn, [...(this.#edits.get(arn) ?? []), { at: this.now, summary }]);
  }

  /** Whether an alarm is what another one's rule comes to, through however many composite alarms. */
  needs(name: string, wanted: string, seen: ReadonlySet<string> = new Set()): boolean {
    const one = seen.has(name) ? undefined : this.all().find((candidate) => candidate.name === name && candidate.type === COMPOSITE);
    return name === wanted || (one !== undefined && this.childrenOf(one).some((child) => this.needs(child, wanted, new Set([...seen, name]))));
  }

  /** The names of a composite alarm's children. */
  childrenOf(one: Resource): readonly string[] {
    return this.#course(one).rule?.children ?? [];
  }

  /** How it stands, and since when. */
  standing(one: Resource): Judged & { readonly at: number } {
    const course = this.#followed(one);
    return course.changes.at(-1) ?? course.first;
  }

  /** Says what state it is in: its actions are taken, and the next look at its metric decides again. */
  set(one: Resource, state: StateValue, reason: string, data = "{}"): void {
    this.#change(one, this.#followed(one), { state, reason, data }, this.now);
  }

  #change(one: Resource, { changes, first }: Course, judged: Judged, at: number): void {
    const { state: before, reason: reasonBefore } = changes.at(-1) ?? first;
    if (before === judged.state) {
      return;
    }
    changes.push({ ...judged, at, before, reasonBefore, actions: this.#actionsOf(one, judged.state) });
  }

  #course(one: Resource): Course {
    const made = JSON.stringify(one.properties);
    const known = this.#courses.get(one.arn);
    if (known?.made === made) {
      return known;
    }
    const condition = one.type === ALARM ? conditionOf(one.properties, this.metrics) : undefined;
    const rule = one.type === COMPOSITE ? readRule(text(one, "AlarmRule")) : undefined;
    const isNew = one.created >= this.#opened || known !== undefined;
    const begun = isNew ? Math.max(one.updated, one.created) : this.#opened - (condition?.lookbackMs ?? 0);
    const first = { ...UNCHECKED, at: begun };
    const course: Course = { made, condition, rule, begun, changes: known?.changes ?? [], first, judgedTo: begun };
    this.#courses.set(one.arn, course);
    if (!isNew) {
      // How it stood when the account's past begins, it has stood for long.
      const at = Math.max(one.created, begun - (1 + (hashText(one.name) % 30)) * DAY);
      const [end = begun] = condition === undefined ? [] : periodEnds(condition, begun - condition.period * 1000, begun);
      course.first = { ...((condition && judge(condition, end)) ?? UNCHECKED), at };
    }
    return course;
  }

  /** Its course up to now. */
  #followed(one: Resource): Course {
    const course = this.#course(one);
    if (course.condition !== undefined) {
      this.#follow(one, course, course.condition);
    }
    if (course.rule !== undefined) {
      this.#followChildren(one, course, course.rule);
    }
    return course;
  }

  #follow(one: Resource, course: Course, condition: Condition): void {
    const { now } = this;
    // A metric may begin after its alarm.
    const series = condition.series ?? (condition.math === undefined ? this.metrics.find(splitKey(condition.key)) : undefined);
    // After a leap of the clock what lies far back is not played: nobody would see more of it than that.
    const from = Math.max(course.judgedTo, now - Math.max(series?.lookbackMs ?? condition.lookbackMs, condition.periods * condition.period * 1000));
    for (const end of periodEnds(condition, from, now)) {
      const judged = judge({ ...condition, series }, end);
      if (judged !== undefined) {
        this.#change(one, course, judged, end);
      }
    }
    course.judgedTo = now;
  }

  #followChildren(one: Resource, course: Course, rule: CompositeRule): void {
    const { now } = this;
    if (this.#busy.has(one.arn)) {
      return;
    }
    this.#busy.add(one.arn);
    const children = this.all().filter(({ name }) => rule.children.includes(name));
    const courses = new Map(children.map((child) => [child.name, this.#followed(child)]));
    this.#busy.delete(one.arn);
    const stateAt = (at: number) => (name: string) => {
      const known = courses.get(name);
      return known && (known.changes.findLast((change) => change.at <= at) ?? known.first).state;
    };
    const judgedAt = (at: number): Judged => {
      const state = rule.holds(stateAt(at)) ? "ALARM" : "OK";
      const firing = rule.children.filter((name) => stateAt(at)(name) === "ALARM");
      const word = firing.length === 0 ? "no child is in ALARM" : `in ALARM: ${firing.join(", ")}`;
      const triggeringAlarms = firing.map((name) => ({ arn: this.#state.inventory.arn("cloudwatch", `alarm:${name}`), state: { value: "ALARM" } }));
      return { state, reason: `${text(one, "AlarmRule")} is ${state === "ALARM"} (${word})`, data: JSON.stringify({ triggeringAlarms }) };
    };
    if (course.judgedTo === course.begun && course.changes.length === 0) {
      course.first = { ...judgedAt(course.begun - KEPT_MS), at: course.first.at };
    }
    const moments = [...courses.values()].flatMap(({ changes }) => changes.map(({ at }) => at));
    const isLooked = course.judgedTo > course.begun;
    const due = moments.filter((at) => at <= now && (!isLooked || at > course.judgedTo)).toSorted((a, b) => a - b);
    for (const at of due) {
      this.#change(one, course, judgedAt(at), at);
    }
    course.judgedTo = now;
  }

  /** How it came to stand as it did when the account's past begins. */
  #before(one: Resource, { begun, first }: Course): readonly Change[] {
    if (first.at >= begun) return [];
    const before = first.at <= one.created ? UNCHECKED.state : first.state === "ALARM" ? "OK" : "ALARM";
    return before === first.state ? [] : [{ ...first, before, reasonBefore: UNCHECKED.reason, actions: this.#actionsOf(one, first.state) }];
  }

  #actionsOf(one: Resource, state: StateValue): readonly string[] {
    return this.hasActions(one) ? ((one.properties[ACTIONS[state]] ?? []) as readonly string[]) : [];
  }

  /** What happened to it in the time that is kept, the newest first. */
  history(one: Resource): readonly AlarmHistoryItem[] {
    const about = { AlarmName: one.name, AlarmType: one.type === ALARM ? ("MetricAlarm" as const) : ("CompositeAlarm" as const) };
    const course = this.#followed(one);
    const updates = [...this.#before(one, course), ...course.changes].flatMap((change): AlarmHistoryItem[] => {
      const Timestamp = new Date(change.at);
      const actions = change.actions.map((arn) => ({
        ...about,
        Timestamp,
        HistoryItemType: "Action" as const,
        HistorySummary: `Successfully executed action ${arn}`,
        HistoryData: JSON.stringify({ actionState: "Succeeded", notificationResource: arn, stateUpdateTimestamp: change.at }),
      }));
      return [...actions.reverse(), { ...about, Timestamp, HistoryItemType: "StateUpdate", HistorySummary: `Alarm updated from ${change.before} to ${change.state}`, HistoryData: dataOf(change) }];
    });
    const made = { at: one.created, summary: `Alarm "${one.name}" created` };
    const edits = this.#edits.get(one.arn) ?? [];
    const configured = (edits.some(({ summary }) => summary.endsWith("created")) ? edits : [made, ...edits]).map(({ at, summary }): AlarmHistoryItem => ({
      ...about, Timestamp: new Date(at), HistoryItemType: "ConfigurationUpdate", HistorySummary: summary, HistoryData: JSON.stringify({ version: "1.0", type: summary.endsWith("created") ? "Create" : "Update" }),
    }));
    const timeOf = ({ Timestamp }: AlarmHistoryItem) => Timestamp?.getTime() ?? 0;
    const all = [...updates, ...configured].filter((item) => timeOf(item) > this.now - KEPT_MS);
    return all.map((item, index) => ({ item, index })).sort((a, b) => timeOf(b.item) - timeOf(a.item) || a.index - b.index).map(({ item }) => item);
  }
}

function dataOf({ before, reasonBefore, state, reason, data }: Change): string {
  const newState = { stateValue: state, stateReason: reason, stateReasonData: JSON.parse(data) as unknown };
  return JSON.stringify({ version: "1.0", oldState: { stateValue: before, stateReason: reasonBefore }, newState });
}

/** The ends of an alarm's periods in a time, that at its beginning left out. */
function periodEnds({ period }: Condition, from: number, to: number): number[] {
  const step = period * 1000;
  const first = Math.floor(from / step) + 1;
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_none, index) => (first + index) * step);
}

function splitKey(key: string) {
  const [Namespace, MetricName, ...sides] = key.split("\u0000");
  return { Namespace, MetricName, Dimensions: sides.map((side) => ({ Name: side.slice(0, side.indexOf("=")), Value: side.slice(side.indexOf("=") + 1) })) };
}
