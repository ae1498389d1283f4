import {
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  type EnhancedImageScanFinding,
  type ImageDetail,
  type ImageScanFinding,
  StartImageScanCommand,
} from "@aws-sdk/client-ecr";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { PageOf } from "../../base/pages.ts";
import { type Finding, type Image, type Repository, byPushed, bySeverity } from "./model.ts";

/** The service's largest pages (API reference): it sorts nothing, so that as much as can be is sorted at once. */
const LARGEST = 1000;

/** ECR of one context. Every method throws DevOpsError. */
export class EcrApi extends apiOf(ECRClient) {
  async listRepositories(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Repository>> {
    const page = await this.send(new DescribeRepositoriesCommand({ maxResults: LARGEST, nextToken }), { signal });
    const items = (page.repositories ?? []).map((one) => ({
      name: one.repositoryName ?? "",
      uri: one.repositoryUri ?? "",
      registry: one.registryId ?? "",
      mutability: one.imageTagMutability,
      scansOnPush: one.imageScanningConfiguration?.scanOnPush ?? false,
      createdAt: one.createdAt?.getTime(),
    }));
    return { items: items.toSorted((a, b) => a.name.localeCompare(b.name)), next: page.nextToken };
  }

  /** The newest first, of the thousand that a page has. */
  async listImages(repositoryName: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Image>> {
    const command = new DescribeImagesCommand({ repositoryName, maxResults: LARGEST, nextToken });
    const page = await this.send(command, { signal, subject: `repository ${repositoryName}` });
    return { items: (page.imageDetails ?? []).map(toImage).toSorted(byPushed), next: page.nextToken };
  }

  /** What the last scan found, the worst first; nothing where there was none. */
  async listFindings(repositoryName: string, imageDigest: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Finding>> {
    const command = new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageDigest }, maxResults: LARGEST, nextToken });
    try {
      const { imageScanFindings, nextToken: next } = await this.send(command, { signal, subject: `repository ${repositoryName}` });
      const { findings = [], enhancedFindings = [] } = imageScanFindings ?? {};
      return { items: [...findings.map(toFinding), ...enhancedFindings.map(toEnhanced)].toSorted(bySeverity), next };
    } catch (error) {
      if (wasNeverScanned(error)) return { items: [], next: undefined };
      throw error;
    }
  }

  async startScan(repositoryName: string, imageDigest: string): Promise<void> {
    const command = new StartImageScanCommand({ repositoryName, imageId: { imageDigest } });
    await this.send(command, { subject: `image ${repositoryName}@${imageDigest.slice(0, 19)}` });
  }
}

function wasNeverScanned(error: unknown): boolean {
  return error instanceof DevOpsError && error.cause instanceof Error && error.cause.name === "ScanNotFoundException";
}

function toImage(image: ImageDetail): Image {
  const { imageScanStatus, imageScanFindingsSummary: summary } = image;
  return {
    digest: image.imageDigest ?? "",
    tags: image.imageTags ?? [],
    size: image.imageSizeInBytes,
    pushedAt: image.imagePushedAt?.getTime(),
    pulledAt: image.lastRecordedPullTime?.getTime(),
    isArchived: image.imageStatus === "ARCHIVED",
    scan: imageScanStatus?.status,
    scanDescription: imageScanStatus?.description,
    scannedAt: summary?.imageScanCompletedAt?.getTime(),
    counts: summary?.findingSeverityCounts,
  };
}

function toFinding({ name = "", severity = "UNDEFINED", description, uri, attributes = [] }: ImageScanFinding): Finding {
  const told = (key: string) => attributes.find((one) => one.key === key)?.value;
  const library = told("package_name");
  const packages = library === undefined ? [] : [{ name: library, version: told("package_version"), fixedIn: undefined }];
  return { id: name, severity, description, packages, fix: undefined, exploit: undefined, score: undefined, page: uri };
}

function toEnhanced(one: EnhancedImageScanFinding): Finding {
  const { vulnerabilityId, vulnerablePackages = [], sourceUrl } = one.packageVulnerabilityDetails ?? {};
  return {
    id: vulnerabilityId ?? one.title ?? "",
    severity: one.severity ?? "UNDEFINED",
    description: one.description,
    packages: vulnerablePackages.map(({ name = "", version, fixedInVersion }) => ({ name, version, fixedIn: fixedInVersion })),
    fix: one.fixAvailable,
    exploit: one.exploitAvailable,
    score: one.score,
    page: sourceUrl,
  };
}
