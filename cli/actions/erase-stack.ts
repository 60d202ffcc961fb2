import type { ErasureTarget } from '../../local/erase/eraser.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { stackEraser } from '../../stack/erase/erase-stack.ts';
import { openStack } from '../../stack/stack.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { erasuresOf, type Outcome, run } from '../shared/erasing.ts';

/** Erases the target in a deployed stack. */
export async function eraseInStack(
  name: string,
  target: ErasureTarget | null,
  isAgreed: boolean,
): Promise<Outcome> {
  const stack = await openStack(name);
  const outcome = await untilInterrupted((stop) =>
    run(stackEraser(stack, dataset, stop), target, isAgreed),
  );
  const hasErased = erasuresOf(outcome).some(({ erasure }) => erasure.contacts.length > 0);
  return { ...outcome, imported_again: hasErased && stack.quicksight?.imports ? name : null };
}
