import { redrive } from '../../stack/replay/redrive.ts';
import { openStack } from '../../stack/stack.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { printOutcome } from '../shared/print.ts';

export interface RedriveOptions {
  stack: string;
  json?: boolean;
}

/** Moves the dead letters of a deployed stack back into its queue, and prints how many. */
export async function redriveStack({ stack, json }: RedriveOptions): Promise<void> {
  const opened = await openStack(stack);
  const totals = await untilInterrupted((stop) =>
    withProgress('Moving dead letters', (progress) =>
      redrive(opened, stop, (moved) => progress(formatCount(moved))),
    ),
  );
  const goesOn = totals.state === 'RUNNING' ? ' so far; SQS goes on' : '';
  await printOutcome(json, totals, `Moved ${countOf(totals.moved, 'dead letter')} back${goesOn}.`);
}
