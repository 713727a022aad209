// Compares two arrays, and a file with another, from Node: node node.mjs baseline.csv current.csv
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const worker = spawn(process.env.DRIFTLINE_BINARY ?? "driftline", ["worker"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const waiting = new Map();
createInterface({ input: worker.stdout }).on("line", (line) => {
  const { id, result, error } = JSON.parse(line);
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  error ? reject(new Error(`${error.data.kind}: ${error.message}`)) : resolve(result);
});
worker.on("exit", (status) => {
  for (const { reject } of waiting.values()) reject(new Error(`the worker ended: ${status}`));
});

let last = 0;
function call(method, params) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.stdin.write(JSON.stringify({ jsonrpc: "2.0", id: last, method, params }) + "\n");
  });
}

const lastWeek = Array.from({ length: 500 }, (_, i) => Math.sin(i));
const today = Array.from({ length: 300 }, (_, i) => 0.5 + Math.sin(i));
const [baseline, current] = process.argv.slice(2).map((path) => ({ path: resolve(path) }));
const [numbers, files] = await Promise.all([
  call("drift.compare", { baseline: { values: lastWeek }, current: { values: today } }),
  call("drift.compare", { baseline, current }),
]);
console.log(`numbers: drifted ${numbers.drifted}, severity ${numbers.severity}`);
console.log(`files: drifted ${files.drifted}, ${files.scores[0].detail.names.join(" ")}`);
worker.stdin.end();
