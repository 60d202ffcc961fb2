import { resolved } from '../../infra/resolved.ts';
import {
  parse,
  type Resource,
  resourcesOf,
  type Template,
  templateText,
} from '../../infra/template.ts';
import type { Definition } from '../evaluate/definition.ts';

export interface DataSetSource {
  /** The data set's name in the dashboard. */
  readonly identifier: string;
  /** The view of the stack that it reads. */
  readonly view: string;
  readonly columns: readonly { readonly Name: string; readonly Type: string }[];
}

export interface Dashboard {
  readonly definition: Definition;
  readonly dataSets: readonly DataSetSource[];
  readonly theme: Theme;
}

export interface Theme {
  readonly DataColorPalette: {
    readonly Colors: readonly string[];
    readonly MinMaxGradient: readonly string[];
    readonly EmptyFillColor: string;
  };
  readonly UIColorPalette: Readonly<Record<string, string>>;
}

/** The dashboard as the template has it: its definition, its theme, and what its data sets read. */
export async function readDashboard(): Promise<Dashboard> {
  return dashboardOf(parse(await templateText()));
}

export function dashboardOf(template: Template): Dashboard {
  const first = (type: string) => {
    const [[, { Properties }]] = resourcesOf(template, type) as [[string, Resource]];
    return resolved(template, {}, Properties) as Readonly<Record<string, unknown>>;
  };
  const definition = first('AWS::QuickSight::Dashboard').Definition as Definition;
  return {
    definition,
    dataSets: definition.DataSetIdentifierDeclarations.map(({ Identifier, DataSetArn }) =>
      sourceOf(Identifier, template.Resources[DataSetArn.replace(/\.Arn$/, '')]!),
    ),
    theme: first('AWS::QuickSight::Theme').Configuration as Theme,
  };
}

interface PhysicalTable {
  readonly RelationalTable: {
    readonly Name: string;
    readonly InputColumns: DataSetSource['columns'];
  };
}

function sourceOf(identifier: string, { Properties = {} }: Resource): DataSetSource {
  const [table] = Object.values(Properties.PhysicalTableMap as Record<string, PhysicalTable>);
  const { Name, InputColumns } = table!.RelationalTable;
  return { identifier, view: Name, columns: InputColumns };
}
