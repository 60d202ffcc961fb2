import type { Dataset } from '../../pipeline/dataset.ts';

/** What the collecting function needs to know of a dataset: a function of little code is started soonest. */
export interface CollectedDataset extends Pick<Dataset, 'name' | 'keyPattern' | 'skips'> {
  /** Which objects of its bucket hold its records, any of these, with `*` for any text. */
  readonly keys: readonly string[];
}

/** The datasets that are collected from other buckets. */
export function collectedOf(datasets: readonly Dataset[]): CollectedDataset[] {
  return datasets.flatMap(({ name, keyPattern, skips, source }) =>
    source?.kind === 'objects'
      ? [{ name, keys: source.keys, ...(keyPattern && { keyPattern }), ...(skips && { skips }) }]
      : [],
  );
}

/** A dataset that the stack collects, and the bucket from which. */
export interface Collection {
  readonly dataset: CollectedDataset;
  readonly bucket: string;
}

/**
 * The datasets that the stack collects.
 * @param text their names and buckets: `contact_lens_voice=a-bucket,contact_evaluations=another`
 * @throws Error naming one that does not exist
 */
export function collectionsIn(text: string, datasets: readonly CollectedDataset[]): Collection[] {
  return text.split(',').flatMap((pair) => {
    const [name = '', bucket = ''] = pair.split('=');
    // The list begins with a comma if an option before is off.
    if (name === '') return [];
    const dataset = datasets.find((one) => one.name === name);
    if (!dataset) throw new Error(`There is no dataset ${name} that is collected`);
    return [{ dataset, bucket }];
  });
}

/** The dataset whose records an object of a bucket holds; null if it holds none. */
export function datasetOfObject(
  collections: readonly Collection[],
  bucket: string,
  key: string,
): CollectedDataset | null {
  const found = collections.find(
    (one) => one.bucket === bucket && one.dataset.keys.some((pattern) => isLike(pattern, key)),
  );
  return found && !found.dataset.skips?.test(key) ? found.dataset : null;
}

/** Whether a key has the form of a pattern in which `*` stands for any text. */
function isLike(pattern: string, key: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return key === first;
  if (!key.startsWith(first) || !key.endsWith(last)) return false;
  let from = first.length;
  for (const text of others) {
    const found = key.indexOf(text, from);
    if (found < 0) return false;
    from = found + text.length;
  }
  return from <= key.length - last.length;
}
