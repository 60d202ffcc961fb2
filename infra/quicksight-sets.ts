import { Aws, Fn } from 'aws-cdk-lib';
import { CfnDataSet, CfnRefreshSchedule } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import { DATA_SETS, type DataSet, dataSetId } from '../functions/refresh/data-sets.ts';
import type { Lake } from './lake.ts';
import { onlyIf } from './only-if.ts';
import type { DeclaredSet } from './quicksight/definition.ts';
import type { DataSetName, FieldType } from './quicksight/fields.ts';
import { ownedBy } from './quicksight/permissions.ts';
import type { DescribedView, ViewColumn } from './view-columns.ts';

/** QuickSight's types of the columns that flat views have (user guide, "Supported data types and values"). */
const TYPES: Readonly<Record<string, FieldType>> = {
  varchar: 'STRING',
  integer: 'INTEGER',
  bigint: 'INTEGER',
  'timestamp(6)': 'DATETIME',
};

/** The hours of UTC at which the imports on a schedule begin: at most contact centres it is night. */
const FALLBACK_TIMES = { daily: '02:30', weekly: '03:30' };

/** The data sets: relational tables over views of the stack, imported or queried directly, as the form says. */
export class DataSets extends Construct {
  readonly sets: readonly DeclaredSet[];

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    dataSourceArn: string,
    views: readonly DescribedView[],
  ) {
    super(scope, id);
    this.sets = DATA_SETS.map((one) => {
      const view = views.find(({ name }) => name === one.view);
      if (!view) throw new Error(`There is no view ${one.view} for the data set ${one.name}`);
      const columns = view.columns.map(({ name, prestoType }) => ({
        name,
        type: typeOf(view.name, { name, prestoType }),
      }));
      const set = this.dataSet(lake, dataSourceArn, one, columns);
      onlyIf(set, lake.parameters.hasQuickSight);
      this.schedules(lake, one, set);
      return { name: one.name as DataSetName, arn: set.attrArn, columns };
    });
  }

  private dataSet(
    lake: Lake,
    dataSourceArn: string,
    one: DataSet,
    inputColumns: readonly { name: string; type: FieldType }[],
  ): CfnDataSet {
    const { bucketName, importsToSpice, quickSightImportMode } = lake.parameters;
    const set = new CfnDataSet(this, one.name, {
      awsAccountId: Aws.ACCOUNT_ID,
      dataSetId: dataSetId(bucketName, one),
      name: `Contact lake ${bucketName}: ${one.name}`,
      importMode: quickSightImportMode,
      physicalTableMap: {
        view: {
          relationalTable: {
            dataSourceArn,
            catalog: 'AwsDataCatalog',
            schema: lake.database,
            name: one.view,
            inputColumns: [...inputColumns],
          },
        },
      },
      // A launch would wait for the first import for up to 36 hours, and fail with it.
      ingestionWaitPolicy: { waitForSpiceIngestion: false },
      permissions: ownedBy(lake.parameters.quickSightPrincipalArn, 'dataSet'),
    });
    if (one.window) {
      const { column, days } = one.window;
      const lookbackWindow = { ColumnName: column, Size: days, SizeUnit: 'DAY' };
      set.addPropertyOverride(
        'DataSetRefreshProperties',
        Fn.conditionIf(
          importsToSpice.logicalId,
          { RefreshConfiguration: { IncrementalRefresh: { LookbackWindow: lookbackWindow } } },
          Aws.NO_VALUE,
        ),
      );
    }
    return set;
  }

  /**
   * Imports on a schedule, in case no run of the conversion starts one. The weekly import reads all rows: it picks up
   * records that were corrected after the window, and drops rows that no longer exist.
   */
  private schedules(lake: Lake, one: DataSet, set: CfnDataSet): void {
    const { bucketName, importsToSpice } = lake.parameters;
    const schedule = (id: string, refreshType: string, scheduleFrequency: object) => {
      const made = new CfnRefreshSchedule(this, `${one.name}-${id}`, {
        awsAccountId: Aws.ACCOUNT_ID,
        // The reference to a data set is "account|id", which is no id.
        dataSetId: dataSetId(bucketName, one),
        schedule: { scheduleId: `${one.name}-${id}`, refreshType, scheduleFrequency },
      });
      made.addResourceDependency(set);
      onlyIf(made, importsToSpice);
    };
    schedule('daily', one.window ? 'INCREMENTAL_REFRESH' : 'FULL_REFRESH', {
      interval: 'DAILY',
      timeOfTheDay: FALLBACK_TIMES.daily,
      timeZone: 'UTC',
    });
    if (one.window) {
      schedule('weekly', 'FULL_REFRESH', {
        interval: 'WEEKLY',
        refreshOnDay: { dayOfWeek: 'SUNDAY' },
        timeOfTheDay: FALLBACK_TIMES.weekly,
        timeZone: 'UTC',
      });
    }
  }
}

function typeOf(
  view: string,
  { name, prestoType }: Pick<ViewColumn, 'name' | 'prestoType'>,
): FieldType {
  const type = TYPES[prestoType];
  if (!type)
    throw new Error(
      `The column ${name} of the view ${view} is ${prestoType}, which QuickSight reads in its own way`,
    );
  return type;
}
