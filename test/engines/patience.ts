import { vi } from 'vitest';

/** Time for what stands on engines: the first start on a machine installs them. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });
