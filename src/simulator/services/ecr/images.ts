import type { EnhancedImageScanFinding, ImageDetail, ImageScanFinding, ImageScanStatus } from "@aws-sdk/client-ecr";
import type { RegionState } from "../../account/account.ts";
import { digestOf } from "../../account/images.ts";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Older images are removed by the repositories' lifecycle policy. */
const KEPT_IMAGES = 40;

export const REPOSITORY = "AWS::ECR::Repository";
/** No template has images: the name is ours. */
export const IMAGE = "AWS::ECR::Image";
const DEFINITION = "AWS::ECS::TaskDefinition";
/** Made by hand and scanned when somebody asks for it; the others are scanned when an image is pushed, or all the time. */
const UNSCANNED = "label-studio";
/** What nobody has pushed to yet. */
const EMPTY = "crew-rostering";
const SCAN_MS = 25_000;
/** A basic scan can be asked for once in 24 hours for each image (ECR user guide, "Image scanning"). */
const BETWEEN_SCANS_MS = DAY;

/** The repositories of one region, one for what each task definition runs, with the images that builds pushed. */
export class Images {
  readonly #state: RegionState;
  /** When a scan was asked for, by digest: milliseconds since 1970. */
  readonly #scans = new Map<string, number>();

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory } = state;
    inventory.derive(REPOSITORY, () => {
      const pushed = [...this.#tags().keys()];
      return [...pushed, ...(pushed.length === 0 ? [] : [EMPTY])].map((name) => this.#repository(name));
    });
    inventory.derive(IMAGE, () => [...this.#tags()].flatMap(([name, tags]) => tags.map((tag) => this.#image(name, tag))));
  }

  /** An image of a repository. @throws AwsError where there is none */
  image(repository: string, isMeant: (image: Resource) => boolean): Resource {
    const { inventory } = this.#state;
    if (inventory.find(REPOSITORY, repository) === undefined) {
      throw noRepository(repository);
    }
    const found = inventory.list(IMAGE).find((one) => text(one, "repositoryName") === repository && isMeant(one));
    if (found === undefined) {
      throw noImage(repository);
    }
    return found;
  }

  /** Asks for a scan. @throws AwsError where one was asked for within a day, or the image is scanned all the time */
  scan(image: Resource): ImageScanStatus {
    const { clock } = this.#state;
    if (isEnhanced(image)) {
      throw new AwsError("ValidationException", "This feature is disabled");
    }
    if (clock.now() - (this.#scans.get(image.id) ?? -Infinity) < BETWEEN_SCANS_MS) {
      throw new AwsError("LimitExceededException", "The scan quota per image has been exceeded. Wait and try again.");
    }
    this.#scans.set(image.id, clock.now());
    return this.scanStatus(image) ?? { status: "IN_PROGRESS" };
  }

  /** How the last scan of an image stands; undefined: it was never scanned. */
  scanStatus(image: Resource): ImageScanStatus | undefined {
    if (isEnhanced(image)) {
      return { status: "ACTIVE", description: "Continuous scan is selected for image." };
    }
    const scannedAt = this.scannedAt(image);
    if (this.#scans.has(image.id) && scannedAt === undefined) {
      return { status: "IN_PROGRESS", description: "The scan is in progress." };
    }
    return scannedAt === undefined ? undefined : { status: "COMPLETE", description: "The scan was completed successfully." };
  }

  /** When the last scan ended; undefined where none has. */
  scannedAt(image: Resource): Date | undefined {
    const asked = this.#scans.get(image.id);
    const isPushed = text(image, "repositoryName") !== UNSCANNED;
    const ended = (asked ?? image.created + SCAN_MS / 2) + SCAN_MS;
    return (asked !== undefined || isPushed) && this.#state.clock.now() >= ended ? new Date(ended) : undefined;
  }

  /** What a basic scan found in an image, the worst first: it knows no remedy. */
  findings(image: Resource): ImageScanFinding[] {
    return isEnhanced(image) ? [] : this.#found(image).map(({ name, severity, library, version }) => ({
      name,
      description: DESCRIPTION,
      severity,
      uri: `https://cve.example/${name}`,
      attributes: [{ key: "package_name", value: library }, { key: "package_version", value: version }],
    }));
  }

  /** What Inspector found in an image that it scans all the time. */
  enhancedFindings(image: Resource): EnhancedImageScanFinding[] {
    return !isEnhanced(image) ? [] : this.#found(image).map(({ name, severity, library, version, fixed }) => ({
      title: `${name} - ${library}`,
      description: DESCRIPTION,
      severity,
      score: { CRITICAL: 9.8, HIGH: 8.1, MEDIUM: 5.9, LOW: 3.1 }[severity],
      status: "ACTIVE",
      type: "PACKAGE_VULNERABILITY",
      fixAvailable: fixed === undefined ? "NO" : "YES",
      exploitAvailable: severity === "CRITICAL" ? "YES" : "NO",
      packageVulnerabilityDetails: {
        vulnerabilityId: name,
        sourceUrl: `https://cve.example/${name}`,
        vulnerablePackages: [{ name: library, version, packageManager: "OS", ...(fixed === undefined ? {} : { fixedInVersion: fixed }) }],
      },
    }));
  }

  counts(image: Resource): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { severity } of this.#found(image)) {
      counts[severity] = (counts[severity] ?? 0) + 1;
    }
    return counts;
  }

  #found(image: Resource) {
    const { name } = image;
    if (this.scanStatus(image)?.status !== "ACTIVE" && this.scannedAt(image) === undefined) {
      return [];
    }
    const random = new Random(hashText(`findings ${name}`));
    const severities = ["CRITICAL", "HIGH", "MEDIUM", "MEDIUM", "LOW", "LOW"] as const;
    return severities.filter(() => random.chance(0.45)).map((severity) => {
      const id = `CVE-2026-${random.between(1000, 39_999)}`;
      const library = random.pick(["openssl", "zlib", "curl", "libxml2"]);
      const [major, minor, patch] = [random.between(1, 3), random.between(0, 9), random.between(0, 20)];
      const fixed = random.chance(0.8) ? `${major}.${minor}.${patch + 1}` : undefined;
      return { name: id, severity, library, version: `${major}.${minor}.${patch}`, fixed };
    });
  }

  /** Tags by repository, from the images that task definitions name; the newest last. */
  #tags(): Map<string, { readonly tag: string; readonly pushed: number }[]> {
    const repositories = new Map<string, { tag: string; pushed: number }[]>();
    const { inventory } = this.#state;
    const functions = inventory.list("AWS::Lambda::Function").map(({ properties, updated }) => {
      const { ImageUri = "" } = (properties["Code"] ?? {}) as { readonly ImageUri?: string };
      return { image: ImageUri, created: updated };
    });
    const definitions = inventory.list(DEFINITION).map(({ properties, created }) => {
      const containers = properties["ContainerDefinitions"] as readonly { readonly Image?: string }[] | undefined;
      return { image: containers?.[0]?.Image ?? "", created };
    });
    for (const { image, created } of [...definitions, ...functions]) {
      const [, repository, tag] = /\/([^:]+):(.+)$/.exec(image) ?? [];
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
      ImageScanningConfiguration: { ScanOnPush: name !== UNSCANNED },
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
      lastRecordedPullTime: new Date(pushed + 5 * MINUTE),
      imageStatus: "ACTIVE",
      imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json",
      artifactMediaType: "application/vnd.oci.image.config.v1+json",
    };
    const arn = `${inventory.arn("ecr", `image/${repository}`)}/${digest}`;
    return { type: IMAGE, id: digest, arn, name: uri, aliases: [tag], properties: { ...properties }, created: pushed, updated: pushed };
  }
}

const DESCRIPTION = "A crafted input makes the library read beyond its buffer.";

/** Whether Inspector scans a repository's images as long as they are there: the registry's filters name most of them. */
function isEnhanced(image: Resource): boolean {
  const repository = text(image, "repositoryName");
  return repository !== UNSCANNED && !/^[ab]/.test(repository);
}

export function noRepository(name: string): AwsError {
  return new AwsError("RepositoryNotFoundException", `The repository with name '${name}' does not exist in the registry`);
}

export function noImage(repository: string | undefined): AwsError {
  return new AwsError("ImageNotFoundException", `The image requested does not exist within the repository with name '${repository}'`);
}
