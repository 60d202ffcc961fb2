import {
  Aws,
  type CfnElement,
  CfnOutput,
  DefaultStackSynthesizer,
  Fn,
  type IStackSynthesizer,
  Stack,
} from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Dataset } from '../pipeline/dataset.ts';
import type { SavedQuery } from '../queries/reader/saved-queries.ts';
import type { Bundles } from './bundles.ts';
import { Conversion } from './conversion.ts';
import { Delivery } from './delivery.ts';
import type { Job } from './job-scripts.ts';
import { KeyCrawler } from './key-crawler.ts';
import { lakeOf } from './lake.ts';
import { LakeBucket } from './lake-bucket.ts';
import { Normalise } from './normalise.ts';
import { Operations } from './operations.ts';
import { declareParameters } from './parameters.ts';
import { Provision } from './provision.ts';
import { RawQueue } from './raw-queue.ts';
import { Sample } from './sample.ts';
import { SavedQueries } from './saved-queries.ts';
import { RecordStream } from './stream.ts';
import type { DescribedView } from './view-columns.ts';

/** What the package's other rooms give to the stack. */
export interface StackContent {
  readonly dataset: Dataset;
  readonly bundles: Bundles;
  readonly queries: readonly SavedQuery[];
  readonly views: readonly DescribedView[];
  readonly job: Job;
}

/** The whole lake, in the order of the data's way. */
export class ContactLakeStack extends Stack {
  constructor(scope: Construct, id: string, content: StackContent) {
    super(scope, id, {
      description: 'Contact lake: contact-centre analytics for Amazon Connect',
      // The template stands alone: nothing to bootstrap, no asset.
      synthesizer: standAlone(),
      analyticsReporting: false,
    });
    const { bundles, dataset, job, queries, views } = content;
    const parameters = declareParameters(this);
    const lake = lakeOf(parameters, dataset);
    const provision = new Provision(this, 'Provision', lake, job, bundles.provision);
    const stream = new RecordStream(this, 'Records', lake);
    const queue = new RawQueue(this, 'Raw', lake);
    const bucket = new LakeBucket(this, 'Lake', lake, queue);
    const delivery = new Delivery(this, 'Delivery', lake, stream, bucket, bundles.deliveryStart);
    const crawler = new KeyCrawler(this, 'Catalogue', lake);
    const normalise = new Normalise(this, 'Normalise', lake, queue, crawler, bundles.normalise);
    stream.associate(lake, [delivery, normalise]);
    const conversion = new Conversion(this, 'Conversion', lake, job);
    const asked = new SavedQueries(this, 'Athena', lake, queries, views);
    const operations = new Operations(this, 'Operations', lake, {
      delivery,
      queue,
      normalise,
      crawler,
      conversion,
    });
    const parts = [stream, queue, bucket, delivery, crawler, normalise, conversion];
    for (const part of parts) part.node.addDependency(provision.release);
    const filled = provision.fillAfter(conversion, ...parts, asked, operations);
    new Sample(this, 'Sample', lake, stream, bundles.sample).node.addDependency(filled);

    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    const console = `https://${Aws.REGION}.console.aws.amazon.com`;
    output('Bucket', parameters.bucketName, 'The lake. It stays when the stack is deleted.');
    output('Stream', stream.name, 'Where contact records go in');
    output('Database', lake.database, 'In the Glue catalogue. It stays when the stack is deleted.');
    output('WorkGroup', asked.workgroup, 'Of Athena');
    output(
      'Queries',
      `${console}/athena/home?region=${Aws.REGION}#/query-editor/saved-queries`,
      'Saved queries; choose the workgroup first',
    );
    output(
      'ConversionSchedule',
      parameters.conversionSchedule,
      'When records enter the table, UTC',
    );
    output('OperationsDashboard', operations.page, 'How the lake fares');
    output(
      'CatalogueRoles',
      Fn.join(
        ' ',
        [crawler, normalise, provision, conversion].map(
          ({ node }) => (node.findChild('Role') as Role).roleArn,
        ),
      ),
      'Roles that ask the catalogue: where Lake Formation is in force, grant them the database and its tables',
    );
    output('DeadLetters', queue.deadLetters.queueUrl, 'What could not be normalised');
  }

  /** The path without CDK's hash: `RawDeadLetters`. People read this template. */
  protected override allocateLogicalId(element: CfnElement): string {
    const [first = '', ...rest] = element.node.path
      .split('/')
      .slice(1)
      .filter((part) => part !== 'Resource' && part !== 'Default')
      .flatMap((part) => part.split(/[^A-Za-z0-9]+/));
    return first + rest.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join('');
  }
}

function standAlone(): IStackSynthesizer {
  // The cast: CDK's types are not made for exactOptionalPropertyTypes.
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}
