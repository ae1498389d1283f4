import type { RegionState } from "../account/account.ts";
import type { Handlers } from "../wire/types.ts";
import type { Rules } from "./rule.ts";
import type { UntypedRule } from "./ruleHandlers.ts";

/** One service that is played by rules: all of it stands in its own folder. */
export interface ServiceDescriptor {
  /** Signing name, as in ARNs: `ecs`. */
  readonly name: string;
  /** How its resource types begin: `AWS::ECS::`. */
  readonly types: string;
  /** The code under which it refuses an input that its own model forbids. */
  readonly invalid: string;
  /** The runtime schemas of the operations and errors in use, imported by name: a client whole would be bundled whole. */
  readonly schemas: object;
  /** An instance of the SDK's client, which lends its protocol and is sent nowhere. */
  readonly client: (options: typeof UNUSED) => { readonly config: object };
  /** Makes what the service has in a region, when it is first asked for there. */
  readonly open: (state: RegionState) => unknown;
  readonly rules: Readonly<Record<string, UntypedRule>>;
  /** Types beside those of its rules that its handlers show as the account has them. */
  readonly listed?: readonly string[];
  /** Operations that are more than a rule. @param world the behaviour of a region */
  readonly handlers: (world: (region: string) => unknown) => object;
}

/** The clients are never sent anywhere: they only lend their protocols. */
export const UNUSED = { region: "us-east-1", credentials: { accessKeyId: "unused", secretAccessKey: "unused" } };

/** A descriptor as it is written: `M` is the type of the client's module, `World` what the service makes of a region. */
export interface DescriptorOf<M, World> extends Omit<ServiceDescriptor, "open" | "rules" | "handlers"> {
  readonly open: (state: RegionState) => World;
  readonly rules: Rules<M, World>;
  readonly handlers?: (world: (region: string) => World) => Handlers<M>;
}

/** Checks a descriptor's types, which whoever runs it does not need. */
export function describeService<M, World>(descriptor: DescriptorOf<M, World>): ServiceDescriptor {
  const { rules, handlers, ...rest } = descriptor;
  return {
    ...rest,
    // What a rule is given comes from the codec and from `open`: both are what its types say.
    rules: rules as unknown as Readonly<Record<string, UntypedRule>>,
    handlers: (world) => handlers?.(world as (region: string) => World) ?? {},
  };
}
