/** Raw objects of a dataset, taken through the laptop's stages to files that a test's engines read. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { datasetOfKind, generatedKey } from '../../cli/shared/generate-files.ts';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { flatfilePrefix, rawName } from '../../pipeline/lake-keys.ts';
import type { RawObject } from '../../sample-data/generate.ts';
import { dayFiles, landObject, makeLake } from '../local/lake.ts';
import type { LakeFiles } from './small-lake.ts';

/** An object as its source names it. */
export interface SourceObject {
  readonly path: string;
  readonly content: object;
}

/**
 * Takes the objects in, each as if delivered an hour after the one before, and converts them.
 * @param waits whether an object comes after the conversion, and so waits for the next; unless given, none
 */
export async function takeIn(
  folder: string,
  dataset: Dataset,
  objects: readonly SourceObject[],
  waits: (place: number) => boolean = () => false,
): Promise<LakeFiles> {
  const lake = await makeLake(folder);
  const land = async (isWanted: (place: number) => boolean) => {
    for (const [place, { path, content }] of objects.entries())
      if (isWanted(place))
        await landObject(lake, `${hour(place)}/${rawName(dataset, path)}`, [content], dataset);
    await normaliseLake(lake, dataset);
  };
  await land((place) => !waits(place));
  await convertLake(lake, dataset);
  await land(waits);
  return { days: await dayFiles(lake, dataset), waiting: await flatfiles(lake, dataset) };
}

/** Takes generated objects of any datasets in, and converts them. */
export async function takeInGenerated(
  lake: LakeFolder,
  objects: readonly RawObject[],
): Promise<void> {
  for (const { kind, key, bytes } of objects) {
    const file = fileOf(lake, generatedKey(kind, key));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  for (const kind of new Set(objects.map((one) => one.kind))) {
    await normaliseLake(lake, datasetOfKind(kind));
    await convertLake(lake, datasetOfKind(kind));
  }
}

async function flatfiles(lake: LakeFolder, dataset: Dataset): Promise<string[]> {
  const objects = await listObjects(lake, flatfilePrefix(dataset));
  return objects.map(({ key }) => fileOf(lake, key));
}

/** `2026/11/23/00`, and so on. */
function hour(place: number): string {
  const time = new Date(Date.UTC(2026, 10, 23) + place * 3_600_000);
  return time.toISOString().slice(0, 13).replace(/[-T]/g, '/');
}
