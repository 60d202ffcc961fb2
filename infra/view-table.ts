import { Fn } from 'aws-cdk-lib';
import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Lake } from './lake.ts';
import type { DescribedView } from './view-columns.ts';

/**
 * A view as Athena keeps it: a table of the catalogue whose text is Presto's view, in base64. As
 * Athena's views cannot be declared, this is what Athena itself writes for `CREATE VIEW`.
 */
export function viewTable(
  lake: Lake,
  view: DescribedView,
): Omit<CfnTable.TableInputProperty, 'name'> {
  return {
    tableType: 'VIRTUAL_VIEW',
    parameters: { presto_view: 'true', comment: 'Presto View' },
    viewOriginalText: Fn.join('', ['/* Presto View: ', Fn.base64(prestoView(lake, view)), ' */']),
    viewExpandedText: '/* Presto View */',
    storageDescriptor: {
      columns: view.columns.map(({ name, hiveType }) => ({ name, type: hiveType })),
      location: '',
      serdeInfo: {},
    },
  };
}

/** The database is known at launch, so its name goes between two pieces of JSON. */
function prestoView(lake: Lake, { columns, sql }: DescribedView): string {
  const rest = JSON.stringify({
    originalSql: sql,
    catalog: 'awsdatacatalog',
    columns: columns.map(({ name, prestoType }) => ({ name, type: prestoType })),
  });
  return Fn.join('', ['{"schema":"', lake.database, `",${rest.slice(1)}`]);
}
