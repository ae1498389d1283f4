import type { ServiceDescriptor } from "../resources/descriptor.ts";
import { ecr } from "./ecr/service.ts";
import { ecs } from "./ecs/service.ts";
import { lambda } from "./lambda/service.ts";
import { ssm } from "./ssm/service.ts";

/** The services that are played by rules; a test sees that none is forgotten. */
export const DESCRIPTORS: readonly ServiceDescriptor[] = [ecr, ecs, lambda, ssm];
