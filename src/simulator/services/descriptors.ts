import type { ServiceDescriptor } from "../resources/descriptor.ts";
import { ecs } from "./ecs/service.ts";

/** The services that are played by rules; a test sees that none is forgotten. */
export const DESCRIPTORS: readonly ServiceDescriptor[] = [ecs];
