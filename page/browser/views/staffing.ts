import { h } from '../dom.ts';
import type { Context } from '../section.ts';
import { plannedText, staffing as staffingSection } from '../staffing.ts';
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
    summary: ({ figures }) => `A plan for ${plannedText(figures.selection, context.page)}.`,
  };
}
