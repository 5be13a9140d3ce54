declare global {
  // Jest runs setup and teardown in one process, and hands them nothing else to share.
  var stopTestServer: (() => Promise<void>) | undefined;
}

export default async function teardown(): Promise<void> {
  await globalThis.stopTestServer?.();
}
