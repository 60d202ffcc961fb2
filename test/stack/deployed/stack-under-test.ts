/** A deployed stack on an emulator, shared by the tests of all subjects. */

import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../../pipeline/datasets/datasets.ts';
import { erasureIds, tableErasureKey } from '../../../pipeline/erase/erasure.ts';
import { erasurePrefix } from '../../../pipeline/lake-keys.ts';
import { diagnose, stackJoints } from '../../../stack/health/doctor.ts';
import { stackStatus } from '../../../stack/health/status.ts';
import { openStack } from '../../../stack/stack.ts';
import { type Outcome, start } from '../../cli/contact-lake.ts';
import { BUCKET, type LakeOnAws, startLake } from '../../infra/lake-on-aws.ts';
import { environmentOf } from '../emulator.ts';
import { type Interference, startProxy, type WireProxy } from '../proxy.ts';

export const STACK = 'contact-lake';

/** A finding as `doctor --json` prints it. */
export interface Finding {
  check: string;
  outcome: string;
  finding: string;
}

export class StackUnderTest {
  /** Once `launch` has resolved. */
  lake!: LakeOnAws;
  private readonly proxies: WireProxy[] = [];

  async launch(): Promise<void> {
    this.lake = await startLake(
      { name: 'aws-clients-stack' },
      {
        sampledata: 'false',
        AgentEvents: 'true',
        AgentStaleSeconds: '600',
        EvaluationsBucket: 'connect-bucket',
      },
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.lake?.stop();
  }

  /** Runs the command line in the folder, to its end. */
  run(
    folder: string,
    args: readonly string[],
    proxy?: WireProxy,
    nodeOptions: readonly string[] = [],
  ): Promise<Outcome> {
    const endpoint = proxy?.endpoint ?? this.lake.aws.endpoint;
    const env = environmentOf({ ...this.lake.aws, endpoint }, folder);
    return start(folder, [...args], { env, nodeOptions }).ended;
  }

  async throughProxy(interferences: Record<string, Interference>): Promise<WireProxy> {
    const proxy = await startProxy(this.lake.aws.endpoint, interferences);
    this.proxies.push(proxy);
    return proxy;
  }

  /** Stands for the job, for which the emulator has no Spark: it marks erasures as done in the table. */
  convertedAs(JobRunState: string): Record<string, Interference> {
    return {
      StartJobRun: async () => {
        for (const dataset of datasets) {
          const keys = await this.lake.keysUnder(erasurePrefix(dataset));
          for (const id of erasureIds(dataset, keys)) {
            const Key = tableErasureKey(dataset, id);
            const Body = '{"done_at": "2026-11-23T14:05:06Z", "rows_removed": 1}';
            await this.lake.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
          }
        }
        return { status: 200, body: { JobRunId: 'jr_1' } };
      },
      GetJobRun: async () => ({ status: 200, body: { JobRun: { Id: 'jr_1', JobRunState } } }),
    };
  }

  /** Removes all erasures: one that is not done would be a fault in the next test. */
  async forgetErasures(): Promise<void> {
    for (const Key of await this.lake.keysUnder('erasures/'))
      await this.lake.clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  }
}

/** The finding of one check of `doctor`: `well: Enabled`. */
export async function finding(check: string): Promise<string> {
  const stack = await openStack(STACK);
  const now = new Date();
  const all = diagnose(await stackStatus(stack, dataset, now), await stackJoints(stack, now));
  const found = all.find((one) => one.check === check)!;
  return `${found.outcome}: ${found.finding}`;
}
