/** A cell: what JSON can hold. Dates are `2026-11-23`, timestamps `2026-11-23 14:05:09.000000`. */
export type TrinoValue = null | boolean | number | string | TrinoValue[] | object;

export interface TrinoColumn {
  readonly name: string;
  /** `varchar`, `bigint`, `timestamp(6)`… */
  readonly type: string;
}

export interface TrinoAnswer {
  readonly columns: readonly TrinoColumn[];
  readonly rows: readonly (readonly TrinoValue[])[];
}

/** A part of an answer (Trino, "Client REST API"). */
interface Part {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly TrinoValue[])[];
  readonly error?: { readonly message: string; readonly errorName: string };
}

/**
 * Runs a statement to its end over Trino's HTTP protocol.
 * @param url of the coordinator
 * @throws Error with Trino's message
 */
export async function askTrino(
  url: string,
  sql: string,
  names: { readonly catalogue: string; readonly schema?: string | undefined },
): Promise<TrinoAnswer> {
  const headers: Record<string, string> = {
    'X-Trino-User': 'test',
    'X-Trino-Catalog': names.catalogue,
    'X-Trino-Time-Zone': 'UTC',
    // Without it, Trino rounds timestamps to milliseconds on their way out.
    'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
  };
  if (names.schema) headers['X-Trino-Schema'] = names.schema;
  let part = await partOf(
    await fetch(`${url}/v1/statement`, { method: 'POST', body: sql, headers }),
  );
  let columns: readonly TrinoColumn[] = part.columns ?? [];
  const rows: (readonly TrinoValue[])[] = [];
  for (;;) {
    if (part.error) throw new Error(`${part.error.errorName}: ${part.error.message}`);
    columns = part.columns ?? columns;
    for (const row of part.data ?? []) rows.push(row);
    if (!part.nextUri) return { columns, rows };
    part = await partOf(await fetch(part.nextUri));
  }
}

async function partOf(response: Response): Promise<Part> {
  if (!response.ok) throw new Error(`Trino answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as Part;
}
