import { viewSettings } from '../../../pipeline/datasets/datasets.ts';
import { hasSetting, withValues } from '../../../pipeline/view-settings.ts';
import { readViews } from '../../../queries/reader/views.ts';
import { QUERIES } from '../small-lake.ts';

const LIMIT = viewSettings.filter(({ name }) => name === 'agent_stale_seconds');

/** The statements that write the views again for which an agent is gone after so many seconds, in any engine. */
export function limitedTo(agent_stale_seconds: number): string[] {
  return readViews(QUERIES)
    .filter(({ sql }) => LIMIT.some((setting) => hasSetting(sql, setting)))
    .map(
      ({ name, sql }) =>
        `CREATE OR REPLACE VIEW ${name} AS ${withValues(sql, LIMIT, { agent_stale_seconds })}`,
    );
}
