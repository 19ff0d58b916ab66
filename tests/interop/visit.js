// SPDX-License-Identifier: LGPL-2.1-or-later
// visit.js PORT NAME ROOT.pem: one TLS handshake of Node.
const fs = require("fs");
const tls = require("tls");
const [port, name, root] = process.argv.slice(2);
try {
	const s = tls.connect({ host: "127.0.0.1", port: Number(port),
	    servername: name, ca: fs.readFileSync(root) }, () => {
		console.log("accepts");
		s.end();
	});
	s.on("error", e => console.log("refuses",
	    [e.code, e.message].filter(Boolean).join(": ")));
} catch (e) {
	console.log("refuses", e.message);
}
