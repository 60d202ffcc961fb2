import { examine } from '../../local/health/doctor.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import type { Finding } from '../../terminal/finding.ts';

/** What `doctor` finds in the lake in the folder `path`. */
export async function examineLake(path: string): Promise<Finding[]> {
  return examine(await openLake(path), dataset);
}
