import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { stackStatus, statusLines } from '../../stack/health/status.ts';
import { openStack } from '../../stack/stack.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { printFacts } from '../shared/print.ts';

/** Prints the state of a deployed stack. */
export async function showStackStatus(name: string, asJson = false): Promise<void> {
  const status = await stackStatus(await openStack(name), dataset, new Date());
  if (asJson) process.stdout.write(`${jsonOf(status)}\n`);
  else await printFacts(statusLines(status));
}
