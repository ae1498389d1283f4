import { createHash } from "node:crypto";
import { Random } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import { md5Of } from "./checksums.ts";

/** The smallest part that is not the last one, in bytes ("Amazon S3 multipart upload limits"). */
const SMALLEST_PART = 5 * 1024 * 1024;

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly type: string | undefined;
  readonly parts: Map<number, Buffer>;
}

/** What is being uploaded part by part. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = new Random(seed);
  }

  begin(bucket: string, key: string, type: string | undefined): string {
    const id = this.#random.hex(40);
    this.#uploads.set(id, { bucket, key, type, parts: new Map() });
    return id;
  }

  /** @throws AwsError where there is no such upload of the object */
  find(id: string | undefined, bucket: string | undefined, key: string | undefined): Upload {
    const upload = this.#uploads.get(id ?? "");
    if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
      const message = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
      throw new AwsError("NoSuchUpload", message, { status: 404 });
    }
    return upload;
  }

  /** @returns the whole, and the ETag that S3 gives it: the MD5 of its parts' MD5s, and their number. @throws AwsError */
  complete(id: string | undefined, upload: Upload, wanted: readonly { readonly PartNumber?: number | undefined; readonly ETag?: string | undefined }[]) {
    const parts = wanted.map(({ PartNumber = 0, ETag = "" }) => {
      const part = upload.parts.get(PartNumber);
      if (part === undefined || ETag.replaceAll('"', "") !== md5Of(part).toString("hex")) {
        throw new AwsError("InvalidPart", "One or more of the specified parts could not be found.", { status: 400 });
      }
      return part;
    });
    if (parts.slice(0, -1).some(({ length }) => length < SMALLEST_PART)) {
      throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", { status: 400 });
    }
    this.forget(id);
    const sums = createHash("md5").update(Buffer.concat(parts.map(md5Of))).digest("hex");
    return { bytes: Buffer.concat(parts), etag: `${sums}-${parts.length}` };
  }

  forget(id: string | undefined): void {
    this.#uploads.delete(id ?? "");
  }
}
