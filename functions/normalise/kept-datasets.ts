import type { Dataset } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';

/** A dataset that the stack keeps, and the others that it keeps: always the same array. */
export interface KeptDataset {
  readonly dataset: Dataset;
  readonly others: readonly Dataset[];
}

/**
 * The datasets that a stack keeps.
 * @param names their names, with commas between them: `ctr,agent_events`
 * @throws Error naming one that does not exist
 */
export function keptDatasets(names: string): KeptDataset[] {
  const kept = names.split(',').map((name) => {
    const found = datasets.find((dataset) => dataset.name === name);
    if (!found) throw new Error(`There is no dataset ${name}`);
    return found;
  });
  return kept.map((dataset) => ({ dataset, others: kept.filter((other) => other !== dataset) }));
}

/** The dataset of a raw object; null if the stack keeps none that has this key. */
export function keptDatasetOf(kept: readonly KeptDataset[], key: string): KeptDataset | null {
  return kept.find(({ dataset }) => key.startsWith(rawPrefix(dataset))) ?? null;
}
