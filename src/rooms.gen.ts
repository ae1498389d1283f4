// Written by scripts/manifest.mjs from the folders of src/services; change those and run it again.
import type { Room } from "./host/room.ts";
import { room as cloudformation } from "./services/cloudformation/room.ts";
import { room as codebuild } from "./services/codebuild/room.ts";
import { room as codecommit } from "./services/codecommit/room.ts";
import { room as codedeploy } from "./services/codedeploy/room.ts";
import { room as codepipeline } from "./services/codepipeline/room.ts";
import { room as logs } from "./services/logs/room.ts";
import { room as xray } from "./services/xray/room.ts";

export const rooms: readonly Room[] = [cloudformation, codebuild, codecommit, codedeploy, codepipeline, logs, xray];
