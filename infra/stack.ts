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
import { Collect } from './collect.ts';
import { Conversion } from './conversion.ts';
import { Delivery } from './delivery.ts';
import type { Job } from './job-scripts.ts';
import { KeyCrawler } from './key-crawler.ts';
import { lakeOf } from './lake.ts';
import { LakeBucket } from './lake-bucket.ts';
import { Normalise } from './normalise.ts';
import { Operations } from './operations.ts';
import { optionalSources } from './optional-sources.ts';
import { declareParameters } from './parameters.ts';
import { Provision } from './provision.ts';
import type { Colours } from './quicksight/theme.ts';
import { QuickSightAccess, QuickSightDashboard } from './quicksight.ts';
import { RawQueue } from './raw-queue.ts';
import { Refresh } from './refresh.ts';
import { Sample } from './sample.ts';
import { SavedQueries } from './saved-queries.ts';
import { RecordStream } from './stream.ts';
import type { DescribedView } from './view-columns.ts';

/** The parts of the stack that come from the package's other rooms. */
export interface StackContent {
  readonly datasets: readonly Dataset[];
  readonly bundles: Bundles;
  readonly queries: readonly SavedQuery[];
  readonly views: readonly DescribedView[];
  readonly job: Job;
  /** The page's colours, for the dashboard in QuickSight. */
  readonly colours: Colours;
}

/** The whole lake. Its constructs are made in the order in which the data passes them. */
export class ContactLakeStack extends Stack {
  constructor(scope: Construct, id: string, content: StackContent) {
    super(scope, id, {
      description: 'Contact lake: contact-centre analytics for Amazon Connect',
      // The template needs no other file: no bootstrap stack and no assets.
      synthesizer: standAlone(),
      analyticsReporting: false,
    });
    const { bundles, colours, datasets, job, queries, views } = content;
    const parameters = declareParameters(this, datasets);
    const lake = lakeOf(parameters, datasets);
    const provision = new Provision(this, 'Provision', lake, bundles.provision);
    const stream = new RecordStream(this, 'Records', lake, lake.dataset, parameters.streamName);
    const queue = new RawQueue(this, 'Raw', lake);
    const bucket = new LakeBucket(this, 'Lake', lake, queue);
    const delivery = new Delivery(this, 'Delivery', lake, lake.dataset, bucket, {
      stream,
      startCode: bundles.deliveryStart,
    });
    const crawler = new KeyCrawler(this, 'Catalogue', lake);
    const normalise = new Normalise(this, 'Normalise', lake, queue, crawler, bundles.normalise);
    stream.associate(lake, parameters.hasConnectInstance, [delivery, normalise]);
    const sources = optionalSources(this, lake, {
      bucket,
      normalise,
      startCode: bundles.deliveryStart,
    });
    const collect = Collect.ofLake(this, lake, {
      raw: queue,
      code: bundles.collect,
      takers: [bucket, normalise],
    });
    const conversion = new Conversion(this, 'Conversion', lake, job);
    const refresh = new Refresh(
      this,
      'QuickSightRefresh',
      lake,
      conversion.jobName,
      bundles.refresh,
    );
    const savedQueries = new SavedQueries(this, 'Athena', lake, queries);
    const { workgroup } = savedQueries;
    const quickSight = new QuickSightAccess(this, 'QuickSight', lake, { workgroup, job, colours });
    const operations = new Operations(this, 'Operations', lake, {
      flow: {
        dataset: lake.dataset,
        condition: null,
        stream: parameters.streamName,
        delivery: delivery.name,
      },
      flows: [...sources.map(({ flow }) => flow), ...(collect?.flows ?? [])],
      collect,
      queue,
      normalise,
      crawler,
      conversion,
      refresh,
    });
    const ofRecords = [stream, delivery, ...sources, ...(collect ? [collect] : [])];
    const parts = [...ofRecords, queue, bucket, crawler, normalise, conversion];
    for (const part of parts) part.node.addDependency(provision.release);
    // QuickSight tries the connection when it makes it.
    quickSight.node.addDependency(bucket);
    const filled = provision.fillAfter(
      conversion,
      ...parts,
      savedQueries,
      operations,
      refresh,
      quickSight,
    );
    new Sample(this, 'Sample', lake, stream, bundles.sample).node.addDependency(filled);
    // The first import begins when a data set is made, and reads the views.
    const dashboard = new QuickSightDashboard(this, 'QuickSightDashboard', lake, quickSight, views);
    dashboard.node.addDependency(filled);

    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    const console = `https://${Aws.REGION}.console.aws.amazon.com`;
    output(
      'Bucket',
      parameters.bucketName,
      'The bucket of the lake. It stays when the stack is deleted.',
    );
    output('Stream', stream.name, 'The stream into which contact records go');
    output(
      'Database',
      lake.database,
      'The database in the Glue catalogue. It stays when the stack is deleted.',
    );
    output('WorkGroup', savedQueries.workgroup, 'The workgroup for queries in Athena');
    output(
      'Queries',
      `${console}/athena/home?region=${Aws.REGION}#/query-editor/saved-queries`,
      'Saved queries; choose the workgroup first',
    );
    output(
      'ConversionSchedule',
      parameters.conversionSchedule,
      'When records are merged into the table, UTC',
    );
    output('OperationsDashboard', operations.page, 'The operations dashboard');
    const rolesOf = (...parts: readonly Construct[]) =>
      Fn.join(
        ' ',
        parts.map(({ node }) => (node.findChild('Role') as Role).roleArn),
      );
    const grants =
      'that use the catalogue. Where Lake Formation is in force, grant them the database and its tables';
    output('CatalogueRoles', rolesOf(crawler, normalise, provision, conversion), `Roles ${grants}`);
    output(
      'QuickSightCatalogueRole',
      rolesOf(quickSight.source),
      `Another of the roles ${grants}`,
    ).condition = parameters.hasQuickSight;
    output('QuickSightImportRole', rolesOf(refresh), `Another of the roles ${grants}`).condition =
      parameters.importsToSpice;
    output(
      'DeadLetters',
      queue.deadLetters.queueUrl,
      'The queue of raw objects that could not be normalised',
    );
  }

  /** The construct's path without CDK's hash (`RawDeadLetters`), since people read this template. */
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
  // The cast is needed as CDK's types do not fit exactOptionalPropertyTypes.
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}
