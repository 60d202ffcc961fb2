import type { ServiceLevel } from '../../queries/metrics.ts';
import type { OpenPage } from '../open-page.ts';
import { serviceLevel } from '../rates.ts';
import type { QueueToday, Today } from '../today.ts';
import { queueLabel } from './format.ts';
import { compare } from './sortable-table.ts';

/**
 * The day with its queues in the order in which they hurt: most contacts short of target, then the lower service
 * level, then more contacts, then the name, so that the order stays when nothing has changed.
 */
export function byHarm(today: Today, page: OpenPage, variant: ServiceLevel): Today {
  const levelOf = ({ sums }: QueueToday) => serviceLevel(sums, variant).value;
  const nameOf = ({ queue }: QueueToday) => queueLabel(page.queues[queue]!);
  const queues = today.queues.toSorted(
    (one, other) =>
      other.short - one.short ||
      compare(levelOf(one), levelOf(other), false) ||
      other.sums.queued - one.sums.queued ||
      compare(nameOf(one), nameOf(other), false),
  );
  return { ...today, queues };
}
