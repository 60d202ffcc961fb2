import { CreateIngestionCommand, type QuickSightClient } from '@aws-sdk/client-quicksight';
import type { ImportType } from './imports.ts';
import type { DataSetPlace } from './read-imports.ts';

/** `there already`: an event came twice. `limit reached`: QuickSight allows no more imports today. */
export type Start = 'started' | 'there already' | 'limit reached';

const REFUSALS: Readonly<Record<string, Start>> = {
  ResourceExistsException: 'there already',
  LimitExceededException: 'limit reached',
};

/**
 * Starts an import.
 * @param id the import's id: the same id never starts a second import
 */
export async function startImport(
  client: QuickSightClient,
  place: DataSetPlace,
  id: string,
  IngestionType: ImportType,
): Promise<Start> {
  try {
    await client.send(new CreateIngestionCommand({ ...place, IngestionId: id, IngestionType }));
    return 'started';
  } catch (error) {
    const refusal = error instanceof Error ? REFUSALS[error.name] : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  }
}
