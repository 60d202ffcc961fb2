import { agentMatrix } from '../agent-matrix.ts';
import { h } from '../dom.ts';
import { peopleTable } from '../people.ts';
import { person } from '../person.ts';
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
  const one = person(context);
  const all = peopleTable(context);
  const matrix = agentMatrix(context);
  return {
    element: h('div', { class: 'view' }, one.element, all.element, matrix.element),
    update(view) {
      all.element.hidden = view.choices.agent !== undefined;
      for (const section of all.element.hidden ? [one, matrix] : [one, all, matrix]) {
        section.update(view);
      }
    },
    summary: (view) => summary(view, context.page),
  };
}
