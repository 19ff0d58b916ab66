// SPDX-License-Identifier: LGPL-2.1-or-later
// serve.js PORT CHAIN KEY TLSvX: an HTTPS server of Node.
const fs = require("fs");
const [port, chain, key, version] = process.argv.slice(2);
require("https").createServer({ cert: fs.readFileSync(chain),
    key: fs.readFileSync(key), minVersion: version, maxVersion: version },
    (request, answer) => answer.end("node")).listen(Number(port), "127.0.0.1");
