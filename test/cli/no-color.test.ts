import { expect } from 'vitest';
import { test } from './contact-lake.ts';
import { makeSmallLake } from './small-lake.ts';
import { dialogue } from './terminal.ts';

/** The escape that begins a colour or another style. */
const STYLE = '\x1b[3';

test.for([['contacts'], ['status'], ['query', 'longest-waits']])(
  'with NO_COLOR, %j has no colour on a terminal',
  async (args, { folder }) => {
    await makeSmallLake(folder);
    const env = { NO_COLOR: '1', TERM: 'xterm-256color' };
    const { code, bytes } = await dialogue(folder, args, [], { env });
    expect(code).toBe(0);
    expect(bytes).not.toContain(STYLE);
  },
);
