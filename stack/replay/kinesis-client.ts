import type { Kinesis } from '@aws-sdk/client-kinesis';
import { CLIENT_OPTIONS } from '../client.ts';

/**
 * A client of Kinesis. Its own handler speaks HTTP/2: of no use to one call at a time, and a
 * connection that is closed takes the answer to a call with it. Firehose's speaks HTTP/1.1.
 */
export async function newKinesis(): Promise<Kinesis> {
  const [{ Firehose }, { Kinesis }] = await Promise.all([
    import('@aws-sdk/client-firehose'),
    import('@aws-sdk/client-kinesis'),
  ]);
  const { requestHandler } = new Firehose(CLIENT_OPTIONS).config;
  return new Kinesis({ ...CLIENT_OPTIONS, requestHandler });
}
