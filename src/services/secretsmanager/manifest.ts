import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "secretsmanager",
  title: "Secrets Manager",
  about: "secrets with their rotation and age, and their versions; reveal for 30 seconds, rotate, make an older version current, restore",
  view: "infrastructure",
  order: 5,
  tree: {
    icon: "key",
    console: "secretsmanager/listsecrets",
    filter: "Name contains, or how it stands: needs a look",
    none: "No secret in this region",
  },
  offers: { linkTarget: ["secretsmanager:secret:**"] },
  types: { "AWS::SecretsManager::Secret": { console: "secretsmanager/secret?name={id}" } },
  commands: {
    show: { title: "Show secret…", icon: "search" },
    reveal: { title: "Reveal value…", icon: "eye", menu: ["1_open@1"] },
    rotate: { title: "Rotate now…", icon: "sync", menu: ["2_run@1"] },
    makeCurrent: { title: "Make version current…", icon: "discard", menu: ["2_run@2"] },
    restore: { title: "Restore from deletion…", icon: "history", menu: ["inline@1", "2_run@3"] },
  },
  calls: [
    {
      service: "Secrets Manager",
      read: ["ListSecrets", "ListSecretVersionIds"],
      reveal: ["GetSecretValue"],
      write: ["RotateSecret", "UpdateSecretVersionStage", "RestoreSecret"],
    },
  ],
} as const satisfies RoomManifest;
