// Says at the end which tests were skipped and why. Where nothing may be skipped (CI=true) a skip is a failure.
export default async function* skipped(events) {
  const skips = [];
  for await (const { type, data } of events) {
    if (type === "test:pass" && data.skip !== undefined) {
      skips.push(`  ${data.name}: ${data.skip === true || data.skip === "" ? "no reason given" : data.skip}`);
    }
  }
  if (skips.length === 0) return;
  yield `\nSkipped (${skips.length}):\n${skips.join("\n")}\n`;
  if (process.env.CI === "true") {
    yield "CI may skip nothing: scripts/install-test-tools.sh installs what the tests need.\n";
    process.exitCode = 1;
  }
}
