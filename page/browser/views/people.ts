import { agentMatrix } from '../agent-matrix.ts';
import { h } from '../dom.ts';
import type { Context } from '../section.ts';
import { summary } from '../summary.ts';
import type { PageView, ViewKind } from './views.ts';

/** How each agent works, against others. */
export const people: ViewKind = {
  name: 'people',
  title: 'People',
  days: 'span',
  make: makePeople,
  hasContent: ({ agents }) => agents.length > 0,
};

function makePeople(context: Context): PageView {
  const agents = agentMatrix(context);
  return {
    element: h('div', { class: 'view' }, agents.element),
    update: agents.update,
    summary: (view) => summary(view, context.page),
  };
}
