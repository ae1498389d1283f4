import { NO_SCENARIO, type Scenario } from "../model/conditions.ts";
import { FUNCTIONS, type MapValue, type Value, withMembers } from "../model/value.ts";
import type { State } from "./state.ts";
import { conditionsIn, inScenario } from "./walk.ts";

/** A mapping as it is when conditions are so. */
export interface Variant {
  readonly value: MapValue;
  /** Empty where no condition matters. */
  readonly scenario: Scenario;
}

/** All that some keys of a mapping, or all of them, can be together. */
export function* variantsOf(state: State, value: Value, keys?: readonly string[], within: Scenario = NO_SCENARIO): Generator<Variant> {
  if (value.kind !== "map") return;
  const own = keys === undefined ? value : withMembers(value, new Map([...value.members].filter(([key]) => keys.includes(key))));
  const names = [...conditionsIn(value.call?.name === "Fn::If" ? value : own, true)];
  for (const scenario of state.names.conditions.scenarios(names, within)) {
    const present = inScenario(value.call?.name === "Fn::If" ? value : own, scenario, true, { functions: FUNCTIONS });
    if (present?.kind === "map") yield { value: present, scenario };
  }
}
