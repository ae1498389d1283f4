import { type Value, jsonOf, printed, textOf } from "./value.ts";

/** What a condition says, in terms of comparisons that are true or false. */
type Formula =
  | { readonly kind: "atom"; readonly id: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] };

/** A comparison of a parameter, or anything else, with a text. */
interface Comparison {
  readonly id: string;
  /** Of two texts, or of twice the same, what it always is. */
  readonly constant?: boolean;
  /** The parameter that is compared, and the text it is compared with. */
  readonly parameter?: string;
  readonly text?: string;
}

/** Which conditions are known to be true or false. */
export type Scenario = ReadonlyMap<string, boolean>;

export const NO_SCENARIO: Scenario = new Map();

/** Where conditions and the allowed values of parameters come from. */
export interface ConditionSource {
  condition(name: string): Value | undefined;
  /** The allowed values of a parameter; undefined where any value is allowed. */
  allowedValues(parameter: string): readonly string[] | undefined;
}

/**
 * How much is taken for granted: `loose` lets a comparison of two texts be either, and one parameter be two texts unless
 * its values are listed. So cfn-lint judges branches of `Fn::If`, and strictly what conditions imply.
 */
type Mode = "loose" | "strict";

/** False where comparisons, as far as they are known, cannot be what they are. */
type Constraint = (values: ReadonlyMap<string, boolean>) => boolean;

/** Beyond this many steps of the search a set of conditions counts as possible. */
const MOST_STEPS = 20_000;

/** A list has at most 128 scenarios, as in cfn-lint. */
const MOST_SCENARIOS = 128;

/** The conditions that a formula names. */
function namesIn(formula: Formula | undefined): string[] {
  if (formula === undefined || formula.kind === "atom") return [];
  if (formula.kind === "name") return [formula.name];
  return formula.kind === "not" ? namesIn(formula.of) : formula.of.flatMap(namesIn);
}

/** Decides which conditions can be true together. Conditions are read when they are first needed; answers are remembered. */
export class Conditions {
  readonly #source: ConditionSource;
  readonly #asWritten = new Map<string, Formula | undefined>();
  readonly #formulas = new Map<string, Formula | undefined>();
  readonly #comparisons = new Map<string, Comparison>();
  readonly #answers = new Map<string, boolean>();

  constructor(source: ConditionSource) {
    this.#source = source;
  }

  has(name: string): boolean {
    return this.#source.condition(name) !== undefined;
  }

  /** What holds when further conditions are set; undefined where that cannot be. Conditions that do not exist set nothing. */
  with(scenario: Scenario, further: Iterable<readonly [string, boolean]>): Scenario | undefined {
    let next: Map<string, boolean> | undefined;
    for (const [name, value] of further) {
      const known = (next ?? scenario).get(name);
      if (known === value || !this.has(name)) continue;
      if (known !== undefined) return undefined;
      next ??= new Map(scenario);
      next.set(name, value);
    }
    if (next === undefined) return scenario;
    return this.isPossible(next) ? next : undefined;
  }

  /** All that conditions can be together, on top of what is known. */
  *scenarios(names: readonly string[], known: Scenario): Generator<Scenario> {
    if (names.length === 0) {
      yield known;
      return;
    }
    let tried = 0;
    for (let bits = 0; tried < MOST_SCENARIOS && bits < 2 ** Math.min(names.length, 30); bits += 1) {
      tried += 1;
      // true comes first, and the last name changes fastest
      const values = names.map((name, index) => [name, (bits & (1 << (names.length - 1 - index))) === 0] as const);
      const scenario = this.with(known, values);
      if (scenario !== undefined) yield scenario;
    }
  }

  /** Whether conditions can have these values at the same time. */
  isPossible(scenario: Scenario, mode: Mode = "loose"): boolean {
    const key = mode + JSON.stringify([...scenario].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#solve([...scenario].map(([name, value]) => ({ formula: { kind: "name", name } as const, value })), mode);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  /** Whether a condition is true whenever these are what they are. True where the condition does not exist. */
  implies(scenario: Scenario, name: string): boolean {
    if (scenario.get(name) === false) return false;
    if (!this.has(name) || [...scenario.keys()].some((one) => !this.has(one))) return true;
    return scenario.get(name) === true || !this.isPossible(new Map([...scenario, [name, false]]), "strict");
  }

  /** What a condition can be in a region: true, false or both. */
  inRegion(name: string, region: string): readonly boolean[] {
    const atoms = [...this.#reachable([name])].map((id) => this.#comparisons.get(id));
    const regional = atoms.filter((atom) => atom?.parameter === "AWS::Region" && atom.text !== undefined);
    if (!this.has(name) || regional.length === 0) return [true, false];
    const fixed = regional.map((atom) => ({ formula: { kind: "atom", id: atom?.id ?? "" } as const, value: atom?.text === region }));
    return [true, false].filter((value) => this.#solve([...fixed, { formula: { kind: "name", name }, value }], "strict"));
  }

  /** Whether conditions can be what they are when parameters have these values. Undefined where it depends on what is not known. */
  allows(scenario: Scenario, parameters: ReadonlyMap<string, Value>): boolean | undefined {
    const goals: { formula: Formula; value: boolean }[] = [];
    for (const [name, value] of scenario) {
      if (!this.has(name)) return undefined;
      for (const id of this.#reachable([name])) {
        const atom = this.#comparisons.get(id);
        if (atom === undefined) continue;
        if (atom.parameter === undefined) return undefined;
        const given = parameters.get(atom.parameter);
        if (given === undefined || atom.text === undefined) continue;
        const shown = given.kind === "scalar" ? printed(given) : undefined;
        goals.push({ formula: { kind: "atom", id }, value: shown === atom.text }, { formula: { kind: "name", name }, value });
      }
    }
    return goals.length === 0 || this.#solve(goals, "strict");
  }

  /** The parameters that a condition compares. */
  parametersOf(name: string): string[] {
    return [...this.#reachable([name])].flatMap((id) => this.#comparisons.get(id)?.parameter ?? []);
  }

  /** What a condition says; undefined where it does not exist, or needs itself: then it says nothing. */
  #formula(name: string): Formula | undefined {
    if (!this.#formulas.has(name)) this.#formulas.set(name, this.#needsItself(name) ? undefined : this.#written(name));
    return this.#formulas.get(name);
  }

  #written(name: string): Formula | undefined {
    let formula = this.#asWritten.get(name);
    if (formula === undefined && !this.#asWritten.has(name)) {
      const value = this.#source.condition(name);
      formula = value === undefined ? undefined : this.#read(value);
      this.#asWritten.set(name, formula);
    }
    return formula;
  }

  #needsItself(name: string): boolean {
    const seen = new Set<string>();
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const needed of namesIn(this.#written(next))) {
        if (needed === name) return true;
        if (!seen.has(needed)) open.push(needed);
        seen.add(needed);
      }
    }
    return false;
  }

  #read(value: Value): Formula {
    const call = value.kind === "map" ? value.call : undefined;
    const unknown: Formula = { kind: "atom", id: `?${JSON.stringify(jsonOf(value))}` };
    if (call === undefined) return unknown;
    if (call.name === "Condition") {
      const name = textOf(call.argument);
      return name === undefined ? unknown : { kind: "name", name };
    }
    if (call.argument.kind !== "list") return unknown;
    const { items } = call.argument;
    if (call.name === "Fn::Equals" && items.length === 2) return this.#comparison(items);
    if (call.name === "Fn::Not" && items[0] !== undefined && items.length === 1) return { kind: "not", of: this.#read(items[0]) };
    if (call.name === "Fn::And") return { kind: "and", of: items.map((item) => this.#read(item)) };
    return call.name === "Fn::Or" ? { kind: "or", of: items.map((item) => this.#read(item)) } : unknown;
  }

  #comparison(items: readonly Value[]): Formula {
    const sides = items.map((item) => JSON.stringify(item.kind === "scalar" ? printed(item) : jsonOf(item))).toSorted();
    const [first = "", second = ""] = sides;
    const isConstant = first === second || items.every((item) => item.kind === "scalar");
    const id = `${first} ${second}`;
    const parameter = items.flatMap((item) => (item.kind === "map" && item.call?.name === "Ref" ? (textOf(item.call.argument) ?? []) : []));
    const texts = items.flatMap((item) => (item.kind === "scalar" ? printed(item) : []));
    this.#comparisons.set(id, {
      id,
      ...(isConstant ? { constant: first === second } : {}),
      ...(parameter[0] === undefined ? {} : { parameter: parameter[0] }),
      ...(texts[0] === undefined ? {} : { text: texts[0] }),
    });
    return { kind: "atom", id };
  }

  /** The comparisons on which conditions depend. */
  #reachable(names: Iterable<string>): Set<string> {
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (formula: Formula | undefined): void => {
      if (formula === undefined) return;
      if (formula.kind === "atom") found.add(formula.id);
      else if (formula.kind === "not") visit(formula.of);
      else if (formula.kind === "and" || formula.kind === "or") formula.of.forEach(visit);
      else if (formula.kind === "name") open(formula.name);
    };
    const open = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      visit(this.#formula(name));
    };
    for (const name of names) open(name);
    return found;
  }

  /** Looks for values of the comparisons that make all goals true. */
  #solve(goals: readonly { readonly formula: Formula; readonly value: boolean }[], mode: Mode): boolean {
    const atoms = new Set<string>();
    for (const { formula } of goals) {
      if (formula.kind === "atom") atoms.add(formula.id);
      else if (formula.kind === "name") for (const id of this.#reachable([formula.name])) atoms.add(id);
    }
    const order = [...atoms];
    const rules = this.#constraints(order, mode);
    const values = new Map<string, boolean>();
    let steps = 0;
    const holds = (): boolean | undefined => {
      let isOpen = false;
      for (const { formula, value } of goals) {
        const found = this.#evaluate(formula, values);
        if (found === undefined) isOpen = true;
        else if (found !== value) return false;
      }
      for (const rule of rules) {
        if (!rule(values)) return false;
      }
      return isOpen ? undefined : true;
    };
    const search = (index: number): boolean => {
      steps += 1;
      if (steps > MOST_STEPS) return true;
      const state = holds();
      if (state === false) return false;
      const atom = order[index];
      if (atom === undefined) return true;
      for (const value of [true, false]) {
        values.set(atom, value);
        if (search(index + 1)) return true;
      }
      values.delete(atom);
      return false;
    };
    return search(0);
  }

  /** One parameter cannot be equal to two texts, and is one of its allowed values. */
  #constraints(atoms: readonly string[], mode: Mode): Constraint[] {
    const byParameter = new Map<string, Comparison[]>();
    const rules: Constraint[] = [];
    for (const id of atoms) {
      const comparison = this.#comparisons.get(id);
      const { parameter, text, constant } = comparison ?? {};
      if (constant !== undefined && mode === "strict") rules.push((values) => values.get(id) !== !constant);
      if (comparison === undefined || parameter === undefined || text === undefined) continue;
      byParameter.set(parameter, [...(byParameter.get(parameter) ?? []), comparison]);
    }
    for (const [parameter, comparisons] of byParameter) {
      const ids = comparisons.map(({ id }) => id);
      const allowed = this.#source.allowedValues(parameter) ?? [];
      const isLimited = mode === "strict" || allowed.length > 0;
      if (ids.length > 1 && isLimited) rules.push((values) => ids.filter((id) => values.get(id) === true).length < 2);
      if (allowed.length === 0) continue;
      for (const { id, text = "" } of comparisons) {
        if (mode === "strict" && !allowed.includes(text)) rules.push((values) => values.get(id) !== true);
      }
      // a value that is listed twice is not known to be compared
      const isComplete = allowed.length === new Set(allowed).size && allowed.every((value) => comparisons.some(({ text }) => text === value));
      if (isComplete) rules.push((values) => !ids.every((id) => values.get(id) === false));
    }
    return rules;
  }

  #evaluate(formula: Formula, values: ReadonlyMap<string, boolean>): boolean | undefined {
    switch (formula.kind) {
      case "atom":
        return values.get(formula.id);
      case "name": {
        const found = this.#formula(formula.name);
        return found === undefined ? undefined : this.#evaluate(found, values);
      }
      case "not": {
        const inner = this.#evaluate(formula.of, values);
        return inner === undefined ? undefined : !inner;
      }
      case "and":
      case "or": {
        const decisive = formula.kind === "or";
        let isOpen = false;
        for (const one of formula.of) {
          const found = this.#evaluate(one, values);
          if (found === decisive) return decisive;
          if (found === undefined) isOpen = true;
        }
        return isOpen ? undefined : !decisive;
      }
    }
  }
}
