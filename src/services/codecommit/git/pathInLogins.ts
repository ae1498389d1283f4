import { Disposable, type IsDisposable, toDisposable } from "../../../base/dispose.ts";

/** The environment that programs are started with. */
export type Environment = Record<string, string | undefined>;

type Setting = readonly [key: string, value: string];

/** How long the settings stay when no git asks, in milliseconds: a user may take that long to choose a folder. */
const LONGEST_WAIT = 10 * 60_000;

/**
 * Makes every git that is started meanwhile name the repository's path when it asks for a login to some hosts.
 * CodeCommit's passwords are made for a path, and git leaves it out unless `credential.useHttpPath` is set; before a
 * clone there is no repository yet to set it in. So it is put into the environment (`GIT_CONFIG_COUNT`, git 2.31) that
 * the editor's own Git starts git with: for these hosts alone, beside what stands there, and only until git has asked.
 */
export class PathInLogins extends Disposable {
  readonly #environment: Environment;
  readonly #keys = new Set<string>();
  #timer: IsDisposable | undefined;

  constructor(environment: Environment) {
    super();
    this.#environment = environment;
    this.register(toDisposable(() => this.end()));
  }

  /** From now on. @param origins scheme, host and port: `https://git-codecommit.eu-west-1.amazonaws.com` */
  begin(origins: Iterable<string>): void {
    this.end();
    const kept = read(this.#environment);
    const added = [...new Set(origins)].map((origin): Setting => [`credential.${origin}.useHttpPath`, "true"]);
    if (kept === undefined || added.length === 0) return;
    for (const [key] of added) this.#keys.add(key);
    write(this.#environment, [...kept, ...added]);
    const timer = setTimeout(() => this.end(), LONGEST_WAIT);
    timer.unref();
    this.#timer = toDisposable(() => clearTimeout(timer));
  }

  /** The environment is as it would be without us, whatever others changed in it meanwhile. */
  end(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    const settings = read(this.#environment);
    if (settings === undefined || this.#keys.size === 0) return;
    write(this.#environment, settings.filter(([key]) => !this.#keys.has(key)));
    this.#keys.clear();
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
