import type { Client, Command, MetadataBearer } from "@smithy/types";
import type { AwsSession, ClientClass, SdkClient, SendOptions } from "./session.ts";

/** What is made of a session, as rooms make it. */
interface ServiceApi<SI extends object, SO extends MetadataBearer, C> {
  readonly session: AwsSession;
  /** @throws DevOpsError */
  send<I extends SI, O extends SO>(command: Command<SI, I, SO, O, C>, options?: SendOptions): Promise<O>;
}

/** One service of one context: what a room's `api.ts` extends, so that it names its client once. */
export function apiOf<SI extends object, SO extends MetadataBearer, C>(
  Service: ClientClass<Client<SI, SO, C> & SdkClient>,
): new (session: AwsSession) => ServiceApi<SI, SO, C> {
  return class {
    readonly session: AwsSession;

    constructor(session: AwsSession) {
      this.session = session;
    }

    send<I extends SI, O extends SO>(command: Command<SI, I, SO, O, C>, options: SendOptions = {}): Promise<O> {
      return this.session.send(Service, command, options);
    }
  };
}
