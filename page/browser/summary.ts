import { countOf } from '../../terminal/wording.ts';
import { channelsIn } from '../leading.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { serviceLevel } from '../rates.ts';
import type { PreviousFigures } from '../recompute.ts';
import type { Selection } from '../sums.ts';
import { channelLabel, dayLabel, dayRange, inSentence, percent, queueLabel } from './format.ts';
import type { View } from './section.ts';

/** The selection in a sentence. Screen readers read it after each change; it is printed, too. */
export function summary({ figures, serviceLevel: variant }: View, page: OpenPage): string {
  const { selection, totals, previous } = figures;
  const range = daysText(selection, page);
  const of = `${range}; ${filtersText(selection, page)}.`;
  if (totals.created === 0) return `No contact matches: ${of}`;
  const channels = channelsIn(page, selection);
  // A service level over several channels would describe none of them.
  const level = channels.length > 1 ? null : serviceLevel(totals, variant).value;
  return [
    `${countOf(totals.created, 'contact')}, ${of}`,
    level !== null && `Service level ${percent(level)}\u202f%.`,
    selection.toDay === page.dayCount - 1 &&
      page.dayCount > 1 &&
      `${dayLabel(dayAt(page, selection.toDay), 'short')} may not be over.`,
    previous && comparisonText(selection, previous, page),
  ]
    .filter(Boolean)
    .join(' ');
}

function comparisonText(
  { fromDay }: Selection,
  { selection: before, leftOut }: PreviousFigures,
  page: OpenPage,
): string {
  const earlier = daysText(before, page);
  return leftOut === null
    ? `Compared with ${earlier}.`
    : `Without it, ${daysText({ fromDay, toDay: leftOut - 1 }, page)} compared with ${earlier}.`;
}

function daysText({ fromDay, toDay }: Pick<Selection, 'fromDay' | 'toDay'>, page: OpenPage) {
  return dayRange(dayAt(page, fromDay), dayAt(page, toDay));
}

/** The selected instances, queues and channels in words. */
export function filtersText(selection: Selection, page: OpenPage): string {
  const channels = selection.channels
    ?.map((at) => inSentence(channelLabel(page.channels[at]!)))
    .join(', ');
  return `${queuesText(selection, page)}; ${channels ?? 'all channels'}`;
}

/** The selected instances and queues in words. */
export function queuesText(selection: Selection, page: OpenPage): string {
  const queues = selection.queues?.map((at) => inSentence(queueLabel(page.queues[at]!))).join(', ');
  return `${instancesOf(selection, page)}${queues ?? 'all queues'}`;
}

/** The selected instances; nothing if the lake has only one. */
function instancesOf({ instances }: Selection, page: OpenPage): string {
  if (page.instances.length < 2) return '';
  if (instances === null) return `all ${page.instances.length} instances together; `;
  const ids = instances.map((at) => page.instances[at]).join(', ');
  return `${instances.length > 1 ? 'instances' : 'instance'} ${ids}; `;
}
