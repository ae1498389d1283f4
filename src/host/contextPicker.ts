import * as vscode from "vscode";
import type { Profile, Profiles } from "../aws/profiles.ts";
import { type AccountContext, contextLabel, isRegion, MACHINE_ROLE, SIMULATED_STAGING } from "../base/context.ts";
import { cancelled, DevOpsError } from "../base/errors.ts";
import { type Choice, type Divider, pick, pickLive } from "./dialogs.ts";

/** A profile with its region, where it has one. */
interface Wish {
  readonly origin: AccountContext["origin"];
  readonly profile: string;
  readonly region: string | undefined;
}

/** A mistake in a file of the AWS CLI, with the line that it stands on. */
interface Mistake {
  readonly file: string;
  readonly line: number;
}

type ContextChoice = Choice<Wish | Mistake | "explore" | "none">;

/** Where the second simulated account has something; whatever else it has is not known before it runs. */
const STAGING_REGION = "eu-west-1";

/** A file of another kind has thousands; these are enough to see it. */
const MISTAKES_SHOWN = 20;

const OTHER_REGION = { icon: "globe", tooltip: "Choose another region" };

/** What the picker shows: the profiles of this machine, the regions, and what is pinned. */
export interface PickerFacts {
  readonly title: string;
  readonly profiles: Profiles;
  readonly regions: readonly string[];
  readonly pinned: readonly AccountContext[];
}

/**
 * Asks for a profile and its region; a profile with a region of its own needs one choice alone.
 * @returns the context, or `explore` for the simulated account
 * @throws DevOpsError cancelled
 */
export async function pickContext(facts: PickerFacts): Promise<AccountContext | "explore"> {
  const { wish, otherRegion } = await pickProfile(facts);
  if (wish === "explore") return "explore";
  if (wish === "none") {
    const remedy = "Run aws configure, or aws configure sso, in a terminal: the profile is noticed by itself.";
    throw new DevOpsError({ kind: "notFound", tried: facts.title.toLowerCase(), why: "there is no AWS profile on this machine", remedy });
  }
  if ("file" in wish) {
    await showLine(wish.file, wish.line);
    throw cancelled(facts.title);
  }
  const { origin, profile, region } = wish;
  const chosen = region === undefined || otherRegion ? await pickRegion(facts, profile, region) : region;
  return { origin, profile, region: chosen };
}

function pickProfile(facts: PickerFacts): Promise<{ readonly wish: ContextChoice["value"]; readonly otherRegion: boolean }> {
  return pickLive<ContextChoice["value"], { wish: ContextChoice["value"]; otherRegion: boolean }>({
    title: facts.title,
    placeholder: "Profile (the globe chooses another region)",
    matchMore: true,
    opened: (picker) => picker.offer(contextChoices(facts)),
    accepted: (choice) => (choice === undefined ? undefined : { wish: choice.value, otherRegion: false }),
    pressed: ({ value }) => ({ wish: value, otherRegion: true }),
  });
}

function contextChoices(facts: PickerFacts): (ContextChoice | Divider)[] {
  const isPinned = (profile: string) => facts.pinned.filter((context) => context.profile === profile).map((context) => context.region);
  const { list, problems, region, environment: hasEnvironment, machine: hasMachine } = facts.profiles;
  const profiles = list.map((profile): ContextChoice => {
    const isMachine = isMachineRow(profile, facts.profiles);
    const regions = isPinned(profile.name);
    return {
      label: profile.name,
      icon: isMachine ? "server" : "account",
      description: [profile.region ?? "no region", isMachine ? MACHINE_ROLE : profile.source].join(" · "),
      ...(regions.length === 0 ? {} : { detail: `Pinned: ${regions.join(", ")}` }),
      button: OTHER_REGION,
      value: isMachine
        ? { origin: "machine", profile: MACHINE_ROLE, region: profile.region }
        : { origin: "profile", profile: profile.name, region: profile.region },
    };
  });
  const nameless = (origin: "environment" | "machine", profile: string, icon: string, what: string): ContextChoice => ({
    label: origin === "machine" ? "Role of this machine" : profile,
    icon,
    description: [region ?? "no region", what].join(" · "),
    button: OTHER_REGION,
    value: { origin, profile, region },
  });
  const environment = hasEnvironment ? [nameless("environment", "environment", "terminal", "credentials of the environment variables")] : [];
  const machine = hasMachine ? [nameless("machine", MACHINE_ROLE, "server", "of EC2, ECS, EKS …; never used for a profile")] : [];
  const mistakes = problems.slice(0, MISTAKES_SHOWN).map(({ file, line, text, place }): ContextChoice => ({
    label: line === undefined ? `${place} ${text}` : text,
    ...(line === undefined ? {} : { description: place }),
    icon: "warning",
    value: { file, line: line ?? 1 },
  }));
  const none: ContextChoice[] =
    profiles.length + environment.length > 0
      ? []
      : [{ label: "No profile found", icon: "info", description: "run aws configure, or aws configure sso, in a terminal", value: "none" }];
  return [
    ...environment,
    ...profiles,
    ...none,
    ...machine,
    ...(mistakes.length === 0 ? [] : [{ divider: problems.length > MISTAKES_SHOWN ? `${problems.length} mistakes in the files` : "mistakes in the files" }]),
    ...mistakes,
    { divider: "" },
    {
      label: "Explore a simulated account",
      description: "runs on this machine, costs nothing",
      icon: "beaker",
      value: "explore",
    },
    {
      label: SIMULATED_STAGING,
      description: `${STAGING_REGION} · the second simulated account`,
      icon: "beaker",
      button: OTHER_REGION,
      value: { origin: "simulated", profile: SIMULATED_STAGING, region: STAGING_REGION },
    },
  ];
}

function pickRegion(facts: PickerFacts, profile: string, own: string | undefined): Promise<string> {
  const known = [...new Set([...(own === undefined ? [] : [own]), ...facts.regions])];
  const choices = (typed: string): Choice<string>[] => {
    const extra = isRegion(typed) && !known.includes(typed) ? [{ label: typed, description: "as typed", value: typed }] : [];
    return [...extra, ...known.map((value) => ({ label: value, ...(value === own ? { description: "of the profile" } : {}), value }))];
  };
  return pickLive<string, string>({
    title: `${facts.title}: region for ${profile}`,
    placeholder: "Region",
    opened: (picker) => picker.offer(choices("")),
    typed: (picker) => picker.offer(choices(picker.typed)),
    accepted: (choice) => choice?.value,
  });
}

/** Asks which pinned context is meant, where there is more than one. @throws DevOpsError cancelled */
export function pickPinned(pinned: readonly AccountContext[], title: string): Promise<AccountContext> {
  return pick(pinned.map((context) => ({ label: contextLabel(context), value: context })), { title, placeholder: "Account and region" });
}

/** What choosing a profile means: one that names no credential key, and stands for none, is the machine's role. */
function isMachineRow({ hasCredentials, name }: Profile, { active, machine }: Profiles): boolean {
  return machine && !hasCredentials && name === active;
}

/** Opens a file of the user's with the cursor on a line, counted from one. */
async function showLine(file: string, line: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(line - 1, 0, line - 1, 0) });
}
