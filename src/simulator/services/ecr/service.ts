import {
  DescribeImageScanFindings$,
  DescribeImages$,
  DescribeRepositories$,
  ECRClient,
  ImageNotFoundException$,
  InvalidParameterException$,
  LimitExceededException$,
  ListImages$,
  RepositoryNotFoundException$,
  ScanNotFoundException$,
  StartImageScan$,
  ValidationException$,
} from "@aws-sdk/client-ecr";
import type * as EcrModule from "@aws-sdk/client-ecr";
import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { IMAGE, Images, REPOSITORY, noImage, noRepository } from "./images.ts";

const INVALID = "InvalidParameterException";
const PAGE = { standard: 100, most: 1000 };
const within = { type: REPOSITORY, by: "repositoryName", property: "Repository", missing: noRepository } as const;

const isImage = ({ id, aliases }: Resource, { imageDigest, imageTag }: ImageIdentifier) =>
  (imageDigest === undefined || imageDigest === id) && (imageTag === undefined || aliases?.includes(imageTag) === true);

const neverScanned = (one: Resource) =>
  new AwsError("ScanNotFoundException", `Image scan does not exist for the image with '${one.id}' in the repository with name '${text(one, "repositoryName")}'`);

/** A page of findings, which stay as they are: each is told by its place. */
function pageOf<T>(all: readonly T[], { maxResults, nextToken }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined }) {
  const places = new Map(all.map((one, place) => [one, String(place)]));
  const size = pageSize(maxResults, "maxResults", PAGE, INVALID);
  const badToken = () => new AwsError(INVALID, "The token is not valid.");
  return page(all, (one) => places.get(one) ?? "", { nextToken: nextToken || undefined, size, badToken });
}

/** Those of a page; none where the image is scanned in the other way, whatever its token is. */
const itemsOf = <T>(all: readonly T[], input: Parameters<typeof pageOf>[1]): T[] => (all.length === 0 ? [] : pageOf(all, input).items);

/** Amazon ECR. */
export const ecr = describeService<typeof EcrModule, Images>({
  name: "ecr",
  types: "AWS::ECR::",
  invalid: INVALID,
  schemas: {
    DescribeImageScanFindings$,
    DescribeImages$,
    DescribeRepositories$,
    ImageNotFoundException$,
    InvalidParameterException$,
    LimitExceededException$,
    ListImages$,
    RepositoryNotFoundException$,
    ScanNotFoundException$,
    StartImageScan$,
    ValidationException$,
  },
  client: (options) => new ECRClient(options),
  open: (state) => new Images(state),
  rules: {
    DescribeRepositories: { type: REPOSITORY, rows: "repositories", by: "repositoryNames", missing: noRepository, page: PAGE },
    ListImages: {
      type: IMAGE, rows: "imageIds", within, page: PAGE,
      row: ({ id, aliases = [] }) => ({ imageDigest: id, imageTag: aliases[0] }),
      where: ({ aliases = [] }, { filter }) => filter?.tagStatus === undefined || filter.tagStatus === "ANY" || (filter.tagStatus === "TAGGED") === aliases.length > 0,
    },
    DescribeImages: {
      type: IMAGE, rows: "imageDetails", within, page: PAGE,
      where: (one, { imageIds }) => imageIds === undefined || imageIds.some((id) => isImage(one, id)),
      more(found, { imageIds = [], repositoryName }) {
        if (imageIds.some((id) => !found.some((one) => isImage(one, id)))) {
          throw noImage(repositoryName);
        }
        return {};
      },
      facts: {
        imageScanStatus: (one, images) => images.scanStatus(one),
        imageScanFindingsSummary: (one, images) => {
          const scanned = images.scannedAt(one);
          return scanned && { findingSeverityCounts: images.counts(one), imageScanCompletedAt: scanned, vulnerabilitySourceUpdatedAt: scanned };
        },
      },
    },
    DescribeImageScanFindings: {
      type: IMAGE, rows: "imageScanFindings", within,
      where: (one, { imageId = {} }) => isImage(one, imageId),
      more([one], { repositoryName, imageId, ...input }, images) {
        if (one === undefined) {
          throw noImage(repositoryName);
        }
        const status = images.scanStatus(one);
        if (status === undefined) {
          throw neverScanned(one);
        }
        // An image is scanned in one of two ways: the other has found nothing.
        const { nextToken } = pageOf<unknown>([...images.findings(one), ...images.enhancedFindings(one)], input);
        return { registryId: text(one, "registryId"), repositoryName, imageId: { ...imageId, imageDigest: one.id }, imageScanStatus: status, nextToken };
      },
      facts: {
        findings: (one, images, input) => itemsOf(images.findings(one), input),
        enhancedFindings: (one, images, input) => itemsOf(images.enhancedFindings(one), input),
        findingSeverityCounts: (one, images) => images.counts(one),
        imageScanCompletedAt: (one, images) => images.scannedAt(one),
      },
    },
  },
  handlers: (images) => ({
    StartImageScan({ repositoryName, imageId = {} }, { region }) {
      const one = images(region).image(repositoryName ?? "", (image) => isImage(image, imageId));
      return { registryId: text(one, "registryId"), repositoryName, imageId: { ...imageId, imageDigest: one.id }, imageScanStatus: images(region).scan(one) };
    },
  }),
});
