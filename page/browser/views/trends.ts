import { h } from '../dom.ts';
import { grainControl } from '../grain-words.ts';
import { heatMap } from '../heat-map.ts';
import { inSightFirst } from '../in-sight-first.ts';
import { lostInFlows } from '../lost-in-flows.ts';
import { callbackOutcomes, repeatContacts, transfersAndHolds } from '../outcomes.ts';
import { queueTable } from '../queue-table.ts';
import type { Context } from '../section.ts';
import { serviceLevelTrend } from '../service-level.ts';
import { summary } from '../summary.ts';
import { tiles } from '../tiles.ts';
import { volume } from '../volume.ts';
import { waits } from '../waits.ts';
import type { PageView, ViewKind } from './views.ts';

/** How a period went, against another. */
export const trends: ViewKind = {
  name: 'trends',
  title: 'Trends',
  days: 'span',
  make: makeTrends,
  hasContent: () => true,
};

function makeTrends(context: Context): PageView {
  const wide = [
    tiles(context),
    serviceLevelTrend(context),
    volume(context),
    heatMap(context),
    queueTable(context),
    ...(context.page.exits.length > 0 ? [lostInFlows(context)] : []),
  ];
  const grain = grainControl(context);
  const beside = [
    waits(context),
    transfersAndHolds(context),
    callbackOutcomes(context),
    repeatContacts(context),
  ];
  const element = h(
    'div',
    { class: 'view' },
    wide.slice(0, 1).map((section) => section.element),
    grain.element,
    wide.slice(1).map((section) => section.element),
    h(
      'div',
      { class: 'columns' },
      beside.map((section) => section.element),
    ),
  );
  const draw = inSightFirst(element, [...wide, ...beside], context.replaced);
  return {
    element,
    update(view) {
      grain.update(view);
      draw(view);
    },
    summary: (view) => summary(view, context.page),
  };
}
