import type { Kinesis } from '@aws-sdk/client-kinesis';
import { CLIENT_OPTIONS } from '../client.ts';

/**
 * A client of Kinesis that speaks HTTP/1.1, by the request handler of Firehose's client. The handler of
 * Kinesis' own client speaks HTTP/2, which gains nothing with one call at a time and loses the answer to
 * a call when the server closes the connection.
 */
export async function newKinesis(): Promise<Kinesis> {
  const [{ Firehose }, { Kinesis }] = await Promise.all([
    import('@aws-sdk/client-firehose'),
    import('@aws-sdk/client-kinesis'),
  ]);
  const { requestHandler } = new Firehose(CLIENT_OPTIONS).config;
  return new Kinesis({ ...CLIENT_OPTIONS, requestHandler });
}
