/** Visuals of a dashboard, made of their specifications: title, subtitle, chart and what a click does. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { MOST_BARS, renderChart } from './charts.ts';
import { DETAILS_SHEET, drillTo } from './drill.ts';
import type { DataSetName } from './fields.ts';
import { type Chart, type VisualSpec, visualId } from './visual-spec.ts';
import { type TypeOf, Wells } from './wells.ts';

/** The data sets whose queues and agents lead to contacts. Callbacks and first contacts are not single contacts. */
const DRILLED: readonly DataSetName[] = ['contacts', 'agents', 'evaluations'];

/** @param sheet the id of the visual's sheet */
export function renderVisual(
  { about, chart, data = 'contacts', question }: VisualSpec,
  sheet: string,
  typeOf: TypeOf,
): CfnDashboard.VisualProperty {
  const id = visualId(sheet, { question });
  const wells = new Wells(id, data, typeOf);
  const { clickable = [], member, ...configuration } = renderChart(chart, wells);
  const isDrilled = DRILLED.includes(data) && sheet !== DETAILS_SHEET;
  const actions = isDrilled ? drillTo(id, clickable, wells) : [];
  return {
    [member]: {
      visualId: id,
      title: text(question),
      subtitle: text(about + limitOf(chart)),
      ...(actions.length > 0 && { actions }),
      ...configuration,
    },
  };
}

function text(plainText: string) {
  return { visibility: 'VISIBLE', formatText: { plainText } };
}

/** The end of the subtitle of a chart that does not show everything. */
function limitOf(chart: Chart): string {
  const isLimited = (chart.kind === 'bars' || chart.kind === 'combo') && !chart.inOrder;
  return isLimited ? `; the ${MOST_BARS} with the most` : '';
}
