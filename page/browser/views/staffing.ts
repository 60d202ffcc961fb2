import { h } from '../dom.ts';
import type { Context } from '../section.ts';
import { staffing as staffingSection } from '../staffing.ts';
import { filtersText } from '../summary.ts';
import type { PageView, ViewKind } from './views.ts';

/** How many agents are needed when. */
export const staffing: ViewKind = {
  name: 'staffing',
  title: 'Staffing',
  days: 'none',
  make: makeStaffing,
  hasContent: ({ intervals }) => intervals.length > 0,
};

function makeStaffing(context: Context): PageView {
  const section = staffingSection(context);
  return {
    element: h('div', { class: 'view' }, section.element),
    update: section.update,
    summary: ({ figures }) => {
      // The section itself says which one channel it plans.
      const selection = { ...figures.selection, channels: null };
      return `A plan for ${filtersText(selection, context.page).replace(/; all channels$/, '')}.`;
    },
  };
}
