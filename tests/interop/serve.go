// SPDX-License-Identifier: LGPL-2.1-or-later
// serve PORT CHAIN KEY VERSION: a TLS server of Go's own.
package main

import (
	"crypto/tls"
	"net"
	"os"
)

func main() {
	pair, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
	if err != nil {
		panic(err)
	}
	version := map[string]uint16{"1.2": tls.VersionTLS12,
		"1.3": tls.VersionTLS13}[os.Args[4]]
	listener, err := tls.Listen("tcp", "127.0.0.1:"+os.Args[1],
		&tls.Config{Certificates: []tls.Certificate{pair},
			MinVersion: version, MaxVersion: version})
	if err != nil {
		panic(err)
	}
	for {
		c, err := listener.Accept()
		if err != nil {
			continue
		}
		go func(c net.Conn) {
			c.Read(make([]byte, 4096))
			c.Close()
		}(c)
	}
}
