import { type Dataset, isInEveryStack } from '../dataset.ts';
import type { ViewSetting } from '../view-settings.ts';
import { list } from './list.ts';

/** The datasets that the lake keeps, on the laptop and on AWS. */
export const datasets = list;

/** The settings of the views of all datasets. */
export const viewSettings: readonly ViewSetting[] = datasets.flatMap(
  ({ settings = [] }: Dataset) => settings,
);

const others = new Map(
  datasets.map(({ name }) => [name, datasets.filter((other) => other.name !== name)]),
);

/** All datasets but this one; the same array each time. */
export function othersThan({ name }: Dataset): readonly Dataset[] {
  return others.get(name) ?? datasets;
}

/**
 * The dataset that every stack on AWS has.
 * @throws Error if there is none
 */
export function datasetOfEveryStack(all: readonly Dataset[] = datasets): Dataset {
  const found = all.find(isInEveryStack);
  if (!found) throw new Error('No dataset is in every stack, expected the contact records');
  return found;
}
