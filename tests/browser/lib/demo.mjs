// The demonstration, as a process of its own: an empty folder, a free port, a Tuesday at 8:40.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
/** The program: PREAU_BIN, else the one that cargo built last for development. */
export const program = process.env.PREAU_BIN ?? path.join(target, "debug/preau");

const freePort = () => new Promise((ok, no) => {
  const server = net.createServer().once("error", no).listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => ok(port));
  });
});

/** Runs `preau ARGUMENT…` and gives what it printed. */
export const preau = (args, env = {}) =>
  execFileSync(program, args, { encoding: "utf8", env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });

/**
 * Starts a demonstration. Who may sign in, where, and by which password is read from what it
 * prints, as a newcomer would.
 */
export async function start({ now = "2026-11-24T08:40" } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "preau-demo-"));
  const port = await freePort();
  const env = { PREAU_DATA_DIR: folder, PREAU_LISTEN: `127.0.0.1:${port}`, PREAU_DEMO_NOW: now, PREAU_DEMO_PASSWORD: "" };
  // It must not outlive the test, however that ends: Debian's setpriv sees to it.
  const leash = fs.existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL"] : [];
  const [command, ...args] = [...leash, program, "demo"];
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let complaints = "";
  child.stdout.on("data", (bytes) => (printed += bytes));
  child.stderr.on("data", (bytes) => (complaints += bytes));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const url = `http://127.0.0.1:${port}`;
  const started = Date.now();
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the demonstration stopped: ${printed}${complaints}`);
    if (Date.now() - started > 120_000) throw new Error(`the demonstration does not answer: ${printed}${complaints}`);
    const answer = await fetch(`${url}/sante`).catch(() => null);
    if (answer && printed.includes("Mot de passe de tous")) break;
    await new Promise((ok) => setTimeout(ok, 100));
  }
  const rows = printed.split("\n");
  const head = rows.findIndex((row) => row.startsWith("Identifiant"));
  const end = rows.findIndex((row) => row.startsWith("Mot de passe"));
  const accounts = rows.slice(head + 1, end).map((row) => {
    const [login, profile, place] = row.split(/\s{2,}/);
    return { login, profile, places: place.trim().split(" et ") };
  });
  return {
    url,
    folder,
    accounts,
    password: rows[end].replace(/^.*? : /, "").trim(),
    /** What the program wrote in its log. */
    log: () => complaints,
    /** Another command of the program, on the same data. */
    preau: (...args) => preau(args, { ...env, PREAU_PUBLIC_URL: url }),
    async stop() {
      process.off("exit", kill);
      const gone = new Promise((ok) => child.once("exit", ok));
      child.kill("SIGTERM");
      const late = setTimeout(kill, 10_000);
      await gone;
      clearTimeout(late);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
