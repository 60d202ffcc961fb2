import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { GlueClient } from '@aws-sdk/client-glue';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsConfig } from '../engines/ministack.ts';

/** A client for each service that the tests speak to. */
export function clientsOf(aws: AwsConfig) {
  const s3 = new S3Client(aws);
  return {
    cloudformation: new CloudFormationClient(aws),
    cloudwatch: new CloudWatchClient(aws),
    firehose: new FirehoseClient(aws),
    glue: new GlueClient(aws),
    // Over HTTP/1.1: the emulator cannot check the signature of Kinesis' own HTTP/2.
    kinesis: new KinesisClient({ ...aws, requestHandler: s3.config.requestHandler }),
    s3,
    sqs: new SQSClient(aws),
  };
}

export type Clients = ReturnType<typeof clientsOf>;
