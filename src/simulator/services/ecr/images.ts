import type { ImageDetail, ImageScanFinding } from "@aws-sdk/client-ecr";
import type { RegionState } from "../../account/account.ts";
import { digestOf } from "../../account/images.ts";
import { hashText, Random } from "../../random.ts";
import type { Resource } from "../../resources/inventory.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Older images are removed by the repositories' lifecycle policy. */
const KEPT_IMAGES = 40;

export const REPOSITORY = "AWS::ECR::Repository";
/** No template has images: the name is ours. */
export const IMAGE = "AWS::ECR::Image";
const DEFINITION = "AWS::ECS::TaskDefinition";

/** The repositories of one region, one for what each task definition runs, with the images that builds pushed. */
export class Images {
  readonly #state: RegionState;

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory } = state;
    inventory.derive(REPOSITORY, () => [...this.#tags().keys()].map((name) => this.#repository(name)));
    inventory.derive(IMAGE, () => [...this.#tags()].flatMap(([name, tags]) => tags.map((tag) => this.#image(name, tag))));
  }

  /** What a scan found in an image, the worst first. */
  findings({ name }: Resource): ImageScanFinding[] {
    const random = new Random(hashText(`findings ${name}`));
    const severities = ["CRITICAL", "HIGH", "MEDIUM", "MEDIUM", "LOW", "LOW"] as const;
    return severities.filter(() => random.chance(0.45)).map((severity) => ({
      name: `CVE-2026-${random.between(1000, 39_999)}`,
      description: "A crafted input makes the library read beyond its buffer.",
      severity,
      attributes: [
        { key: "package_name", value: random.pick(["openssl", "zlib", "curl", "libxml2"]) },
        { key: "package_version", value: `${random.between(1, 3)}.${random.between(0, 9)}.${random.between(0, 20)}` },
      ],
    }));
  }

  counts(image: Resource): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { severity = "UNDEFINED" } of this.findings(image)) {
      counts[severity] = (counts[severity] ?? 0) + 1;
    }
    return counts;
  }

  /** Tags by repository, from the images that task definitions name; the newest last. */
  #tags(): Map<string, { readonly tag: string; readonly pushed: number }[]> {
    const repositories = new Map<string, { tag: string; pushed: number }[]>();
    for (const { properties, created } of this.#state.inventory.list(DEFINITION)) {
      const containers = properties["ContainerDefinitions"] as readonly { readonly Image?: string }[] | undefined;
      const [, repository, tag] = /\/([^:]+):(.+)$/.exec(containers?.[0]?.Image ?? "") ?? [];
      // Somebody made a task definition for an image before it was built.
      if (repository !== undefined && tag !== undefined && !(repository === "label-studio" && tag === "1.2.0")) {
        const tags = repositories.get(repository) ?? [];
        if (!tags.some((one) => one.tag === tag)) {
          repositories.set(repository, [...tags, { tag, pushed: created - 4 * MINUTE }].slice(-KEPT_IMAGES));
        }
      }
    }
    return repositories;
  }

  #repository(name: string): Resource {
    const { inventory, clock } = this.#state;
    const created = Math.floor(clock.now() / DAY) * DAY - (300 + (hashText(name) % 400)) * DAY;
    const uri = `${inventory.accountId}.dkr.ecr.${inventory.region}.amazonaws.com/${name}`;
    const properties = {
      RepositoryName: name,
      RepositoryUri: uri,
      RegistryId: inventory.accountId,
      ImageTagMutability: "MUTABLE",
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: { EncryptionType: "AES256" },
    };
    return { type: REPOSITORY, id: name, arn: inventory.arn("ecr", `repository/${name}`), name, properties, created, updated: created };
  }

  #image(repository: string, { tag, pushed }: { readonly tag: string; readonly pushed: number }): Resource {
    const { inventory } = this.#state;
    const uri = `${inventory.accountId}.dkr.ecr.${inventory.region}.amazonaws.com/${repository}:${tag}`;
    const digest = digestOf(uri);
    const properties: ImageDetail & { Repository: string } = {
      Repository: repository,
      registryId: inventory.accountId,
      repositoryName: repository,
      imageDigest: digest,
      imageTags: [tag],
      imageSizeInBytes: 60_000_000 + (hashText(uri) % 90_000_000),
      imagePushedAt: new Date(pushed),
      imageScanStatus: { status: "COMPLETE", description: "The scan was completed successfully." },
      imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json",
      artifactMediaType: "application/vnd.oci.image.config.v1+json",
    };
    const arn = `${inventory.arn("ecr", `image/${repository}`)}/${digest}`;
    return { type: IMAGE, id: digest, arn, name: uri, aliases: [tag], properties: { ...properties }, created: pushed, updated: pushed };
  }
}
