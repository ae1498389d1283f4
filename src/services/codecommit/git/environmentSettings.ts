import { Disposable, toDisposable } from "../../../base/dispose.ts";
import { type Setting, loginSettings } from "./loginSettings.ts";

/** The environment that programs are started with. */
export type Environment = Record<string, string | undefined>;

/**
 * The settings of logins for every git that the editor starts: a clone and a submodule have no repository yet that they
 * could stand in. They are put into the environment (`GIT_CONFIG_COUNT`, git 2.31) that the editor's own Git starts git
 * with, for these hosts alone and beside what stands there; nothing is written to the user's settings.
 */
export class EnvironmentSettings extends Disposable {
  readonly #environment: Environment;
  readonly #keys = new Set<string>();

  constructor(environment: Environment) {
    super();
    this.#environment = environment;
    this.register(toDisposable(() => this.set([])));
  }

  /** From now on for these, whatever others changed meanwhile. @param origins scheme, host and port: `https://git-codecommit.eu-west-1.amazonaws.com` */
  set(origins: Iterable<string>): void {
    const settings = read(this.#environment);
    if (settings === undefined) return;
    const kept = settings.filter(([key]) => !this.#keys.has(key));
    const added = [...new Set(origins)].flatMap(loginSettings);
    this.#keys.clear();
    for (const [key] of added) this.#keys.add(key);
    if (settings.length > 0 || added.length > 0) write(this.#environment, [...kept, ...added]);
  }
}

/** Git's settings in an environment; undefined where they are not what git can read, and better left alone. */
function read(environment: Environment): Setting[] | undefined {
  const count = environment["GIT_CONFIG_COUNT"] ?? "";
  if (!/^\d{0,4}$/.test(count)) return undefined;
  const settings: Setting[] = [];
  for (let index = 0; index < Number(count); index += 1) {
    const [key, value] = [environment[`GIT_CONFIG_KEY_${index}`], environment[`GIT_CONFIG_VALUE_${index}`]];
    if (key === undefined || value === undefined) return undefined;
    settings.push([key, value]);
  }
  return settings;
}

function write(environment: Environment, settings: readonly Setting[]): void {
  const before = Number(environment["GIT_CONFIG_COUNT"] ?? 0);
  for (const [index, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  for (let index = settings.length; index < before; index += 1) {
    delete environment[`GIT_CONFIG_KEY_${index}`];
    delete environment[`GIT_CONFIG_VALUE_${index}`];
  }
  if (settings.length === 0) delete environment["GIT_CONFIG_COUNT"];
  else environment["GIT_CONFIG_COUNT"] = String(settings.length);
}
