import type { ErasureTarget } from '../../local/erase/eraser.ts';
import { datasetsToErase, stackEraser } from '../../stack/erase/erase-stack.ts';
import { openStack } from '../../stack/stack.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { type DatasetOutcome, erasuresOf, runInAll } from '../shared/erasing.ts';

/**
 * Erases the target in a deployed stack: in the dataset of contacts, and then in each other dataset that
 * the stack keeps or has kept, since its objects may hold contact records, too.
 * @returns the outcome in each, the dataset of contacts first
 */
export async function eraseInStack(
  name: string,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<DatasetOutcome[]> {
  const stack = await openStack(name);
  const datasets = await datasetsToErase(stack);
  const outcomes = await untilInterrupted((stop) =>
    runInAll(datasets, (dataset) => stackEraser(stack, dataset, stop), target, isAgreed),
  );
  return outcomes.map((outcome) => {
    const hasErased = erasuresOf(outcome).some(({ erasure }) => erasure.contacts.length > 0);
    return { ...outcome, imported_again: hasErased && stack.quicksight?.imports ? name : null };
  });
}
