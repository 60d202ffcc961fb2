/** A deployed stack on an emulator, shared by the tests of all subjects. */

import { dataset } from '../../../pipeline/datasets/datasets.ts';
import { diagnose, stackJoints } from '../../../stack/health/doctor.ts';
import { stackStatus } from '../../../stack/health/status.ts';
import { openStack } from '../../../stack/stack.ts';
import { type Outcome, start } from '../../cli/contact-lake.ts';
import { type LakeOnAws, startLake } from '../../infra/lake-on-aws.ts';
import { environmentOf } from '../emulator.ts';
import { type Interference, startProxy, type WireProxy } from '../proxy.ts';

export const STACK = 'contact-lake';

/** A finding as `doctor --json` prints it. */
export interface Finding {
  check: string;
  outcome: string;
  finding: string;
}

export class DeployedStack {
  /** Once `launch` has resolved. */
  lake!: LakeOnAws;
  private readonly proxies: WireProxy[] = [];

  async launch(): Promise<void> {
    this.lake = await startLake({ name: 'aws-clients-stack' }, { sampledata: 'false' });
  }

  async stop(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await this.lake?.stop();
  }

  /** Runs the command line in the folder, to its end. */
  run(folder: string, args: readonly string[], proxy?: WireProxy): Promise<Outcome> {
    const endpoint = proxy?.endpoint ?? this.lake.aws.endpoint;
    const env = environmentOf({ ...this.lake.aws, endpoint }, folder);
    return start(folder, [...args], { env }).ended;
  }

  async throughProxy(interferences: Record<string, Interference>): Promise<WireProxy> {
    const proxy = await startProxy(this.lake.aws.endpoint, interferences);
    this.proxies.push(proxy);
    return proxy;
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
