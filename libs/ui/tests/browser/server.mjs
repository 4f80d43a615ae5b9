// Serves the exported gallery on the loopback with the pages' own policy.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** Starts a server of `folder`; gives its address and a way to stop it. */
export async function serve(folder) {
  const policy = fs.readFileSync(path.join(folder, "policy"), "utf8");
  const server = http.createServer((request, response) => {
    const name = path.normalize(new URL(request.url, "http://x").pathname).replace(/^\/$/, "/galerie.html");
    const file = path.join(folder, name);
    const type = types[path.extname(file)];
    if (request.method !== "GET" || !type || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type, "content-security-policy": policy, "x-content-type-options": "nosniff" });
    fs.createReadStream(file).pipe(response);
  });
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
