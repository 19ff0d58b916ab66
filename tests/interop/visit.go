// SPDX-License-Identifier: LGPL-2.1-or-later
// visit PORT NAME ROOT.pem: one TLS handshake of Go's own.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		fmt.Println("refuses (the root is not read)")
		return
	}
	c, err := tls.Dial("tcp", "127.0.0.1:"+os.Args[1],
		&tls.Config{ServerName: os.Args[2], RootCAs: roots})
	if err != nil {
		fmt.Println("refuses", err)
		return
	}
	c.Close()
	fmt.Println("accepts")
}
