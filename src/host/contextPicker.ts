import type { Profile } from "../aws/profiles.ts";
import { type AccountContext, contextLabel, isRegion, SIMULATED_STAGING } from "../base/context.ts";
import { cancelled } from "../base/errors.ts";
import { type Choice, type Divider, pick, pickLive } from "./dialogs.ts";

/** A profile with its region, where it has one. */
interface Wish {
  readonly origin: AccountContext["origin"];
  readonly profile: string;
  readonly region: string | undefined;
}

type ContextChoice = Choice<Wish | "explore" | "none">;

/** Where the second simulated account has something; whatever else it has is not known before it runs. */
const STAGING_REGION = "eu-west-1";

const OTHER_REGION = { icon: "globe", tooltip: "Choose another region" };

/** What the picker shows: the profiles of this machine, the regions, and what is pinned. */
export interface PickerFacts {
  readonly title: string;
  readonly profiles: readonly Profile[];
  readonly regions: readonly string[];
  readonly pinned: readonly AccountContext[];
  readonly hasEnvironmentKeys: boolean;
}

/**
 * Asks for a profile and its region; a profile with a region of its own needs one choice alone.
 * @returns the context, or `explore` for the simulated account
 * @throws DevOpsError cancelled
 */
export async function pickContext(facts: PickerFacts): Promise<AccountContext | "explore"> {
  const { wish, otherRegion } = await pickProfile(facts);
  if (wish === "explore") return "explore";
  if (wish === "none") throw cancelled(facts.title);
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
  const profiles = facts.profiles.map((profile): ContextChoice => {
    const regions = isPinned(profile.name);
    return {
      label: profile.name,
      icon: "account",
      description: [profile.region ?? "no region", profile.source].join(" · "),
      ...(regions.length === 0 ? {} : { detail: `Pinned: ${regions.join(", ")}` }),
      button: OTHER_REGION,
      value: { origin: "profile", profile: profile.name, region: profile.region },
    };
  });
  const environment: ContextChoice[] = facts.hasEnvironmentKeys
    ? [
        {
          label: "environment",
          icon: "terminal",
          description: "keys of the environment variables",
          button: OTHER_REGION,
          value: { origin: "environment", profile: "environment", region: undefined },
        },
      ]
    : [];
  const none: ContextChoice[] =
    profiles.length + environment.length > 0
      ? []
      : [{ label: "No profile found", icon: "info", description: "run `aws configure` or `aws configure sso` in a terminal", value: "none" }];
  return [
    ...environment,
    ...profiles,
    ...none,
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
