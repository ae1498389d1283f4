// Written by scripts/manifest.mjs from the folders of src/simulator/services; change those and run it again.
import type { ServiceDescriptor } from "../resources/descriptor.ts";
import { ecs } from "./ecs/service.ts";

export const DESCRIPTORS: readonly ServiceDescriptor[] = [ecs];
