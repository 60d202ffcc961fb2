import { Aws } from 'aws-cdk-lib';
import type { Dataset } from '../pipeline/dataset.ts';
import { datasetOfEveryStack } from '../pipeline/datasets/datasets.ts';
import type { DatasetOption } from './dataset-options.ts';
import type { Parameters } from './parameters.ts';

/** The facts that all constructs share. */
export interface Lake {
  readonly parameters: Parameters;
  /** All that a stack may keep: those that a parameter switches on, too. */
  readonly datasets: readonly Dataset[];
  /** The one that every stack keeps. */
  readonly dataset: Dataset;
  /** The datasets that a parameter switches on. */
  readonly options: readonly DatasetOption[];
  readonly bucketArn: string;
  readonly database: string;
}

/** The facts of a lake with these parameters. */
export function lakeOf(parameters: Parameters, datasets: readonly Dataset[]): Lake {
  return {
    parameters,
    datasets,
    dataset: datasetOfEveryStack(datasets),
    options: parameters.datasetOptions,
    bucketArn: `arn:${Aws.PARTITION}:s3:::${parameters.bucketName}`,
    database: parameters.databaseName,
  };
}

/** `arn:…:s3:::BUCKET/raw/ctr/*` */
export function objectsArn(lake: Lake, prefix: string): string {
  return `${lake.bucketArn}/${prefix}*`;
}

/**
 * The ARN of the objects of all datasets, with a star instead of the dataset's name: the policies of a role
 * may have only 10,240 characters together.
 */
export function allObjectsArn(lake: Lake, prefixOf: (dataset: Dataset) => string): string {
  return objectsArn(lake, prefixOf({ ...lake.dataset, name: '*' }));
}

/** `s3://BUCKET/raw/ctr/` */
export function location(lake: Lake, prefix: string): string {
  return `s3://${lake.parameters.bucketName}/${prefix}`;
}

/** All tables and views of the database. Their names would be too long for the policies of a role. */
export const ALL_TABLES = ['*'];

/** ARNs of the catalogue, the database and these tables: a call on a table needs all three. */
export function catalogueArns(lake: Lake, tables: readonly string[]): string[] {
  const glue = `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  return [
    `${glue}:catalog`,
    `${glue}:database/${lake.database}`,
    ...tables.map((table) => `${glue}:table/${lake.database}/${table}`),
  ];
}
