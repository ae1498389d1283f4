import {
  AbortMultipartUpload$,
  CompleteMultipartUpload$,
  CreateMultipartUpload$,
  DeleteObject$,
  GetBucketVersioning$,
  GetObject$,
  HeadBucket$,
  HeadObject$,
  InvalidObjectState$,
  ListBuckets$,
  ListObjectVersions$,
  ListObjectsV2$,
  NoSuchBucket$,
  NoSuchKey$,
  NoSuchUpload$,
  PutObject$,
  S3Client,
  UploadPart$,
} from "@aws-sdk/client-s3";
import type * as S3Module from "@aws-sdk/client-s3";
import { describeService } from "../../resources/descriptor.ts";
import { handlers } from "./handlers.ts";
import { BUCKET, Buckets, OBJECT } from "./buckets.ts";

/** Amazon S3. */
export const s3 = describeService<typeof S3Module, Buckets>({
  name: "s3",
  types: "AWS::S3::",
  invalid: "InvalidArgument",
  schemas: {
    AbortMultipartUpload$,
    CompleteMultipartUpload$,
    CreateMultipartUpload$,
    DeleteObject$,
    GetBucketVersioning$,
    GetObject$,
    HeadBucket$,
    HeadObject$,
    InvalidObjectState$,
    ListBuckets$,
    ListObjectVersions$,
    ListObjectsV2$,
    NoSuchBucket$,
    NoSuchKey$,
    NoSuchUpload$,
    PutObject$,
    UploadPart$,
  },
  client: (options) => new S3Client(options),
  open: (state) => new Buckets(state),
  rules: {},
  listed: [BUCKET, OBJECT],
  handlers,
});
