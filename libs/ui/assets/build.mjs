// Builds ../dist from npm packages and our own sources. Run it through `bin/assets`.
//
// dist/static/*   what the web server serves, with .br and .gz beside each text file, compressed once
//                 here at the highest level rather than at each request
// dist/icons.rs   the icons used, as a Rust enum read by src/icon.rs
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = import.meta.dirname;
const dist = path.join(here, "../dist");
// Built beside dist and swapped in at the end: a server that reads dist never sees it half made.
const fresh = path.join(here, ".build/dist");
const out = path.join(fresh, "static");
// Chromium 109 is the last on Windows 7, Safari 15.6 the last on an iPhone 6s: old family phones.
const target = ["chrome109", "firefox115", "safari15.6"];

fs.rmSync(fresh, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
tokens();
const font = copyFont();
await bundle(font);
icons();
compress();
fs.rmSync(dist, { recursive: true, force: true });
fs.renameSync(fresh, dist);
report();

/** The theme: colours, sizes and typography of designsystemet.config.json as CSS variables. */
function tokens() {
  const cli = path.join(here, "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js");
  const run = (...args) => execFileSync(process.execPath, [cli, "tokens", ...args], { cwd: here, stdio: "pipe" });
  run("create");
  run("build", "--tokens", ".build/tokens", "--out-dir", ".build/theme");
}

/** Inter, latin subset only; its name carries its hash because the stylesheet names it. */
function copyFont() {
  const file = path.join(here, "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
  const bytes = fs.readFileSync(file);
  const name = `inter-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.woff2`;
  fs.writeFileSync(path.join(out, name), bytes);
  return name;
}

async function bundle(font) {
  const shared = { bundle: true, minify: true, target, legalComments: "none", logLevel: "warning", absWorkingDir: here };
  const fontUrl = {
    name: "font-url",
    setup(b) {
      b.onResolve({ filter: /^font:inter$/ }, () => ({ path: font, external: true }));
    },
  };
  const designsystemet = "Designsystemet, copyright Digitaliseringsdirektoratet (MIT)";
  const css = `/*! ${designsystemet}; Inter, copyright 2016 The Inter Project Authors (OFL-1.1) */`;
  const js = `/*! ${designsystemet} */`;
  await build({ ...shared, entryPoints: ["css/app.css"], outfile: path.join(out, "app.css"), plugins: [fontUrl], banner: { css } });
  await build({ ...shared, entryPoints: ["js/app.js"], outfile: path.join(out, "app.js"), format: "iife", banner: { js } });
  const htmx = fs.readFileSync(path.join(here, "node_modules/htmx.org/dist/htmx.min.js"), "utf8");
  fs.writeFileSync(path.join(out, "htmx.js"), htmx.replace(/\n?\/\/# sourceMappingURL=.*/, ""));
  fs.copyFileSync(path.join(here, "favicon.svg"), path.join(out, "favicon.svg"));
}

/** One Rust enum: only the drawings named in icons.json reach the binary. */
function icons() {
  const names = JSON.parse(fs.readFileSync(path.join(here, "icons.json"), "utf8"));
  const camel = (s) => s.split("-").map((w) => w[0].toUpperCase() + w.slice(1)).join("");
  const inner = (name) => {
    const svg = fs.readFileSync(path.join(here, `node_modules/lucide-static/icons/${name}.svg`), "utf8");
    return svg.replace(/[\s\S]*?<svg[\s\S]*?>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "").replaceAll(" />", "/>").trim();
  };
  const rust = [
    "// Made by assets/build.mjs from assets/icons.json and lucide-static (ISC). Do not edit.",
    "/// The icons of the house.",
    "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]",
    "pub enum Icon {",
    ...names.flatMap((n) => [`    /// lucide « ${n} »`, `    ${camel(n)},`]),
    "}",
    "",
    "impl Icon {",
    "    /// Every icon, for the gallery.",
    `    pub const ALL: [Icon; ${names.length}] = [${names.map((n) => `Icon::${camel(n)}`).join(", ")}];`,
    "",
    "    const fn paths(self) -> &'static str {",
    "        match self {",
    ...names.map((n) => `            Icon::${camel(n)} => r#"${inner(n)}"#,`),
    "        }",
    "    }",
    "}",
    "",
  ];
  fs.writeFileSync(path.join(fresh, "icons.rs"), rust.join("\n"));
}

function compress() {
  for (const name of fs.readdirSync(out)) {
    if (!/\.(css|js|svg)$/.test(name)) continue;
    const bytes = fs.readFileSync(path.join(out, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    fs.writeFileSync(path.join(out, `${name}.br`), brotliCompressSync(bytes, { params }));
    fs.writeFileSync(path.join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

/** The promise of a family page: 60 KB without the font, 110 KB with it; a page itself takes about 8 KB. */
function report() {
  const size = (name) => fs.statSync(path.join(dist, "static", name)).size;
  const kb = (n) => `${(n / 1000).toFixed(1).padStart(7)} KB`;
  let gzip = 8000;
  console.log("assets            raw       gzip     brotli");
  for (const name of ["app.css", "htmx.js", "app.js", "favicon.svg"]) {
    console.log(`${name.padEnd(13)}${kb(size(name))} ${kb(size(`${name}.gz`))} ${kb(size(`${name}.br`))}`);
    gzip += size(`${name}.gz`);
  }
  const withFont = gzip + size(font);
  console.log(`${"inter.woff2".padEnd(13)}${kb(size(font))}`);
  console.log(`first visit, with a page of 8 KB, gzip:${kb(gzip)} without the font,${kb(withFont)} with it`);
  if (gzip > 60_000 || withFont > 110_000) {
    console.error("too heavy: the promise is 60 KB without the font and 110 KB with it");
    process.exit(1);
  }
}
