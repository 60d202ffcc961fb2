/** What the checker says, rule by rule: a damage to a good template, and the sentence that it must give. */
import { describe, expect, test } from 'vitest';
import type { Template } from '../../infra/template.ts';
import { checkQuickSight } from './check-quicksight.ts';
import { GOOD_VIEWS, goodTemplate } from './good-template.ts';

/** Finds text in the template's JSON, and what stands there instead. */
type Change = readonly [string, string];

/** @throws Error if the text is not in the template */
function changed(...changes: readonly Change[]): Template {
  let text = JSON.stringify(goodTemplate());
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`The good template has no ${from}`);
    text = text.replace(from, () => to);
  }
  return JSON.parse(text) as Template;
}

function without(...names: readonly string[]): Template {
  const template = goodTemplate();
  for (const name of names) delete template.Resources[name];
  return template;
}

const faultsOf = (template: Template) => checkQuickSight(template, GOOD_VIEWS);

test('a template without a fault', () => {
  expect(faultsOf(goodTemplate())).toEqual([]);
});

const QUEUES_TABLE = 'Dashboard, sheet Queues, visual queues-table';
const BY_DAY = 'Dashboard, sheet Queues, visual queues-by-day';

/** The rule, the change, and one sentence of the answer. */
type Case = readonly [string, readonly Change[], string];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'columns and wells': [
    [
      'a column exists in its data set',
      [
        [
          '"ColumnName":"agent"},"AggregationFunction"',
          '"ColumnName":"clerk"},"AggregationFunction"',
        ],
      ],
      `${QUEUES_TABLE}, Values table-agents, CategoricalMeasureField.Column: found column clerk of data set contacts, expected one of contact_id, initiated_at, local_day, queue, agent, channel, is_queued, is_abandoned, wait_seconds, handle_seconds, queued, abandonment rate, is long wait, share of waits, waiting since, wait p95, week before or is of channel.`,
    ],
    [
      'a well takes the type of its column',
      [['"ColumnName":"local_day"},"DateGranularity"', '"ColumnName":"queue"},"DateGranularity"']],
      `${BY_DAY}, Category by-day-day, DateDimensionField.Column: found column queue of type STRING, expected a column of type DATETIME.`,
    ],
    [
      'an aggregate is no dimension',
      [
        [
          '"ColumnName":"handle_seconds"},"AggregationFunction":{"PercentileAggregation":{"PercentileValue":50}}',
          '"ColumnName":"wait p95"},"AggregationFunction":{"PercentileAggregation":{"PercentileValue":50}}',
        ],
      ],
      'Dashboard, sheet Customers, visual customers-agents, Values agents-handle, NumericalMeasureField: found wait p95, which aggregates, with an AggregationFunction, expected none.',
    ],
    [
      'a filter takes the type of its column',
      [
        [
          '"FilterId":"start-filter","Column":{"DataSetIdentifier":"contacts","ColumnName":"initiated_at"}',
          '"FilterId":"start-filter","Column":{"DataSetIdentifier":"contacts","ColumnName":"channel"}',
        ],
      ],
      'Dashboard, filter group start-group, filter start-filter, TimeRangeFilter.Column: found column channel of type STRING, expected a column of type DATETIME.',
    ],
    [
      'a figure says that it has no target',
      [['"TargetValues":[],', '']],
      'Dashboard, sheet Queues, visual queues-waiting, KPIVisual: found no TargetValues, expected a list, even if empty.',
    ],
  ],
  ids: [
    [
      'an id stands once in the definition',
      [['"VisualId":"customers-agents"', '"VisualId":"queues-table"']],
      'Dashboard: found VisualId queues-table several times, expected once in the definition.',
    ],
    [
      'a dimension stands once in a visual',
      [['"ColumnName":"is of channel"', '"ColumnName":"queue"']],
      `${QUEUES_TABLE}, TableVisual: found the dimension queue of data set contacts several times, expected once.`,
    ],
    [
      'a visual is of one data set',
      [
        [
          '"FieldId":"callbacks-count","Column":{"DataSetIdentifier":"callbacks","ColumnName":"callbacks"}',
          '"FieldId":"callbacks-count","Column":{"DataSetIdentifier":"contacts","ColumnName":"is_queued"}',
        ],
      ],
      'Dashboard, sheet Customers, visual customers-callbacks, BarChartVisual: found fields of data sets callbacks and contacts, expected fields of one data set.',
    ],
    [
      'a parameter has a plain name',
      [['"Name":"longWait"', '"Name":"long_wait"']],
      "Dashboard: found parameter 'long_wait', expected a name of letters and digits alone.",
    ],
    [
      'a declared data set is used',
      [
        [
          '[{"Identifier":"contacts",',
          '[{"Identifier":"spare","DataSetArn":{"Fn::GetAtt":["Contacts","Arn"]}},{"Identifier":"contacts",',
        ],
      ],
      'Dashboard, data set spare: found no visual or control that uses it, expected at least one.',
    ],
  ],
  'field references': [
    [
      'a sort is by a field of the visual',
      [
        [
          '"RowSort":[{"FieldSort":{"FieldId":"table-queued"',
          '"RowSort":[{"FieldSort":{"FieldId":"queued"',
        ],
      ],
      `${QUEUES_TABLE}, RowSort queued, FieldSort: found field queued, expected a field in the wells of the visual: table-queue, table-channel, table-queued, table-share or table-agents.`,
    ],
    [
      'a field drills by a hierarchy of the visual',
      [['"HierarchyId":"by-outcome"}}', '"HierarchyId":"by-queue"}}']],
      'Dashboard, sheet Customers, visual customers-callbacks, Category callbacks-queue, CategoricalDimensionField: found hierarchy by-queue, expected one of by-outcome.',
    ],
  ],
  'filters and controls': [
    [
      'a scope names a sheet',
      [
        [
          '{"SheetId":"customers","Scope":"ALL_VISUALS"}',
          '{"SheetId":"clients","Scope":"ALL_VISUALS"}',
        ],
      ],
      'Dashboard, filter group queue-group: found sheet clients in the scope, expected one of queues or customers.',
    ],
    [
      'a scope of all visuals lists none',
      [
        [
          '{"SheetId":"queues","Scope":"ALL_VISUALS"}',
          '{"SheetId":"queues","Scope":"ALL_VISUALS","VisualIds":["queues-table"]}',
        ],
      ],
      'Dashboard, filter group queue-group: found VisualIds beside ALL_VISUALS of sheet queues, expected no list of visuals.',
    ],
    [
      'a list of values is contained',
      [
        [
          '"FilterListConfiguration":{"MatchOperator":"CONTAINS"',
          '"FilterListConfiguration":{"MatchOperator":"EQUALS"',
        ],
      ],
      'Dashboard, filter group queue-group, filter queue-filter, CategoryFilter: found EQUALS, expected CONTAINS or DOES_NOT_CONTAIN.',
    ],
    [
      'the last days are counted',
      [['"RelativeDateValue":30,', '']],
      'Dashboard, filter group recent-group, filter recent-filter, RelativeDatesFilter: found LAST without a RelativeDateValue, expected a number of periods.',
    ],
    [
      'a filter of several sheets has a control on each',
      [
        [
          '"FilterControls":[{"CrossSheet":{"FilterControlId":"customers-queue","SourceFilterId":"queue-filter"}}]',
          '"FilterControls":[]',
        ],
      ],
      'Dashboard, filter group queue-group, filter queue-filter, CategoryFilter: found no control on sheet customers, expected a CrossSheet control on each sheet.',
    ],
    [
      'a filter reaches the visuals of other data sets',
      [['"CrossDataset":"ALL_DATASETS"', '"CrossDataset":"SINGLE_DATASET"']],
      'Dashboard, filter group queue-group, filter queue-filter, CategoryFilter: found SINGLE_DATASET for visual customers-callbacks of data set callbacks, expected ALL_DATASETS, so that the filter reaches the visual.',
    ],
    [
      'a parameter of several values is chosen from a list of several',
      [['"Type":"MULTI_SELECT","SelectableValues"', '"Type":"SINGLE_SELECT","SelectableValues"']],
      'Dashboard, sheet Queues, control queues-channels, List: found SINGLE_SELECT for parameter channels of several values, expected MULTI_SELECT.',
    ],
    [
      'a date has a default',
      [
        [
          ',"DefaultValues":{"RollingDate":{"Expression":"addDateTime(-7, \'DD\', truncDate(\'DD\', now()))"}}',
          '',
        ],
      ],
      'Dashboard, parameter start, DateTimeParameterDeclaration: found a date without a default, expected a RollingDate or StaticValues.',
    ],
    [
      'a parameter can be set',
      [['{"DestinationParameterName":"chosenQueue"', '{"DestinationParameterName":"channels"']],
      'Dashboard, parameter chosenQueue, StringParameterDeclaration: found no control and no action that sets it, expected at least one.',
    ],
    [
      'a cascade starts at a control of the sheet',
      [['"SourceSheetControlId":"queues-queue"', '"SourceSheetControlId":"customers-queue"']],
      'Dashboard, sheet Queues, control queues-channels, List: found control customers-queue as a source, expected one of queues-queue, queues-long-wait or queues-start.',
    ],
    [
      'an action aims at visuals of its sheet',
      [['"TargetVisuals":["queues-by-day"]', '"TargetVisuals":["customers-agents"]']],
      `${QUEUES_TABLE}, Actions Show its days, ActionOperations 0, FilterOperation.TargetVisualsConfiguration.SameSheetTargetVisualConfiguration: found visual customers-agents, expected a visual of the sheet: queues-waiting, queues-by-day or queues-table.`,
    ],
  ],
  layout: [
    [
      'elements do not overlap',
      [
        [
          '"ElementId":"queues-by-day","ColumnIndex":12',
          '"ElementId":"queues-by-day","ColumnIndex":11',
        ],
      ],
      'Dashboard, sheet Queues, Layouts 0, element queues-waiting: found an overlap with element queues-by-day, expected a place of its own.',
    ],
    [
      'the grid has 36 columns',
      [
        [
          '"ElementId":"customers-agents","ColumnIndex":18',
          '"ElementId":"customers-agents","ColumnIndex":19',
        ],
      ],
      'Dashboard, sheet Customers, Layouts 0, element customers-agents: found an end at column 37, expected at most 36.',
    ],
    [
      'each visual has a place',
      [
        [
          '{"ElementType":"VISUAL","ElementId":"queues-table","ColumnIndex":0,"RowIndex":10,"ColumnSpan":36,"RowSpan":12}',
          '{"ElementType":"VISUAL","ElementId":"queues-list","ColumnIndex":0,"RowIndex":10,"ColumnSpan":36,"RowSpan":12}',
        ],
      ],
      'Dashboard, sheet Queues: found 0 places for VISUAL queues-table in the layout, expected exactly one.',
    ],
    [
      'a length is in pixels',
      [['"Width":"90px"', '"Width":"90"']],
      `${QUEUES_TABLE}, SelectedFieldOptions table-share, Width: found a length of '90', expected pixels such as '1600px'.`,
    ],
  ],
  expressions: [
    [
      'an expression is read whole',
      [['"sum({is_queued})"}', '"sum({is_queued}"}']],
      "Dashboard, calculated field queued: line 1, column 16: found the end of the expression, expected an operator, ',' or ')'.",
    ],
    [
      'rows and aggregates are not mixed',
      [['sum({is_abandoned}) / nullIf', '{is_abandoned} / nullIf']],
      "Dashboard, calculated field abandonment rate: found mismatched aggregation in '/', expected only values of rows or only aggregates.",
    ],
    [
      'fields do not depend on each other in a circle',
      [['"sum({is_queued})"}', '"nullIf({abandonment rate}, 0)"}']],
      'Dashboard, calculated field queued: found the circle queued → abandonment rate → queued, expected no circle.',
    ],
    [
      'a function has its number of arguments',
      [['percentileCont({wait_seconds}, 95)', 'percentileCont({wait_seconds})']],
      'Dashboard, calculated field wait p95: found percentileCont with 1 argument, expected 2 to 3 arguments.',
    ],
    [
      'a percentile is a constant to 100',
      [['percentileCont({wait_seconds}, 95)', 'percentileCont({wait_seconds}, 101)']],
      'Dashboard, calculated field wait p95: found argument 2 of percentileCont that is 101, expected a constant from 0 to 100.',
    ],
    [
      'a calculation over dates has its dates in the visual',
      [
        [
          '"FieldId":"by-day-day","Column":{"DataSetIdentifier":"contacts","ColumnName":"local_day"}',
          '"FieldId":"by-day-day","Column":{"DataSetIdentifier":"contacts","ColumnName":"initiated_at"}',
        ],
      ],
      `${BY_DAY}, Values by-day-before, NumericalMeasureField: found week before, a calculation over local_day, without that column, expected local_day in the wells of the visual.`,
    ],
    [
      'a rolling date is a date',
      [["addDateTime(-7, 'DD', truncDate('DD', now()))", "extract('DD', now())"]],
      'Dashboard, parameter start, DateTimeParameterDeclaration.DefaultValues.RollingDate: found an expression of type integer, expected a date.',
    ],
  ],
  'data sets': [
    [
      'an input column has the type of the view',
      [['{"Name":"wait_seconds","Type":"DECIMAL"}', '{"Name":"wait_seconds","Type":"INTEGER"}']],
      'Contacts, table contacts: found column wait_seconds of type INTEGER, expected DECIMAL, since it is double.',
    ],
    [
      'the launch does not wait',
      [['"WaitForSpiceIngestion":false', '"WaitForSpiceIngestion":true']],
      'Contacts: found a launch that waits for the first import, expected WaitForSpiceIngestion false.',
    ],
    [
      'the window is over a date',
      [['"LookbackWindow":{"ColumnName":"initiated_at"', '"LookbackWindow":{"ColumnName":"queue"']],
      'Contacts, LookbackWindow: found column queue, expected a date: initiated_at or local_day.',
    ],
    [
      'a refresh waits for its data set',
      [['"DependsOn":["Callbacks"],', '']],
      'CallbacksDaily: found no DependsOn Callbacks, expected it, since an id alone makes no order.',
    ],
    [
      'the role may do what QuickSight needs',
      [['"athena:GetWorkGroup",', '']],
      'QuickSightRole: found a role that may not athena:GetWorkGroup, expected what QuickSight needs to read by Athena.',
    ],
  ],
  'permissions and conditions': [
    [
      'actions come in whole groups',
      [['"quicksight:QueryDashboard",', '']],
      'Dashboard: found permissions with no quicksight:QueryDashboard, expected a whole group of actions.',
    ],
    [
      'an id is of the stack',
      [['"DashboardId":{"Ref":"BucketName"}', '"DashboardId":"contact-centre"']],
      'Dashboard: found DashboardId "contact-centre", expected an id made from the stack, such as its bucket name.',
    ],
    [
      'nothing exists without the parameter',
      [['"Theme":{"Condition":"HasQuickSight",', '"Theme":{']],
      'Theme: found Theme without QuickSightPrincipalArn, expected a condition on QuickSightPrincipalArn.',
    ],
    [
      'what refers to a conditional resource has its condition',
      [['"Outputs":{', '"Outputs":{"Spare":{"Value":{"Fn::GetAtt":["Theme","Arn"]}},']],
      'Spare: found a reference to Theme, whose condition is false, expected the same condition.',
    ],
    [
      'a resource is named by its ARN',
      [['"ThemeArn":{"Fn::GetAtt":["Theme","Arn"]}', '"ThemeArn":{"Ref":"Theme"}']],
      'Dashboard: found Ref of Theme, which is account|id, expected its Arn, or its own id.',
    ],
    [
      'no fault is passed over',
      [['"ThemeArn":', '"ValidationStrategy":{"Mode":"LENIENT"},"ThemeArn":']],
      'Dashboard: found LENIENT validation, expected STRICT, which is the default.',
    ],
  ],
  text: [
    [
      'XML is well-formed',
      [['Tom &amp; Ann', 'Tom & Ann']],
      'Dashboard, sheet Queues, text box queues-note, Content: found a bare &, expected &amp;.',
    ],
    [
      'XML has its root',
      [
        [
          '<visual-subtitle>Abandoned contacts per queued contact</visual-subtitle>',
          '<visual-title>Abandoned contacts</visual-title>',
        ],
      ],
      'Dashboard, sheet Queues, visual queues-waiting, KPIVisual.Subtitle.FormatText.RichText: found <visual-title>, expected the root <visual-subtitle>.',
    ],
    [
      'a sheet has a name that shows',
      [['"Name":"Customers"', '"Name":"C"']],
      "Dashboard, sheet C: found the name 'C', expected two letters or more, since QuickSight hides the tab otherwise.",
    ],
    [
      'a label applies to a field',
      [
        [
          ',"ApplyTo":{"FieldId":"by-day-p95","Column":{"DataSetIdentifier":"contacts","ColumnName":"wait p95"}}',
          '',
        ],
      ],
      `${BY_DAY}, AxisLabelOptions 0: found label 'seconds' that applies to nothing, expected an ApplyTo.`,
    ],
  ],
};

for (const [rule, cases] of Object.entries(CASES)) {
  describe(rule, () => {
    test.each(cases)('%s', (_, changes, sentence) => {
      expect(faultsOf(changed(...changes))).toContain(sentence);
    });
  });
}

test('the template is smaller than CloudFormation takes', () => {
  const padded = changed(['"Metadata":{}', `"Metadata":{"Padding":"${'x'.repeat(1_000_000)}"}`]);
  expect(faultsOf(padded)).toEqual([
    expect.stringMatching(/^The template: found 10\d{5} bytes, expected less than 1000000\.$/),
  ]);
});

describe('a refresh', () => {
  test('is there for each data set in SPICE', () => {
    expect(faultsOf(without('CallbacksDaily'))).toEqual([
      'Callbacks: found no RefreshSchedule, expected at least one.',
    ]);
  });

  test('is also a full one, since an incremental one never touches older rows', () => {
    expect(faultsOf(without('ContactsWeekly'))).toEqual([
      'Contacts: found incremental refreshes alone, expected a full one too, since older rows are never touched.',
    ]);
  });
});
