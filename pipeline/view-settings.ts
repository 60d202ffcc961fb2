/** Numbers in the views of a dataset that a lake may choose, on a laptop and on AWS. */

/** One such number. */
export interface ViewSetting {
  /** The name that a lake's settings and the views have for it, with its unit: `agent_stale_seconds`. */
  readonly name: `${string}_seconds`;
  /** The parameter of a stack: `AgentStaleSeconds`, and what stands before it in the form. */
  readonly parameter: string;
  readonly label: string;
  /** What it says: `an agent who is silent for so long is no longer known to be there`. */
  readonly meaning: string;
  /** The value in the text of the views, which holds unless a lake has another. */
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

/** The values of settings, by their names. */
export type ViewValues = Readonly<Record<string, number>>;

/** What a value has to be: `a whole number of seconds from 120 to 3600`. */
export function expectedOf({ least, most }: ViewSetting): string {
  return `a whole number of seconds from ${least} to ${most}`;
}

/** Whether the SQL of a view has the setting: `300 AS agent_stale_seconds`. */
export function hasSetting(sql: string, setting: ViewSetting): boolean {
  return sql.search(inView(setting)) >= 0;
}

/** The SQL of a view with these values in place of the usual ones. */
export function withValues(
  sql: string,
  settings: readonly ViewSetting[],
  values: ViewValues,
): string {
  return settings.reduce(
    (text, setting) =>
      text.replace(inView(setting), `${values[setting.name] ?? setting.usual} AS ${setting.name}`),
    sql,
  );
}

function inView({ name, usual }: ViewSetting): RegExp {
  return new RegExp(`\\b${usual} AS ${name}\\b`, 'g');
}
