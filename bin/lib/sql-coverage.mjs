// Fails when a statement of the sources (`sql!`, `built!`) was never executed on one of the two
// engines by the tests: node sql-coverage.mjs FOLDER, where FOLDER holds the notes that the
// tests left (« file:line engine », see platform/db/src/trace.rs).
import fs from "node:fs";
import path from "node:path";

const engines = ["sqlite", "postgres"];
const ran = new Map(engines.map((engine) => [engine, new Set()]));
const folder = process.argv[2];
for (const name of fs.readdirSync(folder)) {
  for (const line of fs.readFileSync(path.join(folder, name), "utf8").split("\n")) {
    const [site, engine] = line.split(" ");
    ran.get(engine)?.add(site);
  }
}

function* sources(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory() && !["target", "node_modules", "dist", "tests"].includes(entry.name)) yield* sources(file);
    else if (entry.name.endsWith(".rs")) yield file;
  }
}

let sites = 0;
const missing = [];
for (const root of ["platform", "records", "services", "app"]) {
  for (const file of sources(root)) {
    // The macros themselves, and what is only for tests.
    if (file.startsWith("platform/db/src/") && !file.endsWith("migration.rs")) continue;
    if (file.startsWith("platform/testkit/")) continue;
    const lines = fs.readFileSync(file, "utf8").split("\n");
    const tests = lines.findIndex((line) => line.startsWith("#[cfg(test)]"));
    lines.forEach((line, index) => {
      if (tests !== -1 && index > tests) return;
      if (/^\s*\/\//.test(line) || !/\b(sql|built)!\(/.test(line)) return;
      sites += 1;
      const site = `${file}:${index + 1}`;
      for (const engine of engines) if (!ran.get(engine).has(site)) missing.push(`${site} : jamais exécutée sur ${engine}`);
    });
  }
}
for (const line of missing) console.log(line);
console.log(`${sites} requêtes ; ${missing.length} manquent sur un moteur`);
if (sites < 50) throw new Error("trop peu de requêtes trouvées : le contrôle ne voit plus les sources");
process.exit(missing.length === 0 ? 0 : 1);
