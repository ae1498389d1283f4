import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { type Place, configFault } from "./configFault.ts";
import { type IniFile, type IniSection, type IniValue, parseIni, shellWords } from "./iniFile.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** A value of a profile with its place. */
export interface Setting extends Place {
  readonly text: string;
  readonly nested?: ReadonlyMap<string, IniValue>;
}

/** One section of a file, with its name as the list shows it. */
export interface ConfigSection extends Place {
  readonly name: string;
  readonly values: ReadonlyMap<string, IniValue>;
}

/** Something that the files say wrongly, for the list of profiles. */
export interface ConfigProblem {
  readonly file: string;
  /** Undefined where it is the whole file. */
  readonly line: number | undefined;
  readonly text: string;
}

/** A profile: what the credentials file says, and what the config file says. The first wins. */
export class ConfigProfile {
  readonly name: string;
  readonly credentials: ConfigSection | undefined;
  readonly config: ConfigSection | undefined;

  constructor(name: string, credentials: ConfigSection | undefined, config: ConfigSection | undefined) {
    this.name = name;
    this.credentials = credentials;
    this.config = config;
  }

  /** Where the profile begins. */
  get place(): Place | undefined {
    return this.config ?? this.credentials;
  }

  /** A setting that is there and not empty. */
  setting(key: string): Setting | undefined {
    return settingOf(this.credentials, key) ?? settingOf(this.config, key);
  }

  text(key: string): string | undefined {
    return this.setting(key)?.text;
  }

  /** Whether the key stands there at all, be its value empty. */
  names(key: string): boolean {
    return this.credentials?.values.has(key) === true || this.config?.values.has(key) === true;
  }
}

/** A setting of one section that is there and not empty. */
export function settingOf(section: ConfigSection | undefined, key: string): Setting | undefined {
  const value = section?.values.get(key);
  if (section === undefined || value === undefined || (value.text === "" && value.nested === undefined)) return undefined;
  return { ...value, file: section.file };
}

/** Everything that the shared files say. */
export interface SharedConfig {
  readonly profiles: ReadonlyMap<string, ConfigProfile>;
  readonly ssoSessions: ReadonlyMap<string, ConfigSection>;
  readonly services: ReadonlyMap<string, ConfigSection>;
  readonly problems: readonly ConfigProblem[];
  readonly files: ConfigFiles;
}

export interface ConfigFiles {
  readonly config: string;
  readonly credentials: string;
}

/** A variable that is there; an empty one counts as none, as in the AWS CLI. */
export function variable(env: Env, name: string): string | undefined {
  return env[name] || undefined;
}

/** Where the two files are: as the environment says, else in the home folder. */
export function configFiles(env: Env): ConfigFiles {
  const at = (name: string, file: string) => fromHome(variable(env, name) ?? path.join("~", ".aws", file));
  return { config: at("AWS_CONFIG_FILE", "config"), credentials: at("AWS_SHARED_CREDENTIALS_FILE", "credentials") };
}

/** A path with `~` filled in. */
export function fromHome(file: string): string {
  return file === "~" || /^~[\\/]/.test(file) ? path.join(homedir(), file.slice(1)) : file;
}

/** Reads both files anew. What cannot be read is told and leaves the rest as it is. */
export async function readSharedConfig(env: Env): Promise<SharedConfig> {
  const files = configFiles(env);
  const problems: ConfigProblem[] = [];
  const [config, credentials] = await Promise.all([readIni(files.config, problems), readIni(files.credentials, problems)]);
  const parts = sortSections(config, files.config, problems);
  const kept = credentialSections(credentials, files.credentials, problems);
  const names = new Set([...kept.keys(), ...parts.profiles.keys()]);
  const profiles = new Map([...names].map((name) => [name, new ConfigProfile(name, kept.get(name), parts.profiles.get(name))]));
  return { profiles, ssoSessions: parts.ssoSessions, services: parts.services, problems, files };
}

/** The profile of this name. @throws DevOpsError that says that it is in no file */
export function profileOf(config: SharedConfig, name: string): ConfigProfile {
  const found = config.profiles.get(name);
  if (found !== undefined) return found;
  const { config: file, credentials } = config.files;
  const broken = config.problems.find((problem) => problem.line === undefined);
  const why = `it is neither in ${file} nor in ${credentials}${broken === undefined ? "" : `; ${broken.file} ${broken.text}`}`;
  throw configFault({ profile: name, why, remedy: "Choose another profile, or write this one." });
}

/** Larger than any file that people write; a device or a log in its place is not read to its end. */
const LARGEST = 32 * 1024 * 1024;

async function readIni(file: string, problems: ConfigProblem[]): Promise<IniFile> {
  const nothing: IniFile = { sections: [], problems: [] };
  const tell = (text: string) => problems.push({ file, line: undefined, text });
  try {
    const facts = await stat(file);
    if (facts.isCharacterDevice()) return nothing;
    if (!facts.isFile()) {
      tell(facts.isDirectory() ? "is a folder" : "is no ordinary file");
      return nothing;
    }
    if (facts.size > LARGEST) {
      tell(`has ${facts.size} bytes, more than ${LARGEST}`);
      return nothing;
    }
    const parsed = parseIni(decode(await readFile(file), tell));
    problems.push(...parsed.problems.map(({ line, text }) => ({ file, line, text })));
    return parsed;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // an absent file is no problem: most people lack one of them
    if (code !== "ENOENT" && code !== "ENOTDIR") tell(`cannot be read (${code || String(error)})`);
    return nothing;
  }
}

/** Editors and shells of Windows write a mark first, or UTF-16; older ones a code page. */
function decode(bytes: Buffer, tell: (text: string) => void): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) {
    tell("is UTF-16; it is read here, but the AWS CLI cannot: save it as UTF-8");
    return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  }
  try {
    // the decoder takes the mark away
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    tell("is not UTF-8; it is read as Latin-1: save it as UTF-8");
    return new TextDecoder("latin1").decode(bytes);
  }
}

interface SortedSections {
  readonly profiles: Map<string, ConfigSection>;
  readonly ssoSessions: Map<string, ConfigSection>;
  readonly services: Map<string, ConfigSection>;
}

/** Sections of the config file that are none of ours, and no mistake. */
const OTHERS = new Set(["plugins", "preview", "DEFAULT"]);

function sortSections({ sections }: IniFile, file: string, problems: ConfigProblem[]): SortedSections {
  const sorted: SortedSections = { profiles: new Map(), ssoSessions: new Map(), services: new Map() };
  const kinds = [
    ["profile", sorted.profiles],
    ["sso-session", sorted.ssoSessions],
    ["services", sorted.services],
  ] as const;
  let plainDefault: ConfigSection | undefined;
  for (const section of sections) {
    const { header, line, values } = section;
    if (header === "default") {
      plainDefault = { name: header, file, line, values };
      continue;
    }
    const [kind, into] = kinds.find(([word]) => header.startsWith(word)) ?? [];
    const name = into === undefined ? undefined : nameIn(section);
    if (into === undefined) {
      if (!OTHERS.has(header)) problems.push({ file, line, text: `[${header}] is no profile: write [profile ${header}]` });
    } else if (name === undefined) {
      problems.push({ file, line, text: `[${header}] has no name that can be read: put a name with blanks in quotes, [${kind} "a name"]` });
    } else {
      if (into.has(name)) problems.push({ file, line, text: `${kind} ${name} stands here a second time; the last one counts` });
      into.set(name, { name, file, line, values });
    }
  }
  const named = sorted.profiles.get("default");
  if (plainDefault !== undefined && named === undefined) sorted.profiles.set("default", plainDefault);
  else if (plainDefault !== undefined) problems.push({ file, line: plainDefault.line, text: "[default] does not count beside [profile default]" });
  return sorted;
}

/** As the AWS CLI reads it: a word and a name, split as a shell would. */
function nameIn({ header }: IniSection): string | undefined {
  const words = shellWords(header);
  return words?.length === 2 ? words[1] : undefined;
}

/** In the credentials file every section is a profile, by all that stands between its brackets. */
function credentialSections({ sections }: IniFile, file: string, problems: ConfigProblem[]): Map<string, ConfigSection> {
  const kept = new Map<string, ConfigSection>();
  for (const { header, line, values } of sections) {
    if (header === "DEFAULT") continue;
    if (/^profile\s/.test(header)) {
      const meant = header.replace(/^profile\s+/, "");
      problems.push({ file, line, text: `[${header}] is a profile named "${header}" in this file: write [${meant}] for the profile ${meant}` });
    }
    kept.set(header, { name: header, file, line, values });
  }
  return kept;
}
