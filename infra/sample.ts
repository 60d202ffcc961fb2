import { CfnOutput, CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENV_STREAM } from '../functions/environment.ts';
import { inlineFunction } from './inline-function.ts';
import type { Lake } from './lake.ts';
import { SAMPLE_CONTACTS } from './limits.ts';
import { onlyIf } from './only-if.ts';
import type { RecordStream } from './stream.ts';

/** Sends generated contacts into the stream, if the owner has chosen so in the form. */
export class Sample extends Construct {
  constructor(scope: Construct, id: string, lake: Lake, stream: RecordStream, code: string) {
    super(scope, id);
    const { sendsSample } = lake.parameters;
    const send = inlineFunction(this, lake, {
      description: 'Sends generated sample contacts into the stream',
      code,
      timeout: Duration.minutes(10),
      megabytes: 1024,
      environment: { [ENV_STREAM]: stream.name },
      permissions: {
        Send: { actions: ['kinesis:PutRecords'], resources: [stream.arn] },
      },
    });
    const contacts = new CustomResource(this, 'Contacts', {
      resourceType: 'Custom::SampleContacts',
      serviceToken: send.functionArn,
      // A function that does not answer fails the launch after this time, not after an hour.
      serviceTimeout: Duration.minutes(11),
      properties: { Contacts: SAMPLE_CONTACTS },
    });
    const sent = new CfnOutput(this, 'Records', {
      value: contacts.getAttString('Records'),
      description: 'Records of the sample that were sent into the stream',
    });
    sent.condition = sendsSample;
    onlyIf(this, sendsSample);
  }
}
