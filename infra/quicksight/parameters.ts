/** The parameters of the dashboard: what readers may set, and what holds until they do. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { CONTACT_RATES, SERVICE_LEVELS } from '../../queries/metrics.ts';

type Declaration = CfnDashboard.ParameterDeclarationProperty;
type Control = CfnDashboard.ParameterControlProperty;

/** The values of the parameter `Zone`. */
const ZONES = ['Contact centre', 'UTC'] as const;

const titles = SERVICE_LEVELS.map((variant) => CONTACT_RATES[variant].title);

interface Parameter {
  readonly title: string;
  readonly declare: (name: string) => Declaration;
  readonly control: (control: {
    parameterControlId: string;
    sourceParameterName: string;
    title: string;
  }) => Control;
}

/** A day that moves with the clock. */
function day(title: string, expression: string): Parameter {
  return {
    title,
    declare: (name) => ({
      dateTimeParameterDeclaration: {
        name,
        timeGranularity: 'DAY',
        defaultValues: { rollingDate: { expression } },
      },
    }),
    control: (dateTimePicker) => ({ dateTimePicker }),
  };
}

/** A whole number on a slider. */
function numberOnSlider(
  title: string,
  usual: number,
  from: number,
  to: number,
  step = 1,
): Parameter {
  return {
    title,
    declare: (name) => ({
      integerParameterDeclaration: {
        name,
        parameterValueType: 'SINGLE_VALUED',
        defaultValues: { staticValues: [usual] },
      },
    }),
    control: (slider) => ({
      slider: { ...slider, minimumValue: from, maximumValue: to, stepSize: step },
    }),
  };
}

/** One of several texts; the first holds until another one is chosen. */
function choice(title: string, values: readonly string[]): Parameter {
  return {
    title,
    declare: (name) => ({
      stringParameterDeclaration: {
        name,
        parameterValueType: 'SINGLE_VALUED',
        defaultValues: { staticValues: [values[0]!] },
      },
    }),
    control: (dropdown) => ({
      dropdown: {
        ...dropdown,
        type: 'SINGLE_SELECT',
        selectableValues: { values: [...values] },
      },
    }),
  };
}

/** Some values of a column of contacts, or all. A click on a figure sets them. */
function picked(title: string, columnName: string): Parameter {
  return {
    title,
    declare: (name) => ({
      stringParameterDeclaration: {
        name,
        parameterValueType: 'MULTI_VALUED',
        defaultValues: { staticValues: [] },
      },
    }),
    control: (dropdown) => ({
      dropdown: {
        ...dropdown,
        type: 'MULTI_SELECT',
        selectableValues: { linkToDataSetColumn: { dataSetIdentifier: 'contacts', columnName } },
      },
    }),
  };
}

/** Today in the zone of the clock, which is UTC's: a day of the centre may have begun before. */
const TODAY = "truncDate('DD', now())";

const PARAMETERS = {
  From: day('From', `addDateTime(-27, 'DD', ${TODAY})`),
  To: day('To', `addDateTime(1, 'DD', ${TODAY})`),
  DaysBack: numberOnSlider('Days before the newest day of the lake', 0, 0, 60),
  Zone: choice('Time zone', ZONES),
  ServiceLevelSeconds: numberOnSlider('X: seconds of the service level', 20, 5, 300, 5),
  ShortAbandonSeconds: numberOnSlider('S: seconds of a short abandon', 5, 1, 60),
  Variant: choice('Service level means', titles),
  RepeatDays: numberOnSlider('Repeated within days', 7, 1, 60),
  PickedQueues: picked('Queues of these contacts', 'queue'),
  PickedAgents: picked('Agents of these contacts', 'agent'),
} as const satisfies Readonly<Record<string, Parameter>>;
export type ParameterName = keyof typeof PARAMETERS;

/** A parameter's value in an expression: `${DaysBack}`. */
export const value = (name: ParameterName) => `\${${name}}`;

export const parameterDeclarations = (): Declaration[] =>
  Object.entries(PARAMETERS).map(([name, { declare }]) => declare(name));

/** A control on a sheet that sets the parameter. */
export function parameterControl(sheet: string, name: ParameterName): Control {
  const { control, title } = PARAMETERS[name];
  return control({ parameterControlId: `${sheet}-${name}`, sourceParameterName: name, title });
}
