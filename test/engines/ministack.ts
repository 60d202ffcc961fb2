import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from './folder.ts';
import { onFreePort, startOwn } from './own-process.ts';
import { pythonProgram } from './python.ts';

const START_TIMEOUT_MILLISECONDS = 60_000;

/** How every SDK client reaches the emulator as its account's root. */
export interface AwsConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export interface MiniStack {
  readonly aws: AwsConfig;
  /** The log lines of the emulator and of its functions. */
  log(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface MiniStackOptions {
  /** Names its log, `.engines/logs/NAME.log`. */
  readonly name: string;
  /** Whether it evaluates IAM policies on every call. */
  readonly evaluatesIam?: boolean;
}

/** Starts an emulator of its own on a free port of the loopback interface. */
export async function startMiniStack(options: MiniStackOptions): Promise<MiniStack> {
  const program = join(dirname(await pythonProgram('ministack')), 'python');
  return onFreePort((port) => startOnPort(program, port, options));
}

async function startOnPort(
  program: string,
  port: number,
  options: MiniStackOptions,
): Promise<MiniStack> {
  const script = join(ROOT, 'test/engines/strict_ministack.py');
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'eu-west-1';
  const { logFile, ready, stop } = startOwn(options.name, program, [script], {
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    MINISTACK_REGION: region,
    AWS_DEFAULT_REGION: region,
    AUTH: String(options.evaluatesIam ?? false),
    // Suppresses the SDK's warning about future versions of Node, which would be the first log line of each function.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // The Lambda runtime has the SDK beside the function's code; here it is the package's.
    NODE_PATH: join(ROOT, 'node_modules'),
  });
  await ready(START_TIMEOUT_MILLISECONDS, async () => {
    const health = await fetch(`${endpoint}/_ministack/health`);
    if (!health.ok) throw new Error(`Its health is ${health.status}`);
  });
  return {
    aws: { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    log: async () => (await readFile(logFile, 'utf8')).split('\n'),
    stop,
  };
}
